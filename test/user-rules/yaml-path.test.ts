import { JSONPath } from 'jsonpath-plus';
import { array, assert, boolean, constant, constantFrom, dictionary, integer, letrec, oneof, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toPointer, type Json } from '../../src/engine/json.ts';
import { compilePath } from '../../src/sources/yaml-rule-path.ts';

const POD = {
  metadata: { labels: { app: 'web', 'a.b/c': 'x', '*': 'star' } },
  spec: {
    containers: [
      { name: 'a', ports: [{ port: 80 }, { port: 8080, name: 'web' }], privileged: false },
      { name: 'b', image: 'x:latest', securityContext: { privileged: true } },
      null,
      7,
    ],
  },
};

describe('where', () => {
  test.each([
    ['$', ['']],
    ['$.spec.containers[0].name', ['/spec/containers/0/name']],
    ['$.spec.containers[*].name', ['/spec/containers/0/name', '/spec/containers/1/name']],
    ["$['spec']['containers'][1]['name']", ['/spec/containers/1/name']],
    ['$.spec.containers[0,1].name', ['/spec/containers/0/name', '/spec/containers/1/name']],
    ["$.metadata.labels['app','a.b/c']", ['/metadata/labels/app', '/metadata/labels/a.b~1c']],
    ['$.metadata.labels.*', ['/metadata/labels/app', '/metadata/labels/a.b~1c', '/metadata/labels/*']],
    ['$..port', ['/spec/containers/0/ports/0/port', '/spec/containers/0/ports/1/port']],
    ['$..privileged', ['/spec/containers/0/privileged', '/spec/containers/1/securityContext/privileged']],
    ['$.spec..ports[*].port', ['/spec/containers/0/ports/0/port', '/spec/containers/0/ports/1/port']],
    ['$.spec.containers[?(@.privileged)]', []],
    ['$.spec.containers[?(@.securityContext.privileged == true)].name', ['/spec/containers/1/name']],
    ['$.spec.containers[?(@.securityContext.privileged != true)].name', ['/spec/containers/0/name']],
    ['$.spec.containers[?(!@.image && @.name)]', ['/spec/containers/0']],
    ["$.spec.containers[?(@.name == 'a' || @['name'] === \"b\")].name", ['/spec/containers/0/name', '/spec/containers/1/name']],
    ['$..ports[?(@.port >= 1024 && @.port < 9000)]', ['/spec/containers/0/ports/1']],
    ['$..ports[?(@.port > -1)].name', ['/spec/containers/0/ports/1/name']],
    ['$..ports[?(@.port > "a")]', []],
    ['$.spec.containers[?(@.ports.length > 1)].name', ['/spec/containers/0/name']],
    ["$.spec.containers[?(@.ports[1].name == 'web')].name", ['/spec/containers/0/name']],
    ["$.spec.containers[?(@.name == ')] @')]", []],
    ['$.spec.nothing[*].of.this', []],
    ['$.spec.containers.length', []],
    ['$.constructor', []],
    ['$.spec.__proto__', []],
  ])('%s', (path, wanted) => {
    expect(pointers(path, POD)).toEqual(wanted);
  });

  test.each([
    ['spec.type', 'does not begin with $'],
    ['$.', 'ends too early'],
    ['$..', 'ends too early'],
    ['$.spec[', 'nothing closes'],
    ["$.spec['a]", 'nothing closes'],
    ['$.spec type', 'unexpected   at character 7'],
    ['$.spec^', 'unexpected ^'],
    ['$.spec~', 'unexpected ~'],
    ['$.spec@string()', 'unexpected @'],
    ['$.spec[(@.length-1)]', 'cannot read'],
    ['$.a[0:2]', 'cannot read'],
    ['$.a[?@.b]', 'without parentheses'],
    ['$.a[?(@.b == /a+/)]', 'a regular expression'],
    ['$.a[?(@.b.match(/(a+)+$/))]', 'a call'],
    ['$.a[?(@.b.toString())]', 'a call'],
    ["$.a[?(@.constructor.constructor('return 1')())]", 'a call'],
    ['$.a[?(@.b = 1)]', 'an assignment'],
    ['$.a[?(@[@.b])]', 'a member that is computed'],
    ['$.a[?(process.exit)]', 'a name that is not @'],
    ['$.a[?(this.b)]', 'this'],
    ['$.a[?(@.b; @.c)]', 'several expressions'],
    ['$.a[?(@.b + 1 > 2)]', 'comparisons'],
    ['$.a[?(@.b in @.c)]', 'several expressions'],
    ['$.a[?(@.b ==)]', 'cannot be read'],
    ['$.a[?()]', 'several expressions'],
    [`$${'.a'.repeat(33)}`, 'more than 32 steps'],
    ['$..a..b..c', 'more than 2 ..'],
    [`$.${'a'.repeat(500)}`, 'longer than 500 characters'],
    [`$.a[?(${'!'.repeat(40)}@.b)]`, 'too deep an expression'],
  ])('refuses %s', (path, wanted) => {
    const compiled = compilePath(path);
    expect('fault' in compiled ? compiled.fault : 'accepted').toContain(wanted);
  });

  test('what selects too much fails, and is not passed over', () => {
    const root = { a: Array.from({ length: 10_001 }, () => 1) };
    expect(() => pointers('$.a[*]', root)).toThrow('selects more than 10000 values');
  });

  test('selects what jsonpath-plus selects, where no key is named as an operator', () => {
    const paths = [
      '$.a',
      '$.a.b',
      '$.*',
      '$[*].a',
      '$..a',
      '$..b[*]',
      "$['a']['b']",
      '$[0]',
      '$.a[?(@.b === 1)]',
      '$..[?(@.a && !@.b)]',
      '$.a[?(@ === 1)]',
    ];
    assert(
      property(oneof(dictionary(constantFrom('a', 'b'), anything), array(anything)), constantFrom(...paths), (json, path) => {
        const oracle = JSONPath({ path, json: json as object, resultType: 'pointer', eval: 'safe', ignoreEvalErrors: true }) as string[];
        expect(pointers(path, json).toSorted()).toEqual([...new Set(oracle)].toSorted());
      }),
    );
  });
});

function pointers(path: string, root: Json): readonly string[] {
  const compiled = compilePath(path);
  if ('fault' in compiled) throw new Error(compiled.fault);
  return compiled.select(root).map((selected) => toPointer(selected.path));
}

const { anything } = letrec<{ anything: Json }>((tie) => ({
  anything: oneof(
    { maxDepth: 4 },
    integer({ min: 0, max: 2 }),
    boolean(),
    constant(null),
    constant(''),
    array(tie('anything'), { maxLength: 3 }),
    dictionary(constantFrom('a', 'b', 'c'), tie('anything'), { maxKeys: 3 }),
  ),
}));
