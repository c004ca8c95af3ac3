/** The commands of a shell script, each as its words, unquoted; those of substitutions too. A reading for judging, not for running: it never fails. */
export function commandsIn(script: string, depth = 0): readonly (readonly string[])[] {
  if (depth > DEEPEST) return [];
  const reader: Reader = { script: script.slice(0, LONGEST), at: 0, commands: [], words: [], nested: [] };
  while (reader.at < reader.script.length) readToken(reader);
  endCommand(reader);
  return [...reader.commands, ...reader.nested.flatMap((inner) => commandsIn(inner, depth + 1))];
}

interface Reader {
  readonly script: string;
  readonly commands: (readonly string[])[];
  readonly nested: string[];
  words: string[];
  at: number;
}

function readToken(reader: Reader): void {
  if (skip(reader, BLANK)) return;
  if (skip(reader, REDIRECTION)) {
    skip(reader, BLANK);
    readWord(reader);
  } else if (skip(reader, SEPARATOR)) endCommand(reader);
  else reader.words.push(readWord(reader));
}

function skip(reader: Reader, pattern: RegExp): boolean {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.script)?.[0] ?? '';
  reader.at += found.length;
  return found !== '';
}

function endCommand(reader: Reader): void {
  if (reader.words.length > 0) reader.commands.push(reader.words);
  reader.words = [];
}

function readWord(reader: Reader): string {
  let word = '';
  let quoted = false;
  for (; reader.at < reader.script.length; reader.at++) {
    const character = reader.script[reader.at] ?? '';
    if (!quoted && ENDS_WORD.test(character)) break;
    if (character === '"') quoted = !quoted;
    else word += readPiece(reader, character, quoted);
  }
  return word;
}

/** Leaves the reader at the last character of the piece. */
function readPiece(reader: Reader, character: string, quoted: boolean): string {
  const { script, at } = reader;
  if (character === '\\') return script[++reader.at] ?? '';
  if (character === "'" && !quoted) return readTo(reader, script.indexOf("'", at + 1), at + 1);
  if (character === '`') return substituted(reader, readTo(reader, script.indexOf('`', at + 1), at + 1));
  if (character === '$' && script[at + 1] === '(') return substituted(reader, readTo(reader, closing(script, at + 2), at + 2));
  return character;
}

function readTo(reader: Reader, end: number, from: number): string {
  const last = end < 0 ? reader.script.length : end;
  reader.at = last;
  return reader.script.slice(from, last);
}

/** What it will be is not known: a word that is no command's name stands in for it. */
function substituted(reader: Reader, script: string): string {
  reader.nested.push(script);
  return '$()';
}

function closing(script: string, from: number): number {
  let open = 1;
  for (let at = from; at < script.length; at++) {
    if (script[at] === '(') open++;
    if (script[at] === ')' && --open === 0) return at;
  }
  return -1;
}

const BLANK = /(?:[ \t\r]|\\\r?\n|(?<![^\s;|&()])#[^\n]*)+/uy;
const REDIRECTION = /\d*(?:<<<|<<-?|[<>]&|<>|>\||>>|[<>])|&>>?/uy;
const SEPARATOR = /[;\n|&()]+/uy;
const ENDS_WORD = /[\s;|&()<>]/u;
/** No probe has a script as long, or one that nests as deep; more is not read. */
const LONGEST = 100_000;
const DEEPEST = 8;
