import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identityOf, namedPath } from '../../src/engine/identity.ts';
import type { Json, Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { plainModel, subjectOf } from './rules.ts';

const ROOT: Json = { containers: [{ name: 'web', env: [{ name: 'A/B' }, {}] }, { name: 'x|~y' }, 'text'], 'a/b': { '~': { '[web]': 1 } } };

describe('a path with list items named', () => {
  test.each<[Path, string]>([
    [[], ''],
    [['containers'], '/containers'],
    [['containers', 0, 'image'], '/containers/[web]/image'],
    [['containers', 0, 'env', 0], '/containers/[web]/env/[A~1B]'],
    [['containers', 0, 'env', 1], '/containers/[web]/env/1'],
    [['containers', 1], '/containers/[x~2~0y]'],
    [['containers', 2], '/containers/2'],
    [['containers', 9, 'image'], '/containers/9/image'],
    [['a/b', '~', '[web]'], '/a~1b/~0/[web]'],
    [['a|b'], '/a~2b'],
    [['missing', 'deep'], '/missing/deep'],
  ])('%j is %s', (path, text) => {
    expect(namedPath(ROOT, path, plainModel.mergeKey)).toBe(text);
  });

  test('an item that moved keeps its name', () => {
    const moved: Json = { containers: [{ name: 'side' }, { name: 'web' }] };
    expect(namedPath(moved, ['containers', 1], plainModel.mergeKey)).toBe(namedPath(ROOT, ['containers', 0], plainModel.mergeKey));
  });

  test('a member is never named by what it holds', () => {
    expect(namedPath({ web: { name: 'x' } }, ['web'], plainModel.mergeKey)).toBe('/web');
  });
});

describe('an identity', () => {
  test.each<[Partial<Subject>, string]>([
    [{}, 'r|bad|||Pod|shop|web|/a'],
    [{ environment: 'prod' }, 'r|bad|prod||Pod|shop|web|/a'],
    [{ group: 'apps', kind: 'Deployment' }, 'r|bad||apps|Deployment|shop|web|/a'],
    [{ document: 'file#1', version: 'v2', operation: 'UPDATE', file: 'x.yaml' }, 'r|bad|||Pod|shop|web|/a'],
    [{ environment: 'overlays/prod', name: 'a|b~c' }, 'r|bad|overlays/prod||Pod|shop|a~2b~0c|/a'],
  ])('of %j', (more, identity) => {
    expect(identityOf(subjectOf({}, more), 'r', 'bad', '/a')).toBe(identity);
  });

  test('of what is cluster-scoped has an empty namespace', () => {
    const { namespace: _, ...subject } = subjectOf();
    expect(identityOf(subject, 'r', 'bad', '')).toBe('r|bad|||Pod||web|');
  });

  test('tells everything apart that differs', () => {
    const word = fc.constantFrom('', 'a', '|', '~', '/', 'a|', '|/a', '~2', '~0', '/a');
    const parts = fc.record({
      rule: word,
      message: word,
      environment: word,
      group: word,
      kind: word,
      namespace: word,
      name: word,
      key: word,
    });
    const neighbours = fc.constantFrom(
      ['rule', 'message'],
      ['environment', 'group'],
      ['kind', 'namespace'],
      ['namespace', 'name'],
      ['name', 'key'],
    );
    fc.assert(
      fc.property(parts, parts, neighbours, (a, b, [one = '', two = '']) => {
        const c = { ...a, [one]: Reflect.get(b, one), [two]: Reflect.get(b, two) };
        return (told(a) === told(c)) === (JSON.stringify(a) === JSON.stringify(c));
      }),
      { numRuns: 2000 },
    );
  });

  test('does not run one part into the next', () => {
    expect(told({ ...PARTS, namespace: 'a|b', name: 'c' })).not.toBe(told({ ...PARTS, namespace: 'a', name: 'b|c' }));
    expect(told({ ...PARTS, name: 'a~2b' })).not.toBe(told({ ...PARTS, name: 'a|b' }));
  });
});

const PARTS = { rule: 'r', message: 'm', environment: '', group: '', kind: 'Pod', namespace: '', name: 'n', key: 'k' };

function told({ rule, message, key, ...place }: typeof PARTS): string {
  return identityOf(subjectOf({}, place), rule, message, namedPath({}, [key], plainModel.mergeKey));
}
