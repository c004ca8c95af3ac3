import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import type { KeptPair } from '../../src/cluster/tls-secret.ts';
import { asList, asObject, asString, member, valueAt, type JsonObject } from '../../src/engine/json.ts';
import type { Helm } from '../chart/helm.ts';
import { accountOf } from './account.ts';
import { openBalancer, type Balancer } from './balancer.ts';
import { LINTEL, startDoor, type Door } from './door.ts';
import type { Ground } from './ground.ts';
import { execute, kubectlFor, type Ran } from './kubectl.ts';
import { rendered } from './rendered.ts';

/**
 * The chart, installed in a namespace of its own as far as that goes without nodes: no pods, no kubelets that bring them their Secrets,
 * no network of Services. The API server calls the Service by its name all the same, and finds it where tests listen.
 */
export interface Release {
  readonly namespace: string;
  readonly service: Balancer;
  /** Applies what the chart makes of values, but for its Jobs. */
  install(...values: readonly string[]): Promise<void>;
  /** An object of the chart, by its kind and, where there are several, its name. */
  object(kind: string, name?: string): JsonObject;
  /** Does what a Job does, as its account, with other settings perhaps. */
  job(name: string, settings?: string): Promise<Ran>;
  /** Starts what a pod runs, with the Secret that it found. */
  pod(pair: KeptPair): Promise<Door>;
  close(): Promise<void>;
}

export async function openRelease(ground: Ground, helm: Helm): Promise<Release> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lintel-release-'));
  const namespace = await ground.namespace();
  const service = await openBalancer();
  const doors: Door[] = [];
  let objects: readonly JsonObject[] = [];
  const object = (kind: string, name?: string): JsonObject => {
    const found = objects.find((one) => one['kind'] === kind && (name === undefined || valueAt(one, ['metadata', 'name']) === name));
    if (found === undefined) throw new Error(`the chart has no ${kind} ${name ?? ''}`);
    return found;
  };
  const settings = (): string => asString(valueAt(object('ConfigMap'), ['data', 'lintel.yaml'])) ?? '';
  return {
    namespace,
    service,
    object,
    async install(...values) {
      objects = await rendered(helm, namespace, ...values);
      const stdin = objects.filter(({ kind }) => kind !== 'Job').map(reachable);
      expect(await kubectlFor(ground.plane, 'admin')('apply --validate=strict -f -', { stdin })).toMatchObject({ code: 0, stderr: '' });
    },
    async job(name, other) {
      const config = path.join(folder, 'lintel.yaml');
      writeFileSync(config, other ?? settings());
      const pod = asObject(valueAt(object('Job', name), ['spec', 'template', 'spec']));
      const account = await accountOf(ground, folder, namespace, asString(pod['serviceAccountName']) ?? '');
      const args = argsOf(pod, { config, port: new URL(service.url).port });
      const env = { ...account.env, NODE_OPTIONS: `--import=${SERVICE_NAMES}` };
      return await execute(process.execPath, [LINTEL, 'webhook', ...args, `--account=${account.folder}`], { env });
    },
    async pod(twin) {
      const door = await startDoor(settings(), { twin, flags: ['--drain-seconds', '0'] });
      doors.push(door);
      service.doors.add(door);
      return door;
    },
    async close() {
      for (const door of doors) await door.part.stop();
      await service.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A Service of this type is called at the port that the registration names. */
function reachable(object: JsonObject): JsonObject {
  return object['kind'] === 'Service' ? { ...object, spec: { type: 'ExternalName', externalName: 'localhost' } } : object;
}

/** Those of a Job's container, but for the port of the Service and the place of the settings. */
function argsOf(pod: JsonObject, here: { readonly config: string; readonly port: string }): readonly string[] {
  const [container] = asList(pod['containers']);
  const [command, ...args] = asList(member(container, 'args')).map((arg) => asString(arg) ?? '');
  expect(command).toBe('webhook');
  return args.map((arg) => {
    if (arg.startsWith('--service=')) return `${arg}:${here.port}`;
    return arg.startsWith('--config=') ? `--config=${here.config}` : arg;
  });
}

const SERVICE_NAMES = pathToFileURL(path.join(import.meta.dirname, 'service-names.ts')).href;
