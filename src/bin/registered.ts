import { asList, asString, member, valueAt, type Json, type JsonObject } from '../engine/json.ts';
import type { Cluster } from '../cluster/client.ts';
import { settle } from './in-cluster.ts';

/** The entries that there are, by the path of their registration. */
export type Registered = ReadonlyMap<string, readonly Json[]>;

export async function registeredIn(cluster: Cluster): Promise<Registered> {
  const registered = new Map<string, readonly Json[]>();
  for (const target of REGISTRATIONS.values()) {
    const { body } = await settle(cluster.get(target), 'The registration was not read', [404]);
    registered.set(target, asList(member(body, 'webhooks')));
  }
  return registered;
}

/** PEM texts of whatever the API server trusts. */
export function bundleOf(registered: Registered): string {
  const encoded = [...registered.values()].flat().map((webhook) => asString(valueAt(webhook, ['clientConfig', 'caBundle'])) ?? '');
  return encoded.map((text) => Buffer.from(text, 'base64').toString()).join('\n');
}

/** Has the API server trust a bundle for what it asks already. */
export async function trustFor(registered: Registered, bundle: string, cluster: Cluster): Promise<void> {
  const clientConfig = { caBundle: Buffer.from(bundle).toString('base64') };
  for (const [target, webhooks] of registered)
    await merge(
      target,
      namesIn(webhooks).map((name) => ({ name, clientConfig })),
      cluster,
    );
}

/**
 * Registers, and strikes out what is asked for no more. That takes a step of its own: cert-manager owns a part of each entry, the
 * authority, which an apply would leave behind as an entry that the API server does not take.
 */
export async function replace(registered: Registered, object: JsonObject, cluster: Cluster): Promise<void> {
  const target = REGISTRATIONS.get(asString(object['kind']) ?? '') ?? '';
  const wanted = new Set(namesIn(asList(object['webhooks'])));
  const gone = namesIn(registered.get(target) ?? []).filter((name) => !wanted.has(name));
  await merge(
    target,
    gone.map((name) => ({ $patch: 'delete', name })),
    cluster,
  );
  await settle(cluster.apply(target, object), NOT_APPLIED);
}

async function merge(target: string, webhooks: readonly JsonObject[], cluster: Cluster): Promise<void> {
  if (webhooks.length > 0) await settle(cluster.merge(target, { webhooks }), NOT_APPLIED);
}

function namesIn(webhooks: readonly Json[]): readonly string[] {
  return webhooks.map((webhook) => asString(member(webhook, 'name')) ?? '');
}

/** Where the API server keeps them, by kind. */
export const REGISTRATIONS: ReadonlyMap<string, string> = new Map([
  ['ValidatingWebhookConfiguration', '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/lintel'],
  ['MutatingWebhookConfiguration', '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/lintel'],
]);
const NOT_APPLIED = 'The registration was not applied';
