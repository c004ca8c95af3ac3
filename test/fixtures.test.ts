import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../policies/index.ts';
import { evaluate } from '../src/engine/evaluate.ts';
import type { Finding } from '../src/engine/finding.ts';
import { equalJson, toPointer } from '../src/engine/json.ts';
import { repair } from '../src/engine/repair.ts';
import { judge, scan, evaluationOf, type Scanned } from '../src/cli/examine.ts';
import { fixFile } from '../src/cli/fix-file.ts';
import { openSession, type Session, type SessionSpec } from '../src/cli/session.ts';
import { deepFreeze } from './deep-freeze.ts';
import { settingsOf } from './fixture-settings.ts';

/**
 * One harness for the fixtures of all rules: `# expect: <rule>/<message>` stands on the line where a finding belongs, `ok-*` has
 * none, `<name>.fixed.yaml` is what fixing `<name>.yaml` gives, byte for byte.
 */
const root = path.resolve(import.meta.dirname, '../fixtures');
const exercised = new Set<string>();

describe.each(rules.map((rule) => ({ id: rule.id, rule })))('$id', ({ id, rule }) => {
  const folder = path.join(root, id);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => /\.(?:ya?ml|json)$/u.test(file) && !/\.fixed\./u.test(file)) : [];

  test('has fixtures, good and bad', () => {
    expect(files.some((file) => file.startsWith('ok-'))).toBe(true);
    expect(files.some((file) => !file.startsWith('ok-'))).toBe(true);
  });

  describe.each(files)('%s', (file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const spec: SessionSpec = { settings: settingsOf(text, rule), door: 'files', now: Date.UTC(2026, 0, 1), key: 'fixture' };
    const { scanned, session } = open(file, text, spec);
    const findings = judge(scanned, session);

    test('is understood', () => {
      expect(scanned.problems).toEqual([]);
    });

    test('has the findings that it expects, where it expects them', () => {
      const found = findings.map(({ finding, location }) => `${location.line} ${finding.rule}/${finding.messageId}`);
      expect(found.toSorted()).toEqual(expectationsOf(text).toSorted());
      if (file.startsWith('ok-')) expect(found).toEqual([]);
      for (const { finding } of findings) exercised.add(`${finding.rule}/${finding.messageId}`);
    });

    test.skipIf(rule.doors === 'files')('has the same findings at the admission door, and changes nothing', () => {
      const admission = openSession({ ...spec, door: 'admission' });
      for (const extract of scanned.extracts) admission.index.insert(extract);
      for (const { subject } of scanned.subjects) {
        const frozen = { ...subject, resource: deepFreeze(subject.resource) };
        expect(evaluate(frozen, evaluationOf(admission)).map(told)).toEqual(evaluate(frozen, evaluationOf(session)).map(told));
      }
    });

    test('settles when mended, and says in the text what it says in the object', () => {
      const fixed = fixFile(scanned, session, 'unsafe');
      expect(fixed.unsettled).toEqual([]);
      const again = open(file, fixed.after, spec);
      for (const [index, { subject }] of scanned.subjects.entries()) {
        const mended = repair(subject, evaluationOf(session), ({ fix }) => fix !== undefined);
        if (fixed.refused.length === 0) expect(again.scanned.subjects[index]?.subject.resource).toEqual(mended.resource);
        const settled = repair({ ...subject, resource: mended.resource }, evaluationOf(session), ({ fix }) => fix !== undefined);
        expect(equalJson(settled.resource, mended.resource)).toBe(true);
      }
      expect(fixFile(again.scanned, again.session, 'unsafe').after).toBe(fixed.after);
    });

    const golden = path.join(folder, file.replace(/\.(ya?ml|json)$/u, '.fixed.$1'));
    test.skipIf(!existsSync(golden))('is fixed byte for byte as it should be', () => {
      expect(fixFile(scanned, session, 'unsafe').after).toBe(readFileSync(golden, 'utf8'));
    });

    test.skipIf(existsSync(golden))('changes nothing where no fixed text stands beside it', () => {
      const { after, refused } = fixFile(scanned, session, 'unsafe');
      expect({ after, refused }).toEqual({ after: text, refused: [] });
    });
  });

  test('has every message exercised', () => {
    expect(Object.keys(rule.messages).filter((message) => !exercised.has(`${id}/${message}`))).toEqual([]);
  });
});

test('the registry is the folder', () => {
  const files = readdirSync(path.resolve(import.meta.dirname, '../policies')).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
  expect(rules.map(({ id }) => `${id}.ts`)).toEqual(files.toSorted());
});

function open(file: string, text: string, spec: SessionSpec): { readonly scanned: Scanned; readonly session: Session } {
  const session = openSession(spec);
  const scanned = scan({ path: file, settingsPath: file, text, context: false }, session);
  for (const extract of scanned.extracts) session.index.insert(extract);
  return { scanned, session };
}

/** `line rule/message` for each mark. */
function expectationsOf(text: string): readonly string[] {
  return text.split(/\r?\n/u).flatMap((line, index) => {
    const marks = /# expect: (?<marks>.+)$/u.exec(line)?.groups?.['marks'];
    return marks === undefined ? [] : marks.split(',').map((mark) => `${index + 1} ${mark.trim()}`);
  });
}

function told({ rule, messageId, message, path: at, severity, fix }: Finding) {
  return { rule, messageId, message, severity, path: toPointer(at), fix };
}

test('reads its own marks', () => {
  expect(expectationsOf('a: 1 # expect: x/y, x/z\nb: 2\n')).toEqual(['1 x/y', '1 x/z']);
});
