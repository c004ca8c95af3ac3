import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { nearest } from '../settings/suggest.ts';
import { CommandFailure } from './failure.ts';
import { EXIT } from './io.ts';

/** Flags that every command takes. */
const COMMON = { help: { type: 'boolean', short: 'h' } } satisfies ParseArgsOptionsConfig;

/** The flags and operands of a command. An unknown flag is a usage fault that names the nearest one. */
export function readArguments<T extends ParseArgsOptionsConfig>(command: string, args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options: { ...options, ...COMMON }, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CommandFailure(EXIT.usage, `${complaintOf(error, Object.keys({ ...options, ...COMMON }))} See: lintel ${command} --help`);
  }
}

/** Only a flag that there is not is a misspelt one; of those, Node's second sentence leads astray. */
function complaintOf(error: TypeError, known: readonly string[]): string {
  const message = error.message.replaceAll('\n', ' ').replace(/\.$/u, '');
  if (!('code' in error) || error.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `${message}.`;
  const [first = message] = message.split('. ');
  const flag = /'--?(?<flag>[^' =]*)/u.exec(first)?.groups?.['flag'] ?? '';
  const close = nearest(flag, known);
  return close === undefined ? `${first}.` : `${first}. Did you mean --${close}?`;
}

/** A whole number from a flag's text. */
export function wholeNumber(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/u.test(text) && value >= least) return value;
  throw new CommandFailure(EXIT.usage, `--${flag} takes a whole number from ${least}, not "${text}".`);
}

/** One of some words from a flag's text. */
export function oneOf<T extends string>(flag: string, text: string | undefined, words: readonly T[]): T | undefined {
  const found = words.find((word) => word === text);
  if (text === undefined || found !== undefined) return found;
  throw new CommandFailure(EXIT.usage, `--${flag} takes one of ${words.join(', ')}, not "${text}".`);
}
