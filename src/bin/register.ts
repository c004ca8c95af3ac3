import { X509Certificate } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { asObject, type JsonObject } from '../engine/json.ts';
import { CommandFailure } from '../cli/failure.ts';
import { EXIT, write, type Io } from '../cli/io.ts';
import { tlsSecretPath, type KeptPair } from '../cluster/tls-secret.ts';
import { troubleAt } from '../webhook/answers.ts';
import { overlapping, trusted } from '../webhook/succession.ts';
import { BETWEEN_LOOKS, clusterFor, secondsOf, settle } from './in-cluster.ts';
import { ensured, issued, keep, secretOf, successorOf, type CertificateChoice } from './kept-certificate.ts';
import { bundleOf, registeredIn, REGISTRATIONS, replace, trustFor } from './registered.ts';
import { reachOf, registrationFor } from './registration.ts';

export interface RegistrationValues extends CertificateChoice {
  /** `NAMESPACE/NAME` of a Certificate, whose authority cert-manager keeps in the registration. */
  readonly 'inject-ca-from'?: string | undefined;
}

/** Makes the webhook's certificate, unless there is one that serves: then that stays, since the registration trusts it. */
export async function certificate(values: RegistrationValues, io: Io): Promise<number> {
  const { kept, isNew } = await ensured(values, io);
  await write(io.stdout, `${values['kept-in']}: ${isNew ? 'a new' : 'the'} certificate holds until ${expiryOf(kept)}.\n`);
  return EXIT.clean;
}

/**
 * Registers the webhook, once it answers: before, its denying entry would stop all that it guards. The API server is told to trust a
 * certificate before it is served: one that somebody else has issued, and the successor of one that is due.
 */
export async function apply(values: RegistrationValues, io: Io): Promise<number> {
  // Faults of the flags and settings are told before anything is done.
  await registrationFor(values, '', io);
  const kept = values.issued === true ? await issued(values, io) : (await ensured(values, io)).kept;
  const cluster = clusterFor(values, io);
  const before = await registeredIn(cluster);
  await trustFor(before, overlapping(kept.ca, bundleOf(before), io.now), cluster);
  await untilItAnswers(values, kept.ca);
  const next = await successorOf(kept, values, io);
  await register(next ?? kept, values, io);
  if (next !== undefined) await keep(next, values, io);
  await write(io.stdout, `Registered; ${next === undefined ? 'the' : 'a new'} certificate holds until ${expiryOf(next ?? kept)}.\n`);
  return EXIT.clean;
}

/** Takes the registrations back, and then the certificate. What is not there is no fault. */
export async function remove(values: RegistrationValues, io: Io): Promise<number> {
  const cluster = clusterFor(values, io);
  const kept = values['kept-in'] === undefined ? [] : [tlsSecretPath(secretOf(values))];
  for (const target of [...REGISTRATIONS.values(), ...kept]) await settle(cluster.remove(target), `${target} was not removed`, [404]);
  await write(io.stdout, 'Removed; the API server asks Lintel no more.\n');
  return EXIT.clean;
}

async function register(kept: KeptPair, values: RegistrationValues, io: Io): Promise<void> {
  const cluster = clusterFor(values, io);
  const registered = await registeredIn(cluster);
  const bundle = trusted(kept, bundleOf(registered), io.now);
  for (const object of await registrationFor(values, bundle, io))
    await replace(registered, annotated(object, values['inject-ca-from']), cluster);
}

/** Only pods that are ready answer for a Service. */
async function untilItAnswers(values: RegistrationValues, ca: string): Promise<void> {
  const { reach } = reachOf(values);
  const url = 'url' in reach ? reach.url : `https://${reach.service.name}.${reach.service.namespace}.svc:${reach.service.port}`;
  const until = performance.now() + secondsOf(values) * 1000;
  for (;;) {
    const trouble = await troubleAt(url, ca);
    if (trouble === undefined) return;
    if (performance.now() > until)
      throw new CommandFailure(
        EXIT.internal,
        `Nothing was registered, since the webhook does not answer at ${url}: ${trouble}. Look at its pods, and at the network policies.`,
      );
    await pause(BETWEEN_LOOKS);
  }
}

function annotated(object: JsonObject, from: string | undefined): JsonObject {
  if (from === undefined) return object;
  return { ...object, metadata: { ...asObject(object['metadata']), annotations: { 'cert-manager.io/inject-ca-from': from } } };
}

function expiryOf({ cert }: KeptPair): string {
  return new Date(new X509Certificate(cert).validTo).toISOString();
}
