import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import { fingerprint } from '../../src/report/fingerprint.ts';
import type { LocatedFinding, Report } from '../../src/report/report.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { oddReport, oddWord } from './odd.ts';
import { finding, fullReport, located, place, report, rule } from './samples.ts';

const options = { version: '1.2.3', rules: [rule()] };

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly (JsonObject & { readonly id: string })[] } };
  readonly invocations: readonly [{ readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly JsonObject[] }];
  readonly results: readonly JsonObject[];
}

function run(given: Report): Run {
  return (JSON.parse(renderSarif(given, options)) as { runs: [Run] }).runs[0];
}

function result(found: LocatedFinding): JsonObject {
  return run(report([found])).results[0] ?? {};
}

describe('the SARIF log', () => {
  it('has a result for a finding', () => {
    expect(
      result(
        located({
          related: [{ resource: { apiVersion: 'v1', kind: 'Namespace', name: 'shop' }, path: [], location: place('ns.yaml', 3, 1) }],
        }),
      ),
    ).toEqual({
      ruleId: 'require-readiness-probe',
      ruleIndex: 1,
      level: 'error',
      message: { text: 'Container "web" has no readinessProbe.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'deploy/web.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 11, startColumn: 9, endLine: 11, endColumn: 19 },
          },
          logicalLocations: [{ name: 'web', kind: 'resource', fullyQualifiedName: 'apps/v1/Deployment/shop/web' }],
        },
      ],
      relatedLocations: [
        {
          id: 0,
          message: { text: 'Namespace shop' },
          physicalLocation: {
            artifactLocation: { uri: 'ns.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 2 },
          },
          logicalLocations: [{ name: 'shop', kind: 'resource', fullyQualifiedName: 'v1/Namespace/shop' }],
        },
      ],
      partialFingerprints: { 'lintel/v1': fingerprint(finding()) },
      suppressions: [],
      properties: { messageId: 'missing', enforcement: 'deny', path: '/spec/template/spec/containers/0/readinessProbe', container: 'web' },
    });
  });

  it.each([
    ['deploy/web.yaml', 'deploy/web.yaml', true],
    ['./a.yaml', 'a.yaml', true],
    ['../a b/100%.yaml', '../a%20b/100%25.yaml', true],
    ['deploy\\web.yaml', 'deploy/web.yaml', true],
    ['ключ#1?.yaml', '%D0%BA%D0%BB%D1%8E%D1%87%231%3F.yaml', true],
    ['a:b.yaml', 'a%3Ab.yaml', true],
    ['/etc/a b.yaml', 'file:///etc/a%20b.yaml', false],
    ['C:\\a b\\c.yaml', 'file:///C:/a%20b/c.yaml', false],
    ['<stdin>', '%3Cstdin%3E', true],
    ['\uD800.yaml', '%EF%BF%BD.yaml', true],
  ])('names file %s as %s', (file, uri, isRelative) => {
    const { locations } = result(located({ location: place(file, 1, 1) }));
    expect(locations).toMatchObject([{ physicalLocation: { artifactLocation: isRelative ? { uri, uriBaseId: '%SRCROOT%' } : { uri } } }]);
  });

  it.each([
    [
      'a comment',
      { suppressed: { by: 'comment', reason: 'r', until: Date.UTC(2027, 0, 2) } },
      {},
      { kind: 'inSource', status: 'accepted', justification: 'r', properties: { by: 'comment', until: '2027-01-01' } },
    ],
    [
      'an annotation',
      { suppressed: { by: 'annotation', reason: 'r' } },
      {},
      { kind: 'inSource', status: 'accepted', justification: 'r', properties: { by: 'annotation' } },
    ],
    [
      'an exemption',
      {},
      { exempt: { reason: 'r' } },
      { kind: 'external', status: 'accepted', justification: 'r', properties: { by: 'exemption' } },
    ],
  ] as const)('shows what %s suppresses as suppressed', (_name, change, own, expected) => {
    expect(result(located(change, own))['suppressions']).toEqual([expected]);
  });

  it('has a fix where there is a text for it, and only there', () => {
    const fix = { title: 'Set x', safety: 'safe' as const, edits: [] };
    const stretch = { line: 2, column: 1, endLine: 2, endColumn: 5 };
    expect(result(located({}, { fix }))['fixes']).toBeUndefined();
    expect(result(located({ replacements: [{ ...stretch, text: 'x: 1' }] }, { fix }))['fixes']).toEqual([
      {
        description: { text: 'Set x' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'deploy/web.yaml', uriBaseId: '%SRCROOT%' },
            replacements: [
              { deletedRegion: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 5 }, insertedContent: { text: 'x: 1' } },
            ],
          },
        ],
        properties: { safety: 'safe' },
      },
    ]);
  });

  it('describes every rule once, its own ones even without findings, and points at them', () => {
    const { tool, results } = run(
      report([located({}, { rule: 'z' }), located({}, { rule: 'a' }), located({}, { rule: 'a', identity: '2' })]),
    );
    const ids = tool.driver.rules.map(({ id }) => id);
    expect(ids).toEqual(['a', 'no-latest-tag', 'z']);
    expect(results.map(({ ruleId, ruleIndex }) => ids[Number(ruleIndex)] === ruleId)).toEqual([true, true, true]);
    expect(tool.driver.rules[1]).toEqual({
      id: 'no-latest-tag',
      shortDescription: { text: 'Images name a version.' },
      fullDescription: { text: 'A moving tag gives every node another image.' },
      helpUri: 'https://lintel.dev/rules/no-latest-tag',
      help: { text: 'A moving tag gives every node another image.\n\nWhen not: Local development.' },
      defaultConfiguration: { level: 'error' },
      properties: { category: 'images', tags: ['kubernetes', 'images'] },
    });
  });

  it('notes problems and skipped files, and that the run was no success', () => {
    const [{ executionSuccessful, toolExecutionNotifications }] = run(fullReport()).invocations;
    expect([executionSuccessful, toolExecutionNotifications.map(({ descriptor, level }) => [descriptor, level])]).toEqual([
      false,
      [
        [{ id: 'duplicate-key' }, 'warning'],
        [{ id: 'syntax' }, 'error'],
        [{ id: 'skipped' }, 'note'],
        [{ id: 'skipped' }, 'note'],
      ],
    ]);
    expect(run(report([located()])).invocations[0].executionSuccessful).toBe(true);
  });

  it('keeps to the number of results that GitHub takes, errors first, and says so', () => {
    const many = Array.from({ length: 25_001 }, (_, line) => located({ location: place('a.yaml', line + 1, 1) }, { severity: 'warning' }));
    const { results, invocations } = run(report([...many, located({ location: place('z.yaml', 1, 1) })]));
    expect([results.length, results.at(-1)?.['level']]).toEqual([25_000, 'error']);
    expect(invocations[0].toolExecutionNotifications).toMatchObject([
      { descriptor: { id: 'results-cut' }, message: { text: expect.stringMatching(/^2 results/u) } },
    ]);
  });

  it('makes no link of a message', () => {
    expect(result(located({}, { message: 'See [x](http://y).' }))['message']).toEqual({ text: 'See [x\\](http://y).' });
  });
});

const schema = findSchema();
if (schema === undefined)
  console.warn('SARIF IS NOT VALIDATED: install @microsoft/sarif-multitool-ts, or name the schema in SARIF_SCHEMA.');

describe.skipIf(schema === undefined)('the schema of SARIF 2.1.0', () => {
  it.each([
    ['nothing', report([])],
    ['one of everything', fullReport()],
    ['a finding in no file', report([{ finding: finding(), related: [] }])],
    ['a rule without a description', report([located({ rule: { summary: '', why: '' } })])],
  ])('takes %s', (_name, given) => {
    expect(faults(given)).toEqual([]);
  });

  it('takes any words', () => {
    fc.assert(
      fc.property(oddWord, (word) => {
        expect(faults(oddReport(word))).toEqual([]);
      }),
    );
  });

  it('refuses what is no SARIF', () => {
    const log = JSON.parse(renderSarif(fullReport(), options)) as { runs: { results: { level: string }[] }[] };
    log.runs[0]!.results[0]!.level = 'info';
    expect(compiled()(log)).toBe(false);
  });
});

function faults(given: Report): unknown {
  const validate = compiled();
  return validate(JSON.parse(renderSarif(given, options))) ? [] : validate.errors;
}

/** The package does not export the schema that it ships, so that it is found beside its entry. */
function findSchema(): string | undefined {
  const given = process.env['SARIF_SCHEMA'];
  if (given !== undefined) return given;
  try {
    const entry = createRequire(import.meta.url).resolve('@microsoft/sarif-multitool-ts');
    return path.join(path.dirname(entry), '..', 'assets', 'sarif-2.1.0.schema.json');
  } catch {
    return undefined;
  }
}

function compiled() {
  if (schema === undefined || !existsSync(schema)) throw new Error(`There is no SARIF schema at ${schema}.`);
  validator ??= new Ajv2020({ strict: false, allErrors: true, formats: FORMATS }).compile(
    JSON.parse(readFileSync(schema, 'utf8')) as object,
  );
  return validator;
}

let validator: ReturnType<Ajv2020['compile']> | undefined;

/** After RFC 3986: what may stand in a reference, percent signs only before two hex digits, no colon in a relative one's first segment. */
const REFERENCE =
  /^(?:[a-z][a-z\d+.-]*:(?:[\w\-.~!$&'()*+,;=:@/?#]|%[\da-f]{2})*|(?![^/?#]*:)(?:[\w\-.~!$&'()*+,;=:@/?#]|%[\da-f]{2})*)$/iu;
const FORMATS = {
  uri: (text: string): boolean => URL.canParse(text) && REFERENCE.test(text),
  'uri-reference': REFERENCE,
  'date-time': /^\d{4}-\d\d-\d\dT/u,
  uuid: /^[\da-f-]{36}$/iu,
};
