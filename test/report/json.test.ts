import { createHash } from 'node:crypto';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJson } from '../../src/report/json.ts';
import { reportSchema } from '../../src/report/json-schema.ts';
import type { Report } from '../../src/report/report.ts';
import { finding, fullReport, located, parsed, place, report } from './samples.ts';

const validate = new Ajv({ strict: true, allErrors: true }).compile(reportSchema);

function faults(report: Report): unknown {
  return validate(JSON.parse(renderJson(report))) ? [] : validate.errors;
}

describe('the JSON report', () => {
  it.each([
    ['nothing', report([])],
    ['one finding', report([located()])],
    ['one of everything', fullReport()],
  ])('keeps its schema: %s', (_name, given) => {
    expect(faults(given)).toEqual([]);
  });

  it('keeps its schema for any words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.nat())), (word, path) => {
        expect(faults(report([located({}, { message: word, path, identity: word, container: word })]))).toEqual([]);
      }),
    );
  });

  it.each([
    ['a member too many', (document: Record<string, unknown>) => ({ ...document, extra: 1 })],
    ['another version', (document: Record<string, unknown>) => ({ ...document, version: 2 })],
    ['a member missing', (document: Record<string, unknown>) => ({ ...document, problems: undefined })],
  ])('has a schema that refuses %s', (_name, change) => {
    expect(validate(change(parsed(renderJson(fullReport()))))).toBe(false);
  });

  it('is the contract, member by member', () => {
    const one = located(
      { location: place('a.yaml', 2, 3), suppressed: { by: 'annotation', reason: 'known', until: Date.UTC(2027, 0, 2) } },
      {
        fix: { title: 'Set x', safety: 'safe', edits: [{ op: 'set', path: ['a/b', 0], value: null }] },
        injected: true,
        environment: 'prod',
      },
    );
    expect(parsed(renderJson(report([one])))).toEqual({
      version: 1,
      findings: [
        {
          rule: 'require-readiness-probe',
          messageId: 'missing',
          message: 'Container "web" has no readinessProbe.',
          severity: 'error',
          enforcement: 'deny',
          resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
          path: '/spec/template/spec/containers/0/readinessProbe',
          location: { file: 'a.yaml', line: 2, column: 3, endLine: 2, endColumn: 4 },
          container: 'web',
          environment: 'prod',
          related: [],
          fix: { title: 'Set x', safety: 'safe', edits: [{ op: 'set', path: '/a~1b/0', value: null }] },
          injected: true,
          fingerprint: createHash('sha256').update(finding().identity).digest('hex'),
          suppressed: { by: 'annotation', reason: 'known', until: '2027-01-01' },
        },
      ],
      problems: [],
      summary: { files: 5, documents: 70, resources: 61, rules: 14, findings: { error: 0, warning: 0, info: 0 }, skipped: [] },
    });
  });

  it('is the same whatever the order of its findings', () => {
    const full = fullReport();
    expect(renderJson({ ...full, findings: full.findings.toReversed(), problems: full.problems.toReversed() })).toBe(renderJson(full));
  });

  it('tells an exemption as a suppression', () => {
    const [only] = parsed(renderJson(report([located({}, { exempt: { reason: 'legacy', owner: 'team' } })])))['findings'] as {
      suppressed: unknown;
    }[];
    expect(only?.suppressed).toEqual({ by: 'exemption', reason: 'legacy' });
  });
});
