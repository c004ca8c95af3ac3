import { setTimeout as pause } from 'node:timers/promises';
import { CommandFailure } from '../cli/failure.ts';
import { EXIT, type Io } from '../cli/io.ts';
import { pairIn, tlsSecret, tlsSecretPath, type KeptPair } from '../cluster/tls-secret.ts';
import { makeCertificate } from '../webhook/certificate.ts';
import { fitnessOf, overlapping } from '../webhook/succession.ts';
import { BETWEEN_LOOKS, clusterFor, secondsOf, settle, type ClusterChoice } from './in-cluster.ts';
import { reachOf, type RegistrationChoice } from './registration.ts';

export interface CertificateChoice extends RegistrationChoice, ClusterChoice {
  /** `NAMESPACE/NAME` of a Secret. */
  readonly 'kept-in'?: string | undefined;
  /** Somebody else makes what is in the Secret, and renews it. */
  readonly issued?: boolean | undefined;
}

/** What is in the Secret, where it serves; else a new certificate, put there. */
export async function ensured(values: CertificateChoice, io: Io): Promise<{ readonly kept: KeptPair; readonly isNew: boolean }> {
  const hosts = hostsOf(values);
  const before = await keptIn(values, io);
  if (before !== undefined && fitnessOf(before, hosts[0], io.now) !== 'unfit') return { kept: before, isNew: false };
  const made = await makeCertificate(hosts, io.now);
  await keep(made, values, io);
  return { kept: made, isNew: true };
}

/** What somebody else puts into the Secret, once it is there. */
export async function issued(values: CertificateChoice, io: Io): Promise<KeptPair> {
  const until = performance.now() + secondsOf(values) * 1000;
  for (;;) {
    const kept = await keptIn(values, io);
    if (kept !== undefined) return kept;
    if (performance.now() > until)
      throw new CommandFailure(
        EXIT.internal,
        `Secret ${values['kept-in']} has no ca.crt, tls.crt and tls.key yet. Look at who issues them.`,
      );
    await pause(BETWEEN_LOOKS);
  }
}

/** Undefined while the certificate has time left. */
export async function successorOf(kept: KeptPair, values: CertificateChoice, io: Io): Promise<KeptPair | undefined> {
  if (values.issued === true || fitnessOf(kept, hostsOf(values)[0], io.now) !== 'due') return undefined;
  const made = await makeCertificate(hostsOf(values), io.now);
  return { ...made, ca: overlapping(made.ca, kept.ca, io.now) };
}

export async function keep(pair: KeptPair, values: CertificateChoice, io: Io): Promise<void> {
  const secret = secretOf(values);
  const applied = clusterFor(values, io).apply(tlsSecretPath(secret), tlsSecret(secret, pair));
  await settle(applied, `Secret ${values['kept-in']} was not written`);
}

async function keptIn(values: CertificateChoice, io: Io): Promise<KeptPair | undefined> {
  const path = tlsSecretPath(secretOf(values));
  return pairIn((await settle(clusterFor(values, io).get(path), `Secret ${values['kept-in']} was not read`, [404])).body);
}

export function secretOf({ 'kept-in': text = '' }: CertificateChoice): { readonly namespace: string; readonly name: string } {
  const { namespace, name } = /^(?<namespace>[a-z\d-]+)\/(?<name>[a-z\d.-]+)$/u.exec(text)?.groups ?? {};
  if (namespace === undefined || name === undefined)
    throw new CommandFailure(EXIT.usage, `--kept-in takes NAMESPACE/NAME of the certificate's Secret, not "${text}".`);
  return { namespace, name };
}

/** The name that the API server asks for comes first. */
function hostsOf(values: CertificateChoice): readonly [string, ...string[]] {
  const { reach } = reachOf(values);
  if ('url' in reach) return [new URL(reach.url).hostname.replaceAll(/[[\]]/gu, '')];
  const { name, namespace } = reach.service;
  return [`${name}.${namespace}.svc`, `${name}.${namespace}`, `${name}.${namespace}.svc.cluster.local`];
}
