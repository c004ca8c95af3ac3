import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { fixFile } from '../../src/cli/fix-file.ts';
import { scan, type Scanned } from '../../src/cli/examine.ts';
import { asObject, equalJson, member, type Json } from '../../src/engine/json.ts';
import { patchBetween } from '../../src/engine/patch.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { RawSettings, RawWorkload } from '../../src/settings/raw.ts';
import { realFolders, worldOf, type Realm } from '../realms.ts';
import { onGround } from './ground.ts';
import { openRealms, type OpenRealms } from './open-realms.ts';
import { staysOut } from './stays-out.ts';

/**
 * The fix is the mutation: what is stored of an object that the webhook mended is what is stored of the file that
 * `lintel fix --injected` wrote, whatever the rules that mend.
 */
onGround('mutation', 'newest', (ground) => {
  const folders = realFolders();
  let open: OpenRealms;

  beforeAll(async () => {
    open = await openRealms(folders, { settle: () => injecting, registered: injectingInto }, ground());
    return async () => await open.close();
  }, 600_000);

  test.each(folders)('%s', { timeout: 600_000 }, async (folder) => {
    const tally: Tally = { mended: 0, left: 0, refused: 0, differences: [] };
    for (const realm of open.realms.get(folder) ?? []) {
      for (const file of realm.files) await compareFile(realm, file, tally);
    }
    expect(tally.differences).toEqual([]);
    console.log(
      `${path.basename(folder)}: ${tally.mended} objects mended alike, ${tally.left} left alone at both doors, ${tally.refused} that no edit of the text can mend, as the command says`,
    );
  });

  async function compareFile(realm: Realm, file: Scanned, tally: Tally): Promise<void> {
    const { after, refused } = fixFile(file, realm.session, 'injected');
    const mended = subjectsOf(scan({ ...file.input, text: after }, realm.session));
    const world = worldOf(realm);
    const { rules = {} } = realm.spec.settings;
    const still = worldOf({ ...realm, spec: { ...realm.spec, settings: { ...realm.spec.settings, rules, inject: [] } } });
    for (const [index, subject] of subjectsOf(file).entries()) {
      const fixed = mended[index];
      if (subject.workload === undefined || fixed === undefined || staysOut(subject)) continue;
      open.door.world = world;
      const admitted = await stored(subject);
      if (admitted === undefined) continue;
      open.door.world = still;
      const written = await stored(fixed);
      if (equalJson(admitted, written ?? null)) tally[equalJson(subject.resource, fixed.resource) ? 'left' : 'mended'] += 1;
      else if (refused.length > 0) tally.refused += 1;
      else tally.differences.push([file.input.path, `${subject.kind} ${subject.name}`, patchBetween(admitted, written ?? null)]);
    }
  }

  /** What a dry run would store; undefined for what the API server does not take. */
  async function stored(subject: Subject): Promise<Json | undefined> {
    const to = open.inventory.pathOf(subject);
    const { status, body } =
      to === undefined ? { status: 404, body: null } : await ground().admin.post(`${to}?dryRun=All`, subject.resource);
    return status === 201 ? withoutChance(body) : undefined;
  }
});

interface Tally {
  mended: number;
  left: number;
  /** Where the command says that no edit of the text would do. */
  refused: number;
  readonly differences: unknown[];
}

function subjectsOf({ subjects }: Scanned): readonly Subject[] {
  return subjects.map(({ subject }) => subject);
}

/** What differs from one request to the next whoever sends it. */
function withoutChance(object: Json): Json {
  const metadata = asObject(member(object, 'metadata'));
  const { uid: _, creationTimestamp: __, managedFields: ___, name, labels, ...rest } = metadata;
  const named = metadata['generateName'] === undefined && name !== undefined ? { name } : {};
  const own = Object.entries(asObject(labels)).filter(([key]) => !OF_A_JOB.has(key));
  const text = JSON.stringify({ ...asObject(object), metadata: { ...rest, ...named, labels: Object.fromEntries(own) } });
  return JSON.parse(text.replaceAll(/kube-api-access-\w{5}/gu, 'kube-api-access').replaceAll(UID, 'uid')) as Json;
}

/** The rules whose fixes are injected: all audit, so that nothing is refused. */
function injecting(raw: RawSettings): RawSettings {
  const rules = Object.fromEntries(
    Object.entries(MENDING).map(([id, value]) => [id, ['info', value === undefined ? {} : { fixWith: value }] as const]),
  );
  return { extends: [], rules, inject: Object.keys(MENDING), ...(raw.workloads !== undefined && { workloads: raw.workloads }) };
}

function injectingInto(workloads: readonly RawWorkload[]): RawSettings {
  return injecting({ workloads });
}

/** A Job finds its Pods by its own. */
const UID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gu;
/** These come to a Job's own labels only where no webhook has changed it: the API server shares a map then. */
const OF_A_JOB = new Set(['controller-uid', 'job-name'].flatMap((key) => [key, `batch.kubernetes.io/${key}`]));
const PROBE: Json = { tcpSocket: { port: 8080 }, periodSeconds: 7 };
/** With the value that the platform gives; undefined where there is one fix alone. */
const MENDING: Readonly<Record<string, Json | undefined>> = {
  'deprecated-registry': undefined,
  'duplicate-env-var': undefined,
  'image-pull-policy': undefined,
  'no-privileged': undefined,
  'no-probe-host-override': undefined,
  'emptydir-size-limit': '256Mi',
  'require-cpu-request': '100m',
  'require-ephemeral-storage': '1Gi',
  'require-liveness-probe': PROBE,
  'require-memory-limit': '1024Mi',
  'require-memory-request': '128Mi',
  'require-readiness-probe': PROBE,
};
