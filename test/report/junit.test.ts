import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJunit } from '../../src/report/junit.ts';
import type { Report } from '../../src/report/report.ts';
import { oddReport, oddWord } from './odd.ts';
import { fullReport, located, place, report } from './samples.ts';
import { elementsOf, readXml, type Element } from './xml-reader.ts';

function cases(given: Report): readonly Element[] {
  return elementsOf(readXml(renderJunit(given)), 'testcase');
}

function outcomes(given: Report): readonly unknown[] {
  return cases(given).map(({ attributes, children }) => [attributes['classname'], attributes['name'], children[0]?.name ?? 'passed']);
}

describe('the JUnit report', () => {
  it('has a suite per file and a case per finding', () => {
    expect(renderJunit(report([located()]))).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="lintel" tests="1" failures="1" errors="0" skipped="0" time="0">
  <testsuite name="deploy/web.yaml" tests="1" failures="1" errors="0" skipped="0" time="0">
    <testcase classname="require-readiness-probe" name="Deployment shop/web, container web" file="deploy/web.yaml" line="11" time="0">
      <failure message="Container &quot;web&quot; has no readinessProbe." type="error">error: Container "web" has no readinessProbe.
deploy/web.yaml:11:9 in Deployment shop/web, container web
https://lintel.dev/rules/require-readiness-probe</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it('fails what denies, passes what advises, skips what is suppressed, and errs on what was not understood', () => {
    expect(outcomes(fullReport())).toEqual([
      ['require-readiness-probe', 'Deployment shop/web, container web', 'failure'],
      ['duplicate-key', 'a.yaml', 'system-out'],
      ['require-readiness-probe', 'Deployment shop/web, container web (2)', 'skipped'],
      ['skipped', 'b.yaml', 'skipped'],
      ['syntax', 'broken.yaml', 'error'],
      ['image-pull-policy', 'Deployment shop/web, container web, environment prod', 'system-out'],
      ['require-readiness-probe', 'Deployment shop/web, container web (3)', 'skipped'],
      ['require-readiness-probe', 'Deployment shop/web, container web (4)', 'failure'],
      ['skipped', 'values.yaml', 'skipped'],
    ]);
  });

  it.each([
    [
      'each file that passed',
      { judged: ['b.yaml', 'a.yaml'] },
      [
        ['lintel', 'a.yaml', 'passed'],
        ['lintel', 'b.yaml', 'passed'],
      ],
    ],
    ['the run, where files are not known', {}, [['lintel', '5 files without findings', 'passed']]],
  ])('passes %s', (_name, summary, expected) => {
    expect(outcomes(report([], { summary }))).toEqual(expected);
  });

  it('tells a finding on another line by the same name', () => {
    const [one, other] = [1, 99].map((line) => outcomes(report([located({ location: place('a.yaml', line, 1) })])));
    expect(one).toEqual(other);
  });

  it('names no two cases alike, even where a name looks like a number given', () => {
    const given = ['c', 'c (2)', 'c', 'c', 'c (2)'].map((container) => located({}, { container }));
    const all = cases(report(given)).map(({ attributes }) => attributes['name']);
    expect(new Set(all).size).toBe(5);
  });

  it('is well-formed for any words, keeps the ones that XML can hold, and counts right', () => {
    fc.assert(
      fc.property(oddWord, (word) => {
        const root = readXml(renderJunit(oddReport(word)));
        const legal = word.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
        expect(elementsOf(root, 'failure').map(({ attributes }) => attributes['message'])).toEqual([legal]);
        expect(elementsOf(root, 'error').map(({ text }) => text.startsWith(`${legal}\n`))).toEqual([true]);
        for (const suite of [root, ...elementsOf(root, 'testsuite')]) {
          const counted = ['testcase', 'failure', 'error', 'skipped'].map((name) => elementsOf(suite, name).length);
          const told = ['tests', 'failures', 'errors', 'skipped'].map((name) => Number(suite.attributes[name]));
          expect(told).toEqual(counted);
        }
      }),
    );
  });
});
