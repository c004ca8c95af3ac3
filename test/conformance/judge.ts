import { evaluationOf, scan } from '../../src/cli/examine.ts';
import { openSession } from '../../src/cli/session.ts';
import { packs } from '../../policies/packs/index.ts';
import { rules } from '../../policies/index.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import { readManifest } from '../../src/manifest/read.ts';
import { readSettings } from '../../src/settings/read.ts';

/** How a Pod is carried: as it is, or as the template of something that makes it. */
export type Carrier = (text: string) => string;

export const CARRIERS: readonly (readonly [kind: string, carrier: Carrier])[] = [
  ['Pod', (text) => text],
  ['Deployment', carriedBy('apps/v1', 'Deployment', (template) => ({ template }))],
  ['StatefulSet', carriedBy('apps/v1', 'StatefulSet', (template) => ({ template }))],
  ['DaemonSet', carriedBy('apps/v1', 'DaemonSet', (template) => ({ template }))],
  ['ReplicaSet', carriedBy('apps/v1', 'ReplicaSet', (template) => ({ template }))],
  ['ReplicationController', carriedBy('v1', 'ReplicationController', (template) => ({ template }))],
  ['Job', carriedBy('batch/v1', 'Job', (template) => ({ template }))],
  ['CronJob', carriedBy('batch/v1', 'CronJob', (template) => ({ jobTemplate: { spec: { template } } }))],
];

export interface Judged {
  /** What was not understood. */
  readonly problems: readonly string[];
  /** The rules that found something. */
  readonly rules: readonly string[];
}

/** From the text of settings and of a manifest to findings, by the way that a lint takes. */
export function judgeBy(pack: string, carrier: Carrier): (text: string) => Judged {
  const { settings, faults } = readSettings(`extends: [${pack}]\n`, 'lintel.yaml', { rules, packs });
  if (settings === undefined) throw new Error(faults.map(({ message }) => message).join('\n'));
  const session = openSession({ settings: settings.raw, door: 'files', now: 0, key: 'key' });
  return (text) => {
    const { subjects, problems } = scan({ path: 'pod.yaml', settingsPath: 'pod.yaml', text: carrier(text), context: false }, session);
    const findings = subjects.flatMap(({ subject }) => evaluate(subject, evaluationOf(session)));
    const missing = subjects.length === 1 ? [] : [`${subjects.length} objects were read, and not one`];
    return { problems: [...problems.map(({ message }) => message), ...missing], rules: findings.map(({ rule }) => rule) };
  };
}

function carriedBy(apiVersion: string, kind: string, spec: (template: Json) => Json): Carrier {
  return (text) => {
    const [pod] = readManifest(text).resources;
    const { metadata = null, spec: podSpec = null }: JsonObject = pod?.resource ?? {};
    return JSON.stringify({ apiVersion, kind, metadata: { name: 'carrier' }, spec: spec({ metadata, spec: podSpec }) });
  };
}
