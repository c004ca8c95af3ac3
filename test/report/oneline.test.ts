import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderOneline } from '../../src/report/oneline.ts';
import { oddReport, oddWord } from './odd.ts';
import { fullReport, located, report } from './samples.ts';

const plain = { color: false };

it('gives each a line that editors can follow, by place, the count last', () => {
  expect(renderOneline(fullReport(), plain).split('\n')).toEqual([
    '-:1:1: error require-readiness-probe: Container "web" has no readinessProbe. (Deployment shop/web, container web)',
    'a.yaml:1:1: note duplicate-key: Key "x" twice. Remove one.',
    'a.yaml:1:1: suppressed require-readiness-probe: Container "web" has no readinessProbe. (Deployment shop/web, container web); by comment until 2027-01-01: worker',
    'b.yaml:7:1: skipped: not a Kubernetes object',
    'broken.yaml:3:5: problem syntax: Bad indentation. Indent as its siblings.',
    'deploy/web.yaml:2:1: warning (injected) image-pull-policy: Container "web" has no readinessProbe. (Deployment shop/web, container web, environment prod)',
    'deploy/web.yaml:11:9: suppressed require-readiness-probe: Container "web" has no readinessProbe. (Deployment shop/web, container web); by exemption: legacy',
    'deploy/web.yaml:11:9: error require-readiness-probe: Container "web" has no readinessProbe. (Deployment shop/web, container web)',
    'values.yaml:1:1: skipped: not a Kubernetes object',
    '2 errors, 1 warning in 5 files (61 resources, 14 rules); 2 suppressed; 1 problem: not everything was understood',
    '',
  ]);
});

it('says alone that nothing was found', () => {
  expect(renderOneline(report([]), plain)).toBe('✔ No findings in 5 files (61 resources, 14 rules)\n');
});

it('colours where it is asked to', () => {
  expect(renderOneline(report([located()]), { color: true })).toContain(
    '\u001B[36mdeploy/web.yaml:11:9:\u001B[39m \u001B[31merror\u001B[39m',
  );
});

it('forges no line and lets no control through', () => {
  fc.assert(
    fc.property(oddWord, (word) => {
      const lines = renderOneline(oddReport(word), plain).split('\n');
      expect([lines.length, lines.filter((line) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line))]).toEqual([9, []]);
    }),
  );
});
