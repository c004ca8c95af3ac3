import type { Json } from '../engine/json.ts';
import { isObjectName } from '../kube/secret-key-ref.ts';
import type { Cluster } from './client.ts';

/** What came of asking for one object; `why` completes a sentence that begins with its name, and holds nothing of the object. */
export type NamedRead =
  | { readonly is: 'read'; readonly object: Json }
  | { readonly is: 'missing' | 'forbidden' | 'failed'; readonly why: string };

export interface NamedObject {
  readonly plural: 'secrets' | 'serviceaccounts';
  readonly namespace: string;
  readonly name: string;
}

/** Reads one object of the core group by its name, which anybody may have written. */
export async function readNamed(
  cluster: Pick<Cluster, 'get'>,
  { plural, namespace, name }: NamedObject,
  signal?: AbortSignal,
): Promise<NamedRead> {
  if (!isObjectName(namespace) || !isObjectName(name))
    return { is: 'missing', why: `was not found in namespace "${namespace}": ${CREATE}` };
  const reply = await cluster.get(`/api/v1/namespaces/${namespace}/${plural}/${name}`, signal).catch(codeOf);
  if (typeof reply === 'string') return { is: 'failed', why: `could not be read: the API server cannot be asked (${reply}); try again` };
  if (reply.status === 200) return { is: 'read', object: reply.body };
  if (reply.status === 404) return { is: 'missing', why: `was not found in namespace "${namespace}": ${CREATE}` };
  if (reply.status === 401 || reply.status === 403)
    return {
      is: 'forbidden',
      why: `could not be read: Lintel's account may not get ${plural} in namespace "${namespace}"; give it that right`,
    };
  return { is: 'failed', why: `could not be read: the API server answered with status ${reply.status}; try again` };
}

/** The message of such an error names files and addresses, which are not for whoever sends a Pod. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
}

const CREATE = 'create it, or correct its name';
