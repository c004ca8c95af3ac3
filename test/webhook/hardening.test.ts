import { describe, expect, test } from 'vitest';
import { scan } from '../../src/cli/examine.ts';
import { fixFile } from '../../src/cli/fix-file.ts';
import { BUILT_IN, openSession } from '../../src/cli/session.ts';
import { asList, member, valueAt, type Json, type JsonObject } from '../../src/engine/json.ts';
import type { PatchOperation } from '../../src/engine/patch.ts';
import { kubernetesModel } from '../../src/kube/model.ts';
import { readManifest } from '../../src/manifest/read.ts';
import type { RawSettings } from '../../src/settings/raw.ts';
import { readSettings } from '../../src/settings/read.ts';
import { mutate } from '../../src/webhook/mutate.ts';
import { isFault, parseReview, printReview } from '../../src/webhook/review.ts';
import { responseOf, reviewOf } from './made-up.ts';

/** What the platform gives its pods by `inject:`: at both doors the same, in the review and in the file. */
const HARDENED = settings(`
extends: []
rules:
  seccomp-profile: error
  drop-all-capabilities: error
  run-as-non-root: error
  no-privilege-escalation: error
inject: [seccomp-profile, drop-all-capabilities, run-as-non-root, no-privilege-escalation]
`);

const ALL_FOUR: JsonObject = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

interface Row {
  readonly what: string;
  /** Of the pod, in flow style. */
  readonly spec: string;
  /** The security contexts of the pod and of each container, as they end up. */
  readonly pod?: JsonObject;
  readonly containers: readonly (JsonObject | undefined)[];
  readonly settings?: RawSettings;
}

const rows: readonly Row[] = [
  {
    what: 'what is missing, in containers without a security context',
    spec: '{ containers: [{ name: a }, { name: b }] }',
    containers: [ALL_FOUR, ALL_FOUR],
  },
  {
    what: 'nothing that the pod gives',
    spec: '{ securityContext: { seccompProfile: { type: RuntimeDefault }, runAsNonRoot: true }, containers: [{ name: a }] }',
    pod: { seccompProfile: { type: 'RuntimeDefault' }, runAsNonRoot: true },
    containers: [{ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }],
  },
  {
    what: 'a bad value of the pod, where it is',
    spec: '{ securityContext: { seccompProfile: { type: Unconfined }, runAsNonRoot: false }, containers: [{ name: a }] }',
    pod: { seccompProfile: { type: 'RuntimeDefault' }, runAsNonRoot: true },
    containers: [{ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }],
  },
  {
    what: 'a bad value of a container, where it is',
    spec: '{ containers: [{ name: a, securityContext: { seccompProfile: { type: Unconfined, localhostProfile: x }, capabilities: { drop: [KILL], add: [NET_BIND_SERVICE] } } }] }',
    containers: [{ ...ALL_FOUR, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }],
  },
  {
    what: 'what the platform chose instead',
    spec: '{ containers: [{ name: a }] }',
    containers: [{ seccompProfile: { type: 'Localhost', localhostProfile: 'shop.json' } }],
    settings: settings(
      'extends: []\nrules: { seccomp-profile: [error, { fixWith: { type: Localhost, localhostProfile: shop.json } }] }\ninject: [seccomp-profile]\n',
    ),
  },
  {
    what: 'no field of Linux in a Pod of Windows',
    spec: '{ os: { name: windows }, containers: [{ name: a }] }',
    containers: [{ runAsNonRoot: true }],
  },
  {
    what: 'nothing in what is hardened',
    spec: `{ containers: [{ name: a, securityContext: ${JSON.stringify(ALL_FOUR)} }] }`,
    containers: [ALL_FOUR],
  },
  {
    what: 'nothing that no kubelet would start',
    spec: '{ containers: [{ name: a, securityContext: { runAsUser: 0 } }] }',
    containers: [{ runAsUser: 0, ...without('runAsNonRoot') }],
  },
  {
    what: 'nothing that the API would refuse',
    spec: '{ containers: [{ name: a, securityContext: { privileged: true } }, { name: b, securityContext: { capabilities: { add: [CAP_SYS_ADMIN] } } }] }',
    containers: [
      { privileged: true, ...without('allowPrivilegeEscalation') },
      { ...without('allowPrivilegeEscalation'), capabilities: { add: ['CAP_SYS_ADMIN'], drop: ['ALL'] } },
    ],
  },
  {
    what: 'one thing after another, where it takes two',
    spec: '{ containers: [{ name: a, securityContext: { privileged: true, runAsUser: 0 } }] }',
    containers: [{ privileged: false, runAsUser: 1000, ...without('runAsNonRoot') }],
    settings: settings(`
extends: []
rules:
  seccomp-profile: error
  drop-all-capabilities: error
  run-as-non-root: error
  no-privilege-escalation: error
  no-privileged: error
  no-root-uid: [error, { fixWith: 1000 }]
inject: [seccomp-profile, drop-all-capabilities, run-as-non-root, no-privilege-escalation, no-privileged, no-root-uid]
`),
  },
  {
    what: 'by the standard, which wants it to the letter',
    spec: '{ containers: [{ name: a, securityContext: { capabilities: { drop: [all] }, runAsUser: 1000 } }] }',
    containers: [{ ...ALL_FOUR, runAsUser: 1000 }],
    settings: settings(
      'extends: [pss-restricted@v1.30]\ninject: [seccomp-profile, drop-all-capabilities, run-as-non-root, no-privilege-escalation]\n',
    ),
  },
];

const CARRIERS: readonly (readonly [apiVersion: string, kind: string, spec: (pod: string) => string])[] = [
  ['v1', 'Pod', (pod) => pod],
  ['apps/v1', 'Deployment', (pod) => `{ template: { spec: ${pod} } }`],
  ['batch/v1', 'CronJob', (pod) => `{ jobTemplate: { spec: { template: { spec: ${pod} } } } }`],
];

describe.each(CARRIERS)('%s %s is given', (apiVersion, kind, carried) => {
  test.for(rows)('$what', ({ spec, pod, containers, settings = HARDENED }) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: web, namespace: shop }\nspec: ${carried(spec)}\n`;
    const written = mended(text, settings);
    const [before, after] = [objectIn(text), objectIn(written)];
    const admitted = admit(before, settings);
    expect(contextsOf(after)).toEqual({ pod, containers });
    expect(admitted).toEqual(after);
    expect(mended(written, settings)).toBe(written);
    expect(admit(admitted, settings)).toEqual(admitted);
  });
});

/** What `lintel fix --injected` writes. */
function mended(text: string, settings: RawSettings): string {
  const session = openSession({ settings, door: 'files', now: 0, key: 'k' });
  const fixed = fixFile(scan({ path: 'web.yaml', settingsPath: 'web.yaml', text, context: false }, session), session, 'injected');
  expect({ refused: fixed.refused, unsettled: fixed.unsettled }).toEqual({ refused: [], unsettled: [] });
  return fixed.after;
}

/** What the cluster keeps of an object that is created. */
function admit(object: Json, settings: RawSettings): Json {
  const { plan, workloads: declared, index: facts } = openSession({ settings, door: 'admission', now: 0, key: 'k' });
  const request = parseReview(JSON.stringify(reviewOf(object)));
  if (isFault(request)) throw new Error(request.message);
  const response = responseOf(
    printReview(request.uid, mutate(request, { plan, declared, facts, model: kubernetesModel, now: () => 0 }).answer),
  );
  const { patch } = response;
  const operations = typeof patch === 'string' ? (JSON.parse(Buffer.from(patch, 'base64').toString()) as PatchOperation[]) : [];
  return patched(object, operations);
}

function patched(object: Json, operations: readonly PatchOperation[]): Json {
  const copy = structuredClone(object) as Record<string, unknown>;
  for (const operation of operations) {
    const keys = operation.path.slice(1).split('/');
    const parent = keys.slice(0, -1).reduce<Record<string, unknown>>((value, key) => value[key] as Record<string, unknown>, copy);
    const last = keys.at(-1) ?? '';
    if (operation.op === 'remove') delete parent[last];
    else parent[last] = operation.value;
  }
  return copy as Json;
}

function contextsOf(object: Json): { readonly pod: Json | undefined; readonly containers: readonly (Json | undefined)[] } {
  const spec = podSpecIn(object);
  return {
    pod: member(spec, 'securityContext'),
    containers: asList(member(spec, 'containers')).map((container) => member(container, 'securityContext')),
  };
}

function podSpecIn(object: Json): Json | undefined {
  const spec = member(object, 'spec');
  return valueAt(spec, ['jobTemplate', 'spec', 'template', 'spec']) ?? valueAt(spec, ['template', 'spec']) ?? spec;
}

function objectIn(text: string): Json {
  return readManifest(text).resources[0]?.resource ?? null;
}

function settings(text: string): RawSettings {
  const { settings: read, faults } = readSettings(text, 'lintel.yaml', BUILT_IN);
  if (read === undefined) throw new Error(faults.map(({ message }) => message).join('\n'));
  return read.raw;
}

function without(field: string): JsonObject {
  return Object.fromEntries(Object.entries(ALL_FOUR).filter(([key]) => key !== field));
}
