import { CommandFailure, isCommandFailure } from './failure.ts';
import { fix } from './fix.ts';
import { HELP } from './help.ts';
import { EXIT, write, type Io } from './io.ts';
import { lint } from './lint.ts';
import { explain, listRules } from './rules.ts';
import { nearest } from '../settings/suggest.ts';
import { version } from './version.ts';

/** A command: arguments in, exit code out. */
export type Command = (args: readonly string[], io: Io) => Promise<number>;

/** What is called most is loaded with the entry, since each file more costs a start; the others bring libraries of their own. */
const COMMANDS: Readonly<Record<string, Command>> = {
  lint,
  fix,
  rules: listRules,
  explain,
  test: async (args, io) => await (await import('./test-rules.ts')).testRules(args, io),
  new: async (args, io) => await (await import('./new-rule.ts')).newRule(args, io),
  config: async (args, io) => await (await import('./config-print.ts')).config(args, io),
  images: async (args, io) => await (await import('./images.ts')).images(args, io),
  init: async (args, io) => await (await import('./init.ts')).init(args, io),
};

/** Runs one command line. `others` are commands that the entry brings, such as `serve`, which needs a server. */
export async function main(args: readonly string[], io: Io, others: Readonly<Record<string, Command>>): Promise<number> {
  try {
    return await runCommand(args, io, { ...COMMANDS, ...others });
  } catch (error) {
    return await fail(error, io);
  }
}

async function runCommand([name = '', ...rest]: readonly string[], io: Io, known: Readonly<Record<string, Command>>) {
  if (VERSION.has(name)) return await say(io, `${await version()}\n`);
  if (HELPING.has(name)) return await say(io, helpOn(rest[0]));
  const command = Object.hasOwn(known, name) ? known[name] : undefined;
  if (command === undefined) throw unknown(name, Object.keys(known));
  if (rest.includes('--help') || rest.includes('-h')) return await say(io, helpOn(name));
  return await command(rest, io);
}

/** The whole, where the command is none. */
function helpOn(command = ''): string {
  return HELP[Object.hasOwn(HELP, command) ? command : ''] ?? '';
}

async function say(io: Io, text: string): Promise<number> {
  await write(io.stdout, text);
  return EXIT.clean;
}

function unknown(name: string, names: readonly string[]): CommandFailure {
  const close = nearest(name, names);
  return new CommandFailure(
    EXIT.usage,
    `There is no command "${name}".${close === undefined ? '' : ` Did you mean ${close}?`} See: lintel --help`,
  );
}

async function fail(error: unknown, io: Io): Promise<number> {
  const known = isCommandFailure(error) ? error : fault(error);
  // Where standard error is broken too, the code is all that is left to say.
  await write(io.stderr, `${known.message}\n`).catch(() => undefined);
  return known.exitCode;
}

function fault(error: unknown): CommandFailure {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new CommandFailure(EXIT.internal, `Lintel failed; this is a fault of its own, please report it with what follows.\n${detail}`);
}

const VERSION: ReadonlySet<string> = new Set(['--version', 'version']);
const HELPING: ReadonlySet<string> = new Set(['', '--help', '-h', 'help']);
