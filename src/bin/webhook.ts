import { stringify } from 'yaml';
import { compilePlan } from '../engine/plan.ts';
import { readArguments } from '../cli/arguments.ts';
import { CommandFailure } from '../cli/failure.ts';
import { EXIT, write, type Io } from '../cli/io.ts';
import { loadSettings } from '../cli/settings.ts';
import { compile } from '../settings/compile.ts';
import { renderRegistration, type RegistrationInput } from '../webhook/registration.ts';
import { readPem } from './serve.ts';

const OPTIONS = {
  url: { type: 'string' },
  service: { type: 'string' },
  'ca-file': { type: 'string' },
  config: { type: 'string', short: 'c' },
} as const;

/** Prints the registration that the settings need, as YAML for `kubectl apply`. */
export async function webhook(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments('webhook', args, OPTIONS);
  if (positionals[0] !== 'render' || positionals.length > 1)
    throw new CommandFailure(EXIT.usage, 'There is one thing to do here: lintel webhook render');
  const caFile = values['ca-file'];
  if (caFile === undefined)
    throw new CommandFailure(EXIT.usage, '--ca-file is needed: the API server trusts nothing else. See: lintel webhook --help');
  const caBundle = await readPem('ca-file', caFile, io);
  if (!caBundle.includes('-----BEGIN CERTIFICATE-----'))
    throw new CommandFailure(EXIT.usage, `--ca-file ${caFile} holds no certificate (PEM).`);
  const { raw, catalogue } = await loadSettings(values, io);
  const { policy, workloads } = compile(raw, catalogue);
  const { reach, namespace } = reachOf(values.url, values.service);
  const objects = renderRegistration({ plan: compilePlan(policy, 'admission'), declared: workloads, reach, caBundle, namespace });
  await write(io.stdout, objects.map((object) => stringify(object, { lineWidth: 0 })).join('---\n'));
  return EXIT.clean;
}

function reachOf(url: string | undefined, service: string | undefined): Pick<RegistrationInput, 'reach' | 'namespace'> {
  if ((url === undefined) === (service === undefined))
    throw new CommandFailure(EXIT.usage, 'Give either --url or --service. See: lintel webhook --help');
  return url === undefined ? serviceOf(service ?? '') : { reach: { url: httpsUrl(url) }, namespace: 'lintel' };
}

function serviceOf(text: string): Pick<RegistrationInput, 'reach' | 'namespace'> {
  const match = /^(?<namespace>[a-z\d-]+)\/(?<name>[a-z\d-]+)(?::(?<port>\d{1,5}))?$/u.exec(text);
  const { namespace, name, port } = match?.groups ?? {};
  if (namespace === undefined || name === undefined)
    throw new CommandFailure(EXIT.usage, `--service takes NAMESPACE/NAME, perhaps with :PORT, not "${text}".`);
  return { reach: { service: { namespace, name, port: Number(port ?? 443) } }, namespace };
}

function httpsUrl(text: string): string {
  if (URL.canParse(text) && new URL(text).protocol === 'https:') return text.replace(/\/+$/u, '');
  throw new CommandFailure(EXIT.usage, `--url takes an https URL, not "${text}": the API server calls webhooks over TLS alone.`);
}
