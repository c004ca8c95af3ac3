import { loadAll } from 'js-yaml';
import { expect } from 'vitest';
import { asString, type JsonObject } from '../../src/engine/json.ts';
import { CHART, type Helm } from '../chart/helm.ts';

/** What the chart makes of some values. */
export async function rendered(helm: Helm, namespace: string, ...args: readonly string[]): Promise<readonly JsonObject[]> {
  const { code, stdout, stderr } = await helm('template', 'lintel', CHART, '--namespace', namespace, ...args);
  expect(code, stderr).toBe(0);
  return loadAll(stdout) as JsonObject[];
}

/** Of these, accounts and what they may. */
export function rightsIn(objects: readonly JsonObject[]): readonly JsonObject[] {
  return objects.filter((object) => RIGHTS.test(asString(object['kind']) ?? ''));
}

const RIGHTS = /^(?:ServiceAccount|(?:Cluster)?Role(?:Binding)?)$/u;
