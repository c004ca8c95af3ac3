import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import type { Resource } from '../../src/engine/resource.ts';
import type { Client } from '../e2e/client.ts';
import { LINTEL } from '../e2e/door.ts';
import type { DoorAddress } from '../e2e/recorder.ts';
import { runTool } from './process.ts';

/** What `lintel webhook render` prints for a settings file, with the address of whatever webhook. */
export async function registrationOf({ url, ca }: DoorAddress, settingsFile: string, scratch: string): Promise<readonly Resource[]> {
  const caFile = path.join(scratch, `ca-${new URL(url).port}.crt`);
  await writeFile(caFile, ca);
  const render = ['webhook', 'render', '--url', url, '--ca-file', caFile, '--config', settingsFile];
  return loadAll(await runTool(process.execPath, [LINTEL, ...render], scratch)) as readonly Resource[];
}

export async function unregister(admin: Client): Promise<void> {
  for (const kind of ['validating', 'mutating'])
    await admin.delete(`/apis/admissionregistration.k8s.io/v1/${kind}webhookconfigurations/lintel`);
}

/** Where Pods of the shop are created, and not kept. */
export const PODS = '/api/v1/namespaces/shop/pods?dryRun=All';
