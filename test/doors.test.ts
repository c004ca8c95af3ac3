import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { kubernetesModel } from '../src/kube/model.ts';
import type { Finding } from '../src/engine/finding.ts';
import { createMetrics } from '../src/webhook/metrics.ts';
import { respond } from '../src/webhook/respond.ts';
import { reviewOf } from '../src/bin/admit.ts';
import { offline, realFolders, realmsOf, told, worldOf, type Realm } from './realms.ts';

/**
 * One verdict: what lint says of a file is what the webhook says of the review of its object, rule by rule and path by path, for
 * objects as written and as the API server would store them. No list of tolerated differences.
 */
describe.each(realFolders())('%s', (folder) => {
  test('both doors say the same of every object', async () => {
    const realms = await realmsOf(folder, (raw) => ({ ...raw, inject: [] }), Date.UTC(2026, 0, 1));
    const compared = realms.map(compare);
    expect(compared.flatMap(({ differences }) => differences)).toEqual([]);
    const sum = (key: 'objects' | 'findings') => compared.reduce((total, one) => total + one[key], 0);
    expect(sum('objects')).toBeGreaterThan(0);
    console.log(`${path.basename(folder)}: ${sum('objects')} objects, ${sum('findings')} findings, the same at both doors`);
  });
});

function compare(realm: Realm): { readonly differences: readonly string[]; readonly objects: number; readonly findings: number } {
  const door = openDoor(realm);
  const differences: string[] = [];
  const counts = { objects: 0, findings: 0 };
  for (const file of realm.files) {
    for (const one of file.subjects) {
      const expected = offline(realm, file, one).map(told);
      counts.objects++;
      counts.findings += expected.length;
      for (const object of [one.subject.resource, kubernetesModel.stored(one.subject)]) {
        const online = door(one.subject, object);
        if (online.join('\n') !== expected.join('\n'))
          differences.push(
            `${file.input.path} ${one.subject.name}\n  lint:    ${expected.join('\n           ')}\n  webhook: ${online.join('\n           ')}`,
          );
      }
    }
  }
  return { differences, ...counts };
}

/** The webhook, in a world that holds the objects of one realm. */
function openDoor(realm: Realm): (subject: Parameters<typeof reviewOf>[0], object: object) => readonly string[] {
  let seen: readonly Finding[] = [];
  const world = {
    ...worldOf(realm),
    onVerdict: (_: string, findings: readonly Finding[]) => {
      seen = findings;
    },
  };
  const desk = { world, log: { info: () => undefined, error: () => undefined }, metrics: createMetrics() };
  return (subject, object) => {
    seen = [];
    const answer = respond(JSON.stringify(reviewOf(subject, { ...subject.resource, ...object })), 'all', desk);
    if (typeof answer !== 'string') throw new Error(`the review was not understood: ${JSON.stringify(answer)}`);
    const { response } = JSON.parse(answer) as { response: { allowed: boolean } };
    if (response.allowed === seen.some(({ enforcement }) => enforcement === 'deny')) return ['the reply does not follow from the findings'];
    return seen.map(told);
  };
}
