import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/report/fingerprint.ts';
import { renderGitlab } from '../../src/report/gitlab.ts';
import type { Report } from '../../src/report/report.ts';
import { oddReport, oddWord } from './odd.ts';
import { finding, fullReport, located, place, report } from './samples.ts';

interface Entry {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end: number } };
}

function entries(given: Report): readonly Entry[] {
  return JSON.parse(renderGitlab(given)) as Entry[];
}

describe('the Code Quality report', () => {
  it('has an entry for each', () => {
    expect(entries(report([located({ location: place('./deploy/web.yaml', 11, 9, 12, 1) })]))).toEqual([
      {
        description: 'Container "web" has no readinessProbe. (Deployment shop/web, container web)',
        check_name: 'require-readiness-probe',
        fingerprint: fingerprint(finding()),
        severity: 'major',
        location: { path: 'deploy/web.yaml', lines: { begin: 11, end: 12 } },
      },
    ]);
  });

  it('tells severities and problems, and leaves out what is suppressed', () => {
    expect(entries(fullReport()).map(({ check_name, severity, location }) => [check_name, severity, location.path])).toEqual([
      ['duplicate-key', 'minor', 'a.yaml'],
      ['syntax', 'critical', 'broken.yaml'],
      ['require-readiness-probe', 'major', '.'],
      ['image-pull-policy', 'minor', 'deploy/web.yaml'],
      ['require-readiness-probe', 'major', 'deploy/web.yaml'],
    ]);
  });

  it('gives equal ones fingerprints of their own, which lines do not change', () => {
    const own = fingerprint(finding());
    expect(fingerprintsAt(3, 1, 2)).toEqual([own, `${own}-2`, `${own}-3`]);
    expect(fingerprintsAt(30, 10, 20)).toEqual(fingerprintsAt(1, 2, 3));
  });

  it('is an empty list where nothing is to be mended', () => {
    expect(renderGitlab(report([]))).toBe('[]\n');
  });

  it('has unique fingerprints and known severities for any words', () => {
    fc.assert(
      fc.property(oddWord, (word) => {
        const all = entries(oddReport(word));
        expect(new Set(all.map((entry) => entry.fingerprint)).size).toBe(4);
        expect(all.filter(({ severity }) => !['info', 'minor', 'major', 'critical', 'blocker'].includes(severity))).toEqual([]);
      }),
    );
  });
});

function fingerprintsAt(...lines: readonly number[]): readonly string[] {
  return entries(report(lines.map((line) => located({ location: place('a.yaml', line, 1) })))).map((entry) => entry.fingerprint);
}
