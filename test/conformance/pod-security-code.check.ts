import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pssBaseline } from '../../policies/packs/pod-security.ts';
import { findPodSecurityJudge } from '../parts/pod-security.ts';
import { judgeBy, type Judged } from './judge.ts';
import { pods } from './pods.ts';

/** Made-up pods, judged by the very code that the API server judges by: what no file of the test data happens to hold. */
const judge = findPodSecurityJudge() ?? '';
if (judge === '') console.warn('NOT RUN: made-up pods against the code of the Pod Security Standards. It is built by Go.');

const questions = fc.record({
  level: fc.constantFrom('baseline', 'restricted'),
  version: fc.constantFrom(...(pssBaseline.standard?.versions ?? [])),
  pod: pods(),
});

describe.skipIf(judge === '')('made-up pods', () => {
  test('are allowed and refused as by the code of the standard', () => {
    const asked = fc.sample(questions, { numRuns: PODS, seed: 36 });
    const theirs = answersTo(asked.map((question) => JSON.stringify(question)).join('\n'));
    const judges = new Map<string, (text: string) => Judged>();
    const judgedBy = (pack: string) =>
      judges.get(pack) ??
      judges
        .set(
          pack,
          judgeBy(pack, (text) => text),
        )
        .get(pack);
    const otherwise = asked.flatMap(({ level, version, pod }, index) => {
      const pack = `pss-${level}@${version}`;
      const { problems = [], rules = [] } = judgedBy(pack)?.(JSON.stringify(pod)) ?? {};
      const same = problems.length === 0 && (rules.length === 0) === theirs[index]?.allowed;
      return same ? [] : [{ pack, problems, ours: rules, theirs: theirs[index], pod: JSON.stringify(pod) }];
    });
    const allowed = theirs.filter((answer) => answer.allowed).length;
    console.log(`${asked.length} pods, ${allowed} allowed, judged by the code of the Pod Security Standards`);
    expect(otherwise.slice(0, 5)).toEqual([]);
    expect(Math.min(allowed, asked.length - allowed)).toBeGreaterThan(asked.length / 10);
  });
});

function answersTo(lines: string): readonly { readonly allowed: boolean; readonly reasons: readonly string[] | null }[] {
  const printed = execFileSync(judge, { input: lines, encoding: 'utf8', maxBuffer: 1 << 28 });
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const PODS = 10_000;
