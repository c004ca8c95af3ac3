import { asList, asString, valueAt, type Json } from '../../src/engine/json.ts';
import type { Ground } from './ground.ts';

/** Where the API server keeps what `lintel webhook apply` registers. */
export const REGISTRATIONS = ['validating', 'mutating'].map(
  (kind) => `/apis/admissionregistration.k8s.io/v1/${kind}webhookconfigurations/lintel`,
);

/** What is registered, entry by entry. */
export async function entriesOf(ground: Ground): Promise<readonly Json[]> {
  const objects = await Promise.all(REGISTRATIONS.map(async (at) => await ground.stored(at)));
  return objects.flatMap((object) => asList(object['webhooks']));
}

/** What the API server trusts for each entry, PEM. */
export async function bundlesOf(ground: Ground): Promise<readonly string[]> {
  const encoded = (await entriesOf(ground)).map((entry) => asString(valueAt(entry, ['clientConfig', 'caBundle'])) ?? '');
  return encoded.map((text) => Buffer.from(text, 'base64').toString());
}

export function certificatesIn(pem: string): number {
  return pem.match(/BEGIN CERTIFICATE/gu)?.length ?? 0;
}
