import { readFile } from 'node:fs/promises';
import { Agent, request, type RequestOptions } from 'node:https';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Json, JsonObject } from '../engine/json.ts';

/** What the API server answered. */
export interface Reply {
  readonly status: number;
  /** Parsed where it is JSON. */
  readonly body: Json;
}

/** The API server, as one account. Paths are those of its REST API. */
export interface Cluster {
  /** The signal ends the request, if it is given. */
  get(path: string, signal?: AbortSignal): Promise<Reply>;
  /** Server-side apply (kubernetes.io, "Server-Side Apply"): what it names is made so, what it named before and names no more goes. */
  apply(path: string, object: JsonObject): Promise<Reply>;
  /** Strategic merge patch (kubernetes.io, "Update API Objects in Place Using kubectl patch"): whoever else wrote what it names. */
  merge(path: string, patch: JsonObject): Promise<Reply>;
  remove(path: string): Promise<Reply>;
}

export interface ClusterAddress {
  readonly host: string;
  readonly port: string;
  /** A folder with `token` and `ca.crt`, as a pod has it of its ServiceAccount. */
  readonly account: string;
  /** How many questions are open at once; the others wait. Default: any number. */
  readonly parallel?: number;
}

/** Reads the account's files for each call, since a projected token is replaced while it is in use. */
export function clusterAt({ host, port, account, parallel }: ClusterAddress): Cluster {
  const agent = parallel === undefined ? false : new Agent({ keepAlive: false, maxSockets: parallel });
  const call = async (method: string, target: string, { object, type = APPLY, signal }: Sent = {}): Promise<Reply> => {
    const [token, ca] = await Promise.all(['token', 'ca.crt'].map((name) => readFile(path.join(account, name), 'utf8')));
    const headers = { authorization: `Bearer ${token?.trim() ?? ''}`, 'content-type': type, accept: 'application/json' };
    const options = { method, host, port, path: target, headers, timeout: PATIENCE, agent, ...(ca !== undefined && { ca }) };
    return await send({ ...options, ...(signal && { signal }) }, object);
  };
  return {
    get: async (target, signal) => await call('GET', target, { signal }),
    apply: async (target, object) => await call('PATCH', `${target}?fieldManager=lintel&force=true`, { object }),
    merge: async (target, object) => await call('PATCH', `${target}?fieldManager=lintel`, { object, type: MERGE }),
    remove: async (target) => await call('DELETE', target),
  };
}

interface Sent {
  readonly object?: JsonObject;
  /** Of the object. */
  readonly type?: string;
  readonly signal?: AbortSignal | undefined;
}

async function send(options: RequestOptions, object: JsonObject | undefined): Promise<Reply> {
  return await new Promise((resolve, reject) => {
    const call = request(options, (response) => {
      text(response).then((printed) => resolve({ status: response.statusCode ?? 0, body: parsed(printed) }), reject);
    });
    call.once('timeout', () => call.destroy(new Error(`no answer within ${PATIENCE / 1000} s`)));
    call.once('error', reject);
    call.end(object === undefined ? undefined : JSON.stringify(object));
  });
}

function parsed(printed: string): Json {
  try {
    return JSON.parse(printed) as Json;
  } catch {
    return printed;
  }
}

/** JSON is YAML. */
const APPLY = 'application/apply-patch+yaml';
const MERGE = 'application/strategic-merge-patch+json';
/** Milliseconds. */
const PATIENCE = 15_000;
