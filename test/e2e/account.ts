import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { asString, valueAt } from '../../src/engine/json.ts';
import type { Ground } from './ground.ts';

/** What a pod is told of its account and of the API server. */
export interface Account {
  /** With `token` and `ca.crt`. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** An account as a pod of it would have it, in a new folder below the given one. */
export async function accountOf({ plane, admin }: Ground, below: string, namespace: string, name: string): Promise<Account> {
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const { body } = await admin.post(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, request);
  const folder = mkdtempSync(path.join(below, 'account-'));
  writeFileSync(path.join(folder, 'token'), asString(valueAt(body, ['status', 'token'])) ?? '');
  writeFileSync(path.join(folder, 'ca.crt'), plane.ca);
  const { hostname, port } = new URL(plane.url);
  return { folder, env: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port } };
}
