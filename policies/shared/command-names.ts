import { commandsIn } from './shell-script.ts';

/** The name of a program that a command line runs, without its folder, and the index of the word that holds it. */
export interface CommandName {
  readonly name: string;
  readonly word: number;
}

/** Every program that a command line runs: the first word, what a wrapper (`env`, `timeout 5`) goes on to run, and those of the script of `sh -c`. */
export function commandNames(words: readonly string[]): readonly CommandName[] {
  return namesIn(words, 0);
}

function namesIn(words: readonly string[], depth: number): readonly CommandName[] {
  const found: CommandName[] = [];
  let index: number | undefined = depth < DEEPEST ? 0 : undefined;
  while (index !== undefined && index < words.length) {
    const name = baseName(words[index] ?? '');
    found.push({ name, word: index }, ...inScript(name, words, index, depth));
    index = afterWrapper(name, words, index + 1);
  }
  return found;
}

function inScript(name: string, words: readonly string[], index: number, depth: number): readonly CommandName[] {
  const at = SHELLS.has(name) ? scriptIndex(words, index + 1) : undefined;
  if (at !== undefined) return inText(words[at] ?? '', at, depth);
  if (name === 'eval') return inText(words.slice(index + 1).join(' '), index, depth);
  return name === 'find' ? executedByFind(words, index, depth) : [];
}

function inText(script: string, word: number, depth: number): readonly CommandName[] {
  const lines = commandsIn(script).map((line) => line.slice(line.findIndex((part) => !PREFIX.test(part))));
  return lines
    .filter(([first = '']) => !PREFIX.test(first))
    .flatMap((line) => namesIn(line, depth + 1).map(({ name }) => ({ name, word })));
}

/** `-c` may stand among others (`-ec`), and its script is the first word after them that is no option. */
function scriptIndex(words: readonly string[], from: number): number | undefined {
  let index = from;
  for (let word = words[index]; word !== undefined && /^[-+]./u.test(word); word = words[index]) index += SHELL_OPTION.test(word) ? 2 : 1;
  const isCommand = words.slice(from, index).some((word) => /^-[A-Za-z]+$/u.test(word) && word.includes('c'));
  return isCommand && index < words.length ? index : undefined;
}

/** Each action has the words up to the next. */
function executedByFind(words: readonly string[], from: number, depth: number): readonly CommandName[] {
  const actions = words.flatMap((word, index) => (index > from && FIND_ACTIONS.has(word) ? [index + 1] : []));
  return actions.flatMap((start, position) =>
    namesIn(words.slice(start, actions[position + 1]), depth + 1).map((found) => ({ ...found, word: found.word + start })),
  );
}

/** Where the command of a wrapper begins: after its options, assignments, and the words that are its own. */
function afterWrapper(name: string, words: readonly string[], from: number): number | undefined {
  const wrapper = WRAPPERS.get(name);
  if (wrapper === undefined) return undefined;
  let index = from;
  for (; /^(?:-|\w+=)/u.test(words[index] ?? ''); index++) if (wrapper.valued.includes(words[index] ?? '')) index++;
  return index + wrapper.operands;
}

function baseName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}

function wrapper(operands: number, valued = ''): { readonly operands: number; readonly valued: readonly string[] } {
  return { operands, valued: valued.split(' ') };
}

/** Words of the shell's grammar after which a command still begins, and assignments. */
const PREFIX = /^(?:if|then|elif|else|do|while|until|!|\{|\}|fi|done|[A-Za-z_]\w*\+?=.*)$/su;
/** `-o pipefail`, `-eo pipefail`. */
const SHELL_OPTION = /^[-+][A-Za-z]*o$/u;
const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'mksh']);
const FIND_ACTIONS: ReadonlySet<string> = new Set(['-exec', '-execdir', '-ok', '-okdir']);
/** Programs that run another: how many words stand between, and which options have a value of their own. */
const WRAPPERS = new Map([
  ...['busybox', 'toybox', 'exec', 'command', 'builtin', 'nohup', 'setsid', 'tini', 'dumb-init', 'doas'].map(
    (name) => [name, wrapper(0, '-a -u')] as const,
  ),
  ['env', wrapper(0, '-u -C -S')],
  ['nice', wrapper(0, '-n')],
  ['ionice', wrapper(0, '-c -n')],
  ['stdbuf', wrapper(0, '-i -o -e')],
  ['time', wrapper(0, '-f -o')],
  ['sudo', wrapper(0, '-u -g -h -p')],
  ['xargs', wrapper(0, '-n -I -L -P -d -s -a -E')],
  ['timeout', wrapper(1, '-s -k')],
  ['gosu', wrapper(1)],
  ['su-exec', wrapper(1)],
  ['chroot', wrapper(1)],
]);
/** `sh -c "sh -c ..."`: no one nests further and means it. */
const DEEPEST = 8;
