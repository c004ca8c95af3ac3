import type { JsonObject } from '../engine/json.ts';
import { compilePlan } from '../engine/plan.ts';
import { CommandFailure } from '../cli/failure.ts';
import { EXIT, type Io } from '../cli/io.ts';
import { loadSettings } from '../cli/settings.ts';
import { compile } from '../settings/compile.ts';
import { ReachFailure } from '../webhook/reach.ts';
import { renderRegistration, type RegistrationInput } from '../webhook/registration.ts';

/** What the commands about a registration are told. */
export interface RegistrationChoice {
  readonly url?: string | undefined;
  readonly service?: string | undefined;
  readonly config?: string | undefined;
}

/** The registration that the settings need: what is printed is what is applied. */
export async function registrationFor(choice: RegistrationChoice, caBundle: string, io: Io): Promise<readonly JsonObject[]> {
  const { raw, catalogue } = await loadSettings({ config: choice.config }, io);
  const { policy, workloads } = compile(raw, catalogue);
  const { reach, namespace } = reachOf(choice);
  try {
    return renderRegistration({ plan: compilePlan(policy, 'admission'), declared: workloads, reach, caBundle, namespace });
  } catch (error) {
    if (error instanceof ReachFailure) throw new CommandFailure(EXIT.usage, error.message);
    throw error;
  }
}

export function reachOf({ url, service }: RegistrationChoice): Pick<RegistrationInput, 'reach' | 'namespace'> {
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
