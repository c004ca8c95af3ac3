import { randomUUID } from 'node:crypto';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { applyEdit } from '../engine/edit.ts';
import { asObject, type Json, type Path } from '../engine/json.ts';
import type { PatchOperation } from '../engine/patch.ts';
import type { Resource, Subject } from '../engine/resource.ts';
import { pluralOf } from '../kube/resources.ts';

/** What the webhook made of one object. */
export interface Admitted {
  /** Of the review that was validated. */
  readonly uid: string;
  readonly allowed: boolean;
  readonly patch: readonly PatchOperation[];
}

/** Sends an object through both endpoints, as the API server does on CREATE: mutated first, then validated as mutated. */
export async function admit(
  { subject }: { readonly subject: Subject },
  door: { readonly url: string; readonly caPem: string },
): Promise<Admitted> {
  const object = withNamespace(subject);
  const { patch: encoded } = await post(door, '/mutate', reviewOf(subject, object));
  const patch = typeof encoded === 'string' ? (JSON.parse(Buffer.from(encoded, 'base64').toString()) as readonly PatchOperation[]) : [];
  const review = reviewOf(subject, patch.reduce(patched, object));
  const { allowed } = await post(door, '/validate', review);
  return { uid: review.request.uid, allowed: allowed === true, patch };
}

/** The API server fills in the namespace of the request. */
function withNamespace({ resource, namespace }: Subject): Resource {
  return namespace === undefined
    ? resource
    : (applyEdit(resource, { op: 'set', path: ['metadata', 'namespace'], value: namespace }) as Resource);
}

function patched(object: Resource, operation: PatchOperation): Resource {
  const path: Path = operation.path
    .split('/')
    .slice(1)
    .map((key) => (/^\d+$/u.test(key) ? Number(key) : key.replaceAll('~1', '/').replaceAll('~0', '~')));
  const edit = operation.op === 'remove' ? ({ op: 'remove', path } as const) : ({ op: 'set', path, value: operation.value } as const);
  return (applyEdit(object, edit) ?? object) as Resource;
}

export function reviewOf({ group, version, kind, name, namespace }: Subject, object: Resource) {
  const resource = { group, version, resource: pluralOf(group, kind) };
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: randomUUID(),
      kind: { group, version, kind },
      resource,
      requestKind: { group, version, kind },
      requestResource: resource,
      name,
      ...(namespace !== undefined && { namespace }),
      operation: 'CREATE',
      userInfo: { username: 'shop-deployer', groups: ['system:authenticated'] },
      object,
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    },
  };
}

async function post(
  { url, caPem }: { readonly url: string; readonly caPem: string },
  path: string,
  body: unknown,
): Promise<Record<string, Json | undefined>> {
  const answer = await new Promise<string>((resolve, reject) => {
    const call = request(`${url}${path}`, { method: 'POST', ca: caPem, headers: { 'content-type': 'application/json' } }, (response) => {
      text(response).then(resolve, reject);
    });
    call.once('error', reject);
    call.end(JSON.stringify(body));
  });
  return { ...asObject(asObject(JSON.parse(answer) as Json)['response']) };
}
