import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../policies/index.ts';
import { gather, Share } from '../src/cli/collect.ts';
import { judge, type Input, type ScannedSubject } from '../src/cli/examine.ts';
import type { Io } from '../src/cli/io.ts';
import { openSession, type SessionSpec } from '../src/cli/session.ts';
import { SUPPRESSION } from '../src/cli/suppress.ts';
import { loadSettings } from '../src/cli/settings.ts';
import type { Finding } from '../src/engine/finding.ts';
import { toPointer } from '../src/engine/json.ts';
import { kubernetesModel } from '../src/kube/model.ts';
import { createMetrics } from '../src/webhook/metrics.ts';
import { respond } from '../src/webhook/respond.ts';
import { reviewOf } from '../src/bin/admit.ts';

/**
 * One verdict: what lint says of a file is what the webhook says of the review of its object, rule by rule and path by path, for
 * objects as written and as the API server would store them. No list of tolerated differences.
 */
const repo = path.resolve(import.meta.dirname, '..');
const corpus = path.resolve(repo, '../shared/corpus');
const fixtures = path.join(repo, 'fixtures');
const shop = path.join(fixtures, 'shop');
const sets = [shop, ...foldersOf(fixtures).filter((folder) => folder !== shop), ...foldersOf(corpus)];

const FILES_ALONE = new Set([SUPPRESSION, ...rules.filter(({ doors }) => doors === 'files').map(({ id }) => id)]);

if (!existsSync(corpus)) console.warn('../shared/corpus is not there: the two doors were compared on fixtures alone.');

describe.each(sets)('%s', (folder) => {
  test('both doors say the same of every object', async () => {
    const { differences, objects, findings } = await compare(folder);
    expect(differences).toEqual([]);
    expect(objects).toBeGreaterThan(0);
    console.log(`${path.basename(folder)}: ${objects} objects, ${findings} findings, the same at both doors`);
  });
});

async function compare(folder: string): Promise<{ differences: string[]; objects: number; findings: number }> {
  const io = silentIo(folder);
  const settings = await loadSettings({}, io);
  const spec: SessionSpec = { settings: { ...settings.raw, inject: [] }, door: 'files', now: io.now, key: 'doors' };
  const gathered = await gather(['.'], [], settings, io);
  const share = new Share(openSession(spec), io.cwd);
  share.learn(gathered.work, () => undefined);
  const { scanned } = share;
  const differences: string[] = [];
  const counts = { objects: 0, findings: 0 };
  for (const [, group] of Map.groupBy(scanned, ({ input }) => worldOf(folder, input))) {
    const session = openSession(spec);
    for (const { extracts } of group) for (const extract of extracts) session.index.insert(extract);
    const door = openDoor(
      group.flatMap(({ subjects }) => subjects),
      spec,
    );
    for (const file of group) {
      for (const one of file.subjects) {
        const offline = judge({ ...file, subjects: [one] }, session)
          .map(({ finding }) => finding)
          .filter(standsAtAdmission)
          .map(told);
        counts.objects++;
        counts.findings += offline.length;
        for (const object of [one.subject.resource, kubernetesModel.stored(one.subject)]) {
          const online = door(one, object);
          if (online.join('\n') !== offline.join('\n'))
            differences.push(
              `${file.input.path} ${one.subject.name}\n  lint:    ${offline.join('\n           ')}\n  webhook: ${online.join('\n           ')}`,
            );
        }
      }
    }
  }
  return { differences, ...counts };
}

/** Each fixture of a rule is a world of its own; elsewhere an environment is one. */
function worldOf(folder: string, input: Input): string {
  return path.dirname(folder) === fixtures && folder !== shop ? input.path : (input.environment ?? '');
}

/** The webhook, in a world that holds the objects of one environment. */
function openDoor(subjects: readonly ScannedSubject[], spec: SessionSpec): (one: ScannedSubject, object: object) => string[] {
  const { plan, index, workloads } = openSession({ ...spec, door: 'admission' });
  for (const { subject } of subjects) {
    const { environment: _, document: __, ...known } = subject;
    index.put({ ...known, resource: kubernetesModel.stored(subject) });
  }
  let seen: readonly Finding[] = [];
  const world = {
    plan,
    model: kubernetesModel,
    facts: index,
    declared: workloads,
    now: () => spec.now,
    onVerdict: (_: string, findings: readonly Finding[]) => {
      seen = findings;
    },
  };
  const desk = { world, log: { info: () => undefined, error: () => undefined }, metrics: createMetrics() };
  return ({ subject }, object) => {
    seen = [];
    const answer = respond(JSON.stringify(reviewOf(subject, { ...subject.resource, ...object })), 'all', desk);
    if (typeof answer !== 'string') throw new Error(`the review was not understood: ${JSON.stringify(answer)}`);
    const { response } = JSON.parse(answer) as { response: { allowed: boolean } };
    if (response.allowed === seen.some(({ enforcement }) => enforcement === 'deny')) return ['the reply does not follow from the findings'];
    return seen.map(told);
  };
}

function standsAtAdmission({ rule }: Finding): boolean {
  return !FILES_ALONE.has(rule);
}

function told({ rule, messageId, message, path: at, enforcement, severity, container }: Finding): string {
  return `${rule}/${messageId} ${toPointer(at)} ${severity} ${enforcement} ${container ?? '-'} ${message}`;
}

function foldersOf(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .map((name) => path.join(parent, name))
    .filter((folder) => statSync(folder).isDirectory());
}

function silentIo(cwd: string): Io {
  const { stdin, stdout, stderr } = process;
  return { stdin, stdout, stderr, env: {}, cwd, now: Date.UTC(2026, 0, 1), cores: 1 };
}
