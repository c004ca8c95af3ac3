import { asList, member } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { allContainers, type Container } from '../src/kube/workloads.ts';
import { commandNames } from './shared/command-names.ts';

export const noSudoEntrypoint: Rule<'sudo'> = {
  id: 'no-sudo-entrypoint',
  category: 'security',
  severity: 'info',
  since: '0.1.0',
  summary: 'No container starts by sudo.',
  why: 'A container that needs sudo to start carries a way to become root, for whoever gets into it as well. Let the image set up what needs root, and run as the user that the rest needs. sudo counts where a command would run it, also in the script of sh -c, and as the first of args for an entrypoint that runs them.',
  whenNot: 'Images of others that can not start without it; exempt them by image.',
  messages: { sudo: 'Container "{{container}}" runs sudo in its {{field}}.' },
  match: { kinds: ['workloads'] },
  *check(subject) {
    for (const { container, name, path } of allContainers(subject)) {
      for (const [field, index] of sudoWords(container)) {
        yield { message: 'sudo', data: { container: name, field }, at: [...path, field, index], container };
      }
    }
  },
};

/** Each word once: the command line as it is run, and args as an entrypoint would run them. */
function sudoWords(container: Container): readonly (readonly [field: string, index: number])[] {
  const command = wordsOf(container, 'command');
  const args = wordsOf(container, 'args');
  const whole = sudoIn([...command, ...args]);
  const passed = command.length === 0 || RUNS_ARGS.test(command.at(-1) ?? '') ? [...sudoIn(args), ...inShell(args)] : [];
  const places = new Set([...whole, ...passed.map((word) => word + command.length)]);
  return [...places].map((word) => (word < command.length ? ['command', word] : ['args', word - command.length]));
}

function sudoIn(words: readonly string[]): readonly number[] {
  return commandNames(words).flatMap(({ name, word }) => (name === 'sudo' ? [word] : []));
}

/** The entrypoint of an image may be a shell: `args: [-c, ...]`. */
function inShell(args: readonly string[]): readonly number[] {
  return sudoIn(['sh', ...args]).map((word) => word - 1);
}

function wordsOf(container: Container, field: string): readonly string[] {
  return asList(member(container, field)).map((word) => (typeof word === 'string' ? word : ''));
}

/** Scripts that end in `exec "$@"`, as far as a name can tell. */
const RUNS_ARGS = /(?:entrypoint|\.sh|init)$/u;
