import { stringify } from 'yaml';
import { readArguments } from '../cli/arguments.ts';
import { CommandFailure } from '../cli/failure.ts';
import { EXIT, write, type Io } from '../cli/io.ts';
import type { RegistrationValues } from './register.ts';
import { registrationFor } from './registration.ts';
import { readPem } from './serve.ts';

const OPTIONS = {
  url: { type: 'string' },
  service: { type: 'string' },
  'ca-file': { type: 'string' },
  config: { type: 'string', short: 'c' },
  'kept-in': { type: 'string' },
  issued: { type: 'boolean' },
  'inject-ca-from': { type: 'string' },
  'wait-seconds': { type: 'string' },
  account: { type: 'string' },
} as const;

/** What there is to do about a registration: print it, or, inside the cluster, see to it. */
export async function webhook(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments('webhook', args, OPTIONS);
  const [name = '', ...more] = positionals;
  const action = Object.hasOwn(ACTIONS, name) && more.length === 0 ? ACTIONS[name] : undefined;
  if (action === undefined)
    throw new CommandFailure(
      EXIT.usage,
      `There are ${Object.keys(ACTIONS).join(', ')} to do here, one at a time. See: lintel webhook --help`,
    );
  return await action(values, io);
}

type Action = (values: RegistrationValues & { readonly 'ca-file'?: string | undefined }, io: Io) => Promise<number>;

const ACTIONS: Readonly<Record<string, Action>> = {
  render,
  apply: async (values, io) => await (await import('./register.ts')).apply(values, io),
  certificate: async (values, io) => await (await import('./register.ts')).certificate(values, io),
  remove: async (values, io) => await (await import('./register.ts')).remove(values, io),
};

/** Prints the registration that the settings need, as YAML for `kubectl apply`. */
async function render({ 'ca-file': caFile, ...choice }: Parameters<Action>[0], io: Io): Promise<number> {
  if (caFile === undefined)
    throw new CommandFailure(EXIT.usage, '--ca-file is needed: the API server trusts nothing else. See: lintel webhook --help');
  const caBundle = await readPem('ca-file', caFile, io);
  if (!caBundle.includes('-----BEGIN CERTIFICATE-----'))
    throw new CommandFailure(EXIT.usage, `--ca-file ${caFile} holds no certificate (PEM).`);
  const objects = await registrationFor(choice, caBundle, io);
  await write(io.stdout, objects.map((object) => stringify(object, { lineWidth: 0 })).join('---\n'));
  return EXIT.clean;
}
