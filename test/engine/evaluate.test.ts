import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { FactsView } from '../../src/engine/fact.ts';
import type { ImagesView } from '../../src/engine/images.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { describeRef, type Resource, type Subject } from '../../src/engine/resource.ts';
import type { Fix, Offence } from '../../src/engine/rule.ts';
import { deepFreeze } from '../deep-freeze.ts';
import { evaluationOf, found, instanceOf, ruleOf, subjectOf, yielding } from './rules.ts';

const FIX: Fix = { title: 'Set it', safety: 'unsafe', edits: [{ op: 'set', path: ['a'], value: 1 }] };
const RELATED = [{ resource: { apiVersion: 'v1', kind: 'Secret', name: 's' }, path: ['data'] }];

describe('a finding', () => {
  test('says all that is known of the offence', () => {
    const offence: Offence = {
      message: 'bad',
      at: ['containers', 0, 'image'],
      data: { what: 'odd' },
      container: { name: 'box', image: 'x' },
      fix: FIX,
      related: RELATED,
      amount: 7n,
    };
    const subject = subjectOf({ containers: [{ name: 'box' }] }, { environment: 'test' });
    expect(found([yielding('r', [offence])], {}, subject)).toEqual([
      {
        rule: 'r',
        messageId: 'bad',
        message: 'It is odd.',
        severity: 'error',
        enforcement: 'deny',
        resource: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' },
        path: ['containers', 0, 'image'],
        container: 'box',
        environment: 'test',
        related: RELATED,
        fix: FIX,
        data: { what: 'odd' },
        amount: 7n,
        identity: 'r|bad|test||Pod|shop|web|/containers/[box]/image',
        exempt: undefined,
      },
    ]);
  });

  test('says no more than is known', () => {
    const [finding] = found([yielding('r', [{ message: 'bad', at: [] }])]);
    expect(finding).toMatchObject({ message: 'It is {{what}}.', path: [], related: [], data: {}, identity: 'r|bad|||Pod|shop|web|' });
    expect(finding).toMatchObject({ container: undefined, environment: undefined, fix: undefined, amount: undefined });
    expect(Object.keys(finding ?? {})).not.toContain('injected');
  });

  test('names a container by a text alone', () => {
    const offences = [{ name: 7 }, {}, { name: 'box' }].map((container) => ({ message: 'bad', at: [], container }));
    expect(found([yielding('r', offences)]).map(({ container }) => container)).toEqual([undefined, undefined, 'box']);
  });

  test('keeps the severity and the enforcement of its setting', () => {
    const rule = yielding('r', [{ message: 'bad', at: [] }]);
    const told = (setting: Parameters<typeof instanceOf>[1]) =>
      found([instanceOf(rule, setting)]).map((one) => [one.severity, one.enforcement]);
    expect(told({ severity: 'warning' })).toEqual([['warning', 'warn']]);
    expect(told({ severity: 'info', enforcement: 'deny' })).toEqual([['info', 'deny']]);
    expect(told({ severity: 'off' })).toEqual([]);
  });

  test('does no more than the offence says that the settings let it', () => {
    const offences = [
      { message: 'bad', at: [] },
      ...(['warn', 'audit'] as const).map((atMost) => ({ message: 'worse', at: [atMost], atMost })),
    ];
    const told = (setting: Parameters<typeof instanceOf>[1]) =>
      found([instanceOf(yielding('r', offences), setting)]).map(({ severity, enforcement }) => `${severity} ${enforcement}`);
    expect(told({ severity: 'error' })).toEqual(['error deny', 'warning warn', 'info audit']);
    expect(told({ severity: 'warning' })).toEqual(['warning warn', 'warning warn', 'info audit']);
    expect(told({ severity: 'info' })).toEqual(['info audit', 'info audit', 'info audit']);
    expect(told({ severity: 'error', enforcement: 'audit' })).toEqual(['error audit', 'warning audit', 'info audit']);
    expect(told({ severity: 'info', enforcement: 'deny' })).toEqual(['info deny', 'info warn', 'info audit']);
  });

  test('does no more than the offence says that the settings let it', () => {
    const offences = [
      { message: 'bad', at: [] },
      ...(['warn', 'audit'] as const).map((atMost) => ({ message: 'worse', at: [atMost], atMost })),
    ];
    const told = (setting: Parameters<typeof instanceOf>[1]) =>
      found([instanceOf(yielding('r', offences), setting)]).map(({ enforcement }) => enforcement);
    expect(told({ severity: 'error' })).toEqual(['deny', 'warn', 'audit']);
    expect(told({ severity: 'warning' })).toEqual(['warn', 'warn', 'audit']);
    expect(told({ severity: 'info' })).toEqual(['audit', 'audit', 'audit']);
  });

  test('is exempt where an exemption covers it now', () => {
    const rules = [yielding('r', [{ message: 'bad', at: [], container: { name: 'box' } }]), yielding('s', [{ message: 'bad', at: [] }])];
    const exemptions = [
      { rule: 'r', scope: { container: ({ name }: { name?: unknown }) => name === 'box' }, reason: 'old', owner: 'us', expires: 5 },
    ];
    const exempt = (now: number) => found(rules, { policy: { exemptions }, now }).map((finding) => finding.exempt);
    expect(exempt(4)).toEqual([{ reason: 'old', owner: 'us', until: 5 }, undefined]);
    expect(exempt(5)).toEqual([undefined, undefined]);
  });
});

describe('evaluation', () => {
  test('goes rule by rule, offence by offence, and twice the same', () => {
    const twice = [
      { message: 'bad', at: ['x'] },
      { message: 'worse', at: ['a'] },
    ];
    const rules = [yielding('z', twice), yielding('a', twice)];
    const told = () => found(rules).map(({ rule, messageId }) => `${rule} ${messageId}`);
    expect(told()).toEqual(['z bad', 'z worse', 'a bad', 'a worse']);
    expect(told()).toEqual(told());
  });

  test('asks for nothing where no rule concerns the subject', () => {
    const rule = yielding('r', [], { match: { kinds: [] } });
    expect(found([rule], { model: { stored: unasked }, facts: unasked })).toEqual([]);
  });

  test('judges what the API server would store, once for all rules, and its facts', () => {
    const seen: unknown[] = [];
    const facts: FactsView = { get: () => [] };
    const stored = { apiVersion: 'v1', kind: 'Pod', defaulted: true };
    const rule = (id: string) => ruleOf(id, (subject, context) => (seen.push([subject.resource, context.facts, context.now]), []));
    const asked: Subject[] = [];
    const subject = subjectOf();
    found([rule('a'), rule('b')], { model: { stored: () => stored }, facts: (judged) => (asked.push(judged), facts), now: 42 }, subject);
    expect(seen).toEqual([
      [stored, facts, 42],
      [stored, facts, 42],
    ]);
    expect(asked).toEqual([{ ...subject, resource: stored }]);
  });

  test.each<[written: JsonObject, removed: readonly string[] | undefined]>([
    [{ a: 1, b: null }, ['a', 'b']],
    [{ b: 2 }, ['b']],
    [{}, undefined],
  ])('what a default has filled in is not there to be removed: %j', (written, removed) => {
    const stored: Resource = { apiVersion: 'v1', kind: 'Pod', a: 1, b: 2, ...written };
    const fix: Fix = { title: 'Remove both', safety: 'unsafe', edits: ['a', 'b'].map((key) => ({ op: 'remove', path: [key] })) };
    const [finding] = found([yielding('r', [{ message: 'bad', at: ['a'], fix }])], { model: { stored: () => stored } }, subjectOf(written));
    expect(finding?.fix?.edits.map(({ path }) => path[0])).toEqual(removed);
    const [set] = found([yielding('r', [{ message: 'bad', at: ['a'], fix: FIX }])], { model: { stored: () => stored } });
    expect(set?.fix).toBe(FIX);
  });

  test('names list items as they are stored', () => {
    const stored: Resource = { apiVersion: 'v1', kind: 'Pod', containers: [{ name: 'box' }] };
    const [finding] = found([yielding('r', [{ message: 'bad', at: ['containers', 0] }])], { model: { stored: () => stored } });
    expect(finding?.identity).toBe('r|bad|||Pod|shop|web|/containers/[box]');
  });

  test('a rule sees what the door found out about images, and nothing where it did not look', () => {
    const images: ImagesView = { get: () => ({ digest: 'sha256:a', pinned: true, signatures: [], attestations: [] }) };
    const seen: unknown[] = [];
    const rule = ruleOf('r', (_, context) => (seen.push(context.images?.get('docker.io/library/nginx:1')?.digest), []));
    evaluate(subjectOf(), { ...evaluationOf([rule]), images });
    evaluate(subjectOf(), evaluationOf([rule]));
    expect(seen).toEqual(['sha256:a', undefined]);
  });

  test('a rule sees its parameters', () => {
    const seen: unknown[] = [];
    const rule = ruleOf('r', (_, { params }) => (seen.push(params), []), { parameters: { a: { schema: {}, default: 1 } } });
    found([rule, instanceOf(rule, { parameters: { a: 2 } })]);
    expect(seen).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test('changes nothing that it is given', () => {
    const subject = deepFreeze(subjectOf({ a: [1] }));
    const writes = ruleOf('w', ({ resource }) => {
      (resource as Record<string, unknown>)['a'] = 2;
      return [];
    });
    expect(
      found([yielding('r', [deepFreeze({ message: 'bad', at: ['a'] })]), writes], {}, subject).map(({ messageId }) => messageId),
    ).toEqual(['bad', 'rule-failed']);
  });
});

describe('a resource as people write it', () => {
  test.each([
    [{ namespace: 'shop', name: 'web' }, 'Pod shop/web'],
    [{ name: 'web' }, 'Pod web'],
    [{ namespace: 'shop', name: '' }, 'Pod shop/(no name)'],
    [{ name: '' }, 'Pod (no name)'],
  ])('%j: %s', (ref, text) => {
    expect(describeRef({ apiVersion: 'v1', kind: 'Pod', ...ref })).toBe(text);
  });

  test('cluster-scoped ones have no namespace', () => {
    const { namespace: _, ...subject } = subjectOf();
    const [finding] = evaluate(subject, evaluationOf([yielding('r', [{ message: 'bad', at: [] }])]));
    expect(Object.keys(finding?.resource ?? {})).toEqual(['apiVersion', 'kind', 'name']);
  });
});

function unasked(): never {
  return expect.unreachable('it was asked');
}
