import { describe, expect, test } from 'vitest';
import { exemptionOf } from '../../src/engine/exempt.ts';
import type { ContainerRef, Exemption, Place, Scope } from '../../src/engine/policy.ts';
import { subjectOf } from './rules.ts';

const NOW = 1000;
const yes = () => true;
const no = () => false;
const box = { name: 'box' };
const exemption = (more: Partial<Exemption> = {}): Exemption => ({ rule: 'r', scope: {}, reason: 'so', ...more });
const covers = (exemptions: readonly Exemption[], container?: ContainerRef) =>
  exemptionOf(exemptions, 'r', subjectOf(), container, NOW)?.reason;
const told = (more: Partial<Exemption>) => exemptionOf([exemption(more)], 'r', subjectOf(), undefined, NOW);

describe('an exemption', () => {
  test.each<[what: string, more: Partial<Exemption>, covered: boolean]>([
    ['without end', {}, true],
    ['of another rule', { rule: 'other' }, false],
    ['that ends later', { expires: NOW + 1 }, true],
    ['that ends now', { expires: NOW }, false],
    ['that has ended', { expires: NOW - 1 }, false],
    ['that ended with the epoch', { expires: 0 }, false],
  ])('%s', (_, more, covered) => {
    expect(covers([exemption(more)]) === 'so').toBe(covered);
  });

  test.each<[scope: string, scope: Scope, container: ContainerRef | undefined, covered: boolean]>([
    ['everything', {}, undefined, true],
    ['this place', { place: yes }, undefined, true],
    ['another place', { place: no }, undefined, false],
    ['this subject', { subject: yes }, undefined, true],
    ['another subject', { subject: no }, undefined, false],
    ['this container', { container: ({ name }) => name === 'box' }, box, true],
    ['another container', { container: ({ name }) => name === 'car' }, box, false],
    ['a container, of what concerns none', { container: yes }, undefined, false],
    ['no container, of what concerns one', {}, box, true],
    ['this place, another subject', { place: yes, subject: no }, undefined, false],
    ['this place and subject, another container', { place: yes, subject: yes, container: no }, box, false],
    ['all three', { place: yes, subject: yes, container: yes }, box, true],
    ['another place, this subject', { place: no, subject: yes, container: yes }, box, false],
  ])('for %s', (_, scope, container, covered) => {
    expect(covers([exemption({ scope })], container) === 'so').toBe(covered);
  });

  test('the first that covers is told', () => {
    const list = [
      exemption({ reason: 'ended', expires: 1 }),
      exemption({ reason: 'other', rule: 'o' }),
      exemption({ reason: 'one' }),
      exemption({ reason: 'two' }),
    ];
    expect(covers(list)).toBe('one');
    expect(covers([])).toBeUndefined();
  });

  test('is told with owner and end', () => {
    expect(told({ owner: 'us', expires: 2000 })).toEqual({ reason: 'so', owner: 'us', until: 2000 });
    expect(told({})).toEqual({ reason: 'so', owner: undefined, until: undefined });
  });

  test('a place is told as a plan tells it', () => {
    const places: Place[] = [];
    const scope: Scope = { place: (place) => (places.push(place), true) };
    exemptionOf([exemption({ scope })], 'r', subjectOf(), undefined, NOW);
    exemptionOf(
      [exemption({ scope })],
      'r',
      subjectOf({}, { group: 'apps', workload: { podTemplate: [], longRunning: true } }),
      undefined,
      NOW,
    );
    expect(places).toEqual([
      { group: '', kind: 'Pod', namespace: 'shop', workload: false },
      { group: 'apps', kind: 'Pod', namespace: 'shop', workload: true },
    ]);
  });

  test('a subject is the one under judgement', () => {
    const subject = subjectOf();
    exemptionOf([exemption({ scope: { subject: (asked) => (expect(asked).toBe(subject), true) } })], 'r', subject, undefined, NOW);
    expect.assertions(1);
  });
});
