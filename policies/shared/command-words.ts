/** A value that a command line gives to a name, and the index of the word that holds it. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly word: number;
}

/** What a command line assigns: `--name=value`, `--name value`, `-Dname=value`, `NAME=value`, also inside the script of `sh -c`. */
export function* assignmentsIn(words: readonly string[]): Iterable<Assignment> {
  for (const [index, word] of words.entries()) {
    if (isScript(word)) yield* inScript(word, index);
    else {
      yield* inWord(word, index);
      yield* withNext(word, words[index + 1], index + 1);
    }
  }
}

/** For each word, what of it is neither an option nor the value of one, line by line. */
export function freeWords(words: readonly string[]): readonly string[] {
  return words.map((word, index) =>
    word
      .split('\n')
      .map((line) => freeTokens(line.split(/[^\S\n]+/u), words[index - 1] ?? '').join(' '))
      .join('\n'),
  );
}

/** The first follows the word before, the others each other. */
function freeTokens(tokens: readonly string[], before: string): readonly string[] {
  return tokens.filter((token, at) => !ASSIGNED.test(token) && !OPTION.test(at === 0 ? before : (tokens[at - 1] ?? '')));
}

/** Words with spaces are scripts or several options, but `--header=a b` is one. */
function isScript(word: string): boolean {
  return /\s/u.test(word) && (!word.startsWith('-') || /\s-/u.test(word));
}

/** A value may hold further assignments: `--set=db.password=x`. */
function* inWord(word: string, index: number): Iterable<Assignment> {
  for (const part of word.split(/[,;&]/u)) {
    let from = 0;
    for (const { 0: whole, 1: name = '' } of part.matchAll(ASSIGNMENT)) {
      from += whole.length;
      yield { name, value: part.slice(from), word: index };
    }
  }
}

function* withNext(word: string, next: string | undefined, index: number): Iterable<Assignment> {
  const name = OPTION.exec(word)?.[1];
  if (name !== undefined && next !== undefined && !next.startsWith('-')) yield { name, value: next, word: index };
}

/** What a shell would work out (`$x`, `$(cat x)`) is no literal. */
function* inScript(script: string, index: number): Iterable<Assignment> {
  const words = (script.match(SHELL_WORD) ?? []).map((word) => word.replaceAll(/["']/gu, ''));
  for (const { name, value } of assignmentsIn(words.filter((word) => !/\s/u.test(word)))) {
    if (!value.startsWith('$')) yield { name, value, word: index };
  }
}

/** Sticky: each begins where the one before ended, or there are no more. */
const ASSIGNMENT = /-{0,2}([A-Za-z_][\w.-]*)=/gy;
const ASSIGNED = /^["']?-{0,2}[A-Za-z_][\w.-]*=/u;
const OPTION = /^-{1,2}([A-Za-z][\w.-]+)$/u;
/** A run of characters, quoted strings and substitutions that the shell reads as one word; each alternative begins differently. */
const SHELL_WORD = /(?:\$\([^()]*\)|"[^"]*"|'[^']*'|[^\s;|&<>"'`])+/gu;
