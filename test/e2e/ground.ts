import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { loadAll } from 'js-yaml';
import { isObject, type Json, type JsonObject } from '../../src/engine/json.ts';
import { Client } from './client.ts';
import { LINTEL, startDoor, type Door, type DoorOptions } from './door.ts';
import { entriesFor } from './entries.ts';
import { execute, kubectlFor, type Kubectl } from './kubectl.ts';
import type { PlaneAddress } from './plane.ts';
import { Recorder } from './recorder.ts';
import { until } from './until.ts';

/** What a test file stands on: one control plane, and a recorder before whatever webhook it starts. */
export interface Ground {
  readonly plane: PlaneAddress;
  readonly admin: Client;
  readonly jane: Client;
  /** As jane. */
  readonly kubectl: Kubectl;
  readonly recorder: Recorder;
  /** Makes a namespace that nobody else uses, and waits until Pods can be made in it. */
  namespace(): Promise<string>;
  /** Applies what `lintel webhook render` prints for a settings file, and waits until the API server asks accordingly. */
  register(settingsFile: string): Promise<void>;
  /** The same for a door that is not behind the recorder: a URL, and a file with what signed its certificate. */
  registerAt(url: string, caFile: string, settingsFile: string): Promise<void>;
  /** Starts a webhook with the text of a settings file, behind the recorder, and registers it. */
  serve(settings: string, options?: DoorOptions): Promise<Door>;
  /** An object as it is stored. */
  stored(path: string): Promise<JsonObject>;
  /** Takes the registration back, and waits until the API server asks no more. */
  unregister(): Promise<void>;
}

/** Runs checks on the newest control plane, or on each; where there is none, the checks are told as not run. */
export function onGround(title: string, which: 'newest' | 'each', body: (ground: () => Ground) => void): void {
  const planes = inject('planes').slice(0, which === 'newest' ? 1 : undefined);
  if (planes.length === 0) describe.skip(title, () => test.skip('NOT RUN: there is no control plane', () => undefined));
  describe.each(planes)(`${title}, on Kubernetes $version`, (plane) => {
    let open: OpenGround | undefined;
    beforeAll(async () => {
      open = await openGround(plane);
    });
    afterAll(async () => await open?.close());
    body(() => {
      if (open === undefined) throw new Error('there is no ground before all');
      return open.ground;
    });
  });
}

interface OpenGround {
  readonly ground: Ground;
  readonly close: () => Promise<void>;
}

async function openGround(plane: PlaneAddress): Promise<OpenGround> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lintel-e2e-'));
  const admin = new Client(plane, 'admin');
  const jane = new Client(plane, 'jane');
  const recorder = await Recorder.open(folder);
  const doors: Door[] = [];
  const ground: Ground = {
    plane,
    admin,
    jane,
    kubectl: kubectlFor(plane),
    recorder,
    namespace: async () => await makeNamespace(ground),
    register: async (settingsFile) => await register(settingsFile, ground),
    registerAt: async (url, caFile, settingsFile) => {
      await apply(['--url', url, '--ca-file', caFile, '--config', settingsFile], ground);
    },
    async serve(settings, options) {
      const door = await startDoor(settings, options);
      doors.push(door);
      recorder.door = door;
      await register(door.settingsFile, ground);
      return door;
    },
    async stored(path) {
      const { status, body } = await admin.get(path);
      if (status !== 200 || !isObject(body)) throw new Error(`${path} is not there: ${JSON.stringify(body)}`);
      return body;
    },
    unregister: async () => await unregister(ground),
  };
  return {
    ground,
    async close() {
      await unregister(ground);
      await Promise.all(doors.map(({ part }) => part.stop()));
      await recorder.close();
      admin.close();
      jane.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function makeNamespace({ admin }: Ground): Promise<string> {
  const name = fresh('e2e');
  await admin.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await until('the namespace has its account', async () => {
    return (await admin.get(`/api/v1/namespaces/${name}/serviceaccounts/default`)).status === 200;
  });
  return name;
}

async function register(settingsFile: string, ground: Ground): Promise<void> {
  const { recorder } = ground;
  const registration = fresh('registration');
  const rendered = await apply(
    ['--url', `${recorder.url}/${registration}`, '--ca-file', recorder.caFile, '--config', settingsFile],
    ground,
  );
  const entries = entriesFor('pods', loadAll(rendered) as readonly Json[]).map((path) => path.replace(`/${registration}`, ''));
  await until('the API server asks by the new registration', async () => {
    await probe(ground);
    const seen = new Set(recorder.exchanges.filter((exchange) => exchange.registration === registration).map(({ entry }) => entry));
    return entries.every((entry) => seen.has(entry));
  });
}

/** Applies what `lintel webhook render` prints, and nothing else. */
async function apply(args: readonly string[], { plane }: Ground): Promise<string> {
  const rendered = await execute(process.execPath, [LINTEL, 'webhook', 'render', ...args]);
  if (rendered.code !== 0) throw new Error(`lintel webhook render failed: ${rendered.stderr}`);
  const applied = await kubectlFor(plane, 'admin')('apply -f -', { stdin: rendered.stdout });
  if (applied.code !== 0) throw new Error(`the registration was not applied: ${applied.stderr}`);
  return rendered.stdout;
}

async function unregister(ground: Ground): Promise<void> {
  for (const kind of ['validating', 'mutating'])
    await ground.admin.delete(`/apis/admissionregistration.k8s.io/v1/${kind}webhookconfigurations/lintel`);
  await until('the API server asks no more', async () => {
    const before = ground.recorder.exchanges.length;
    const { status } = await probe(ground);
    return status === 201 && ground.recorder.exchanges.length === before;
  });
}

/** Whoever is asked about Pods is asked about this one, which is never made. */
async function probe({ admin }: Ground) {
  const spec = { containers: [{ name: 'probe', image: 'probe' }] };
  return await admin.post('/api/v1/namespaces/default/pods?dryRun=All', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe' },
    spec,
  });
}

function fresh(prefix: string): string {
  count += 1;
  return `${prefix}-${process.pid}-${count}`;
}

let count = 0;
