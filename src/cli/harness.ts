import { evaluate, type Evaluation } from '../engine/evaluate.ts';
import { RULE_FAILED, type Finding } from '../engine/finding.ts';
import type { ImagesView } from '../engine/images.ts';
import { equalJson, toPointer } from '../engine/json.ts';
import { repair } from '../engine/repair.ts';
import type { AnyRule } from '../engine/rule.ts';
import type { Catalogue } from '../settings/catalogue.ts';
import { evaluationOf, judge, scan, type PlacedFinding, type Scanned } from './examine.ts';
import { fixFile } from './fix-file.ts';
import { expectationsOf, fixtureRequest, fixtureSettings, type FixtureRequest } from './fixture-text.ts';
import { openImages, openSession, type Session, type SessionSpec } from './session.ts';

/** A file of a rule's fixtures, and the text that fixing it should give, if there is one. */
export interface Fixture {
  /** As the user names it. */
  readonly file: string;
  readonly text: string;
  readonly golden?: string | undefined;
  /** The `images.lock` of its folder. */
  readonly imageLock?: string | undefined;
}

/** Where a rule does otherwise than its fixtures say; lines count from 1. */
export interface Difference {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** What one fixture came to. */
export interface Checked {
  readonly differences: readonly Difference[];
  /** The messages that it made the rule say. */
  readonly exercised: ReadonlySet<string>;
}

/** All fixtures of a rule: good and bad ones, every message said, and each as it expects. `folder` is where they should stand. */
export async function checkRule(
  rule: AnyRule,
  fixtures: readonly Fixture[],
  folder: string,
  catalogue: Catalogue,
): Promise<readonly Difference[]> {
  const checked = await Promise.all(fixtures.map((fixture) => checkFixture(fixture, rule, catalogue)));
  const said = new Set(checked.flatMap(({ exercised }) => [...exercised]));
  const about = (message: string): Difference => ({ file: folder, line: 1, message });
  const lacking: Difference[] = [];
  if (!fixtures.some(({ file }) => isGood(file))) lacking.push(about(`has no ok-*.yaml, in which ${rule.id} finds nothing`));
  if (fixtures.every(({ file }) => isGood(file))) lacking.push(about(`has no file in which ${rule.id} finds something`));
  const unsaid = Object.keys(rule.messages).filter((message) => !said.has(message));
  return [
    ...lacking,
    ...unsaid.map((message) => about(`no file makes ${rule.id} say "${message}"`)),
    ...checked.flatMap(({ differences }) => differences),
  ];
}

/** One fixture: its findings where it expects them, the same at both doors, and mended as it should be. */
export async function checkFixture(fixture: Fixture, rule: AnyRule, catalogue: Catalogue): Promise<Checked> {
  const read = fixtureSettings(fixture.text, rule, catalogue);
  const request = fixtureRequest(fixture.text, rule);
  if ('faults' in read) return misread(fixture, read.faults);
  if ('faults' in request) return misread(fixture, request.faults);
  const door = rule.doors === 'admission' ? 'admission' : 'files';
  const spec = { settings: read.settings, imageLock: fixture.imageLock, door, now: Date.UTC(2026, 0, 1), key: 'fixture' } as const;
  const trial: Trial = { fixture, rule, catalogue, request, spec, images: await openImages(spec) };
  const opened = open(fixture.text, trial);
  const findings = judge(opened.scanned, opened.session);
  const differences = [
    ...opened.scanned.problems.map(({ line, message }) => at(trial, message, line)),
    ...unlikeExpected(findings, trial),
    ...unlikeAtTheOtherDoor(opened, trial),
    ...unlikeWhenMended(opened, trial),
  ];
  return { differences, exercised: new Set(findings.flatMap(({ finding }) => (finding.rule === rule.id ? [finding.messageId] : []))) };
}

function misread({ file }: Fixture, faults: readonly string[]): Checked {
  return { differences: faults.map((message) => ({ file, line: 1, message })), exercised: new Set() };
}

interface Trial {
  readonly fixture: Fixture;
  readonly rule: AnyRule;
  readonly catalogue: Catalogue;
  readonly request: FixtureRequest;
  readonly spec: SessionSpec;
  /** The same at both doors: what a registry would say is what the lock file proves. */
  readonly images: ImagesView;
}

interface Opened {
  readonly scanned: Scanned;
  readonly session: Session;
}

/** Objects are frozen, so that a rule which changes what it judges fails. */
function open(text: string, { fixture: { file }, spec, catalogue, request, images }: Trial): Opened {
  const session = openSession(spec, catalogue, images);
  const read = scan({ path: file, settingsPath: file, text, context: false }, session);
  const scanned = { ...read, subjects: read.subjects.map((one) => ({ ...one, subject: { ...one.subject, ...request } })) };
  for (const { subject } of scanned.subjects) deepFreeze(subject.resource);
  for (const extract of scanned.extracts) session.index.insert(extract);
  return { scanned, session };
}

function unlikeExpected(findings: readonly PlacedFinding[], trial: Trial): readonly Difference[] {
  const left = [...expectationsOf(trial.fixture.text)];
  const unexpected = findings.flatMap(({ finding, location: { line } }) => {
    const index = left.findIndex((mark) => mark.line === line && mark.id === `${finding.rule}/${finding.messageId}`);
    if (index >= 0) left.splice(index, 1);
    return index >= 0 ? [] : [at(trial, unexpectedText(finding), line)];
  });
  const good = isGood(trial.fixture.file) ? expectationsOf(trial.fixture.text) : [];
  return [
    ...left.map(({ line, id }) => at(trial, `expected ${id}, and it is not found here`, line)),
    ...unexpected,
    ...good.map(({ line }) => at(trial, 'a file ok-* expects no finding', line)),
  ];
}

function unexpectedText({ rule, messageId, message }: Finding): string {
  return messageId === RULE_FAILED ? message : `found ${rule}/${messageId}, which is not expected here: ${message}`;
}

/** What a rule is given is frozen here, so that one which changes it fails. */
function unlikeAtTheOtherDoor({ scanned, session }: Opened, trial: Trial): readonly Difference[] {
  const { rule, spec, catalogue, images } = trial;
  const door = rule.doors === undefined || rule.doors === 'both' ? 'admission' : spec.door;
  const other = openSession({ ...spec, door }, catalogue, images);
  for (const extract of scanned.extracts) other.index.insert(extract);
  return scanned.subjects.flatMap(({ subject }) => {
    const offline = evaluate(subject, evaluationOf(session)).map(told);
    const online = evaluate(subject, frozen(evaluationOf(other)));
    if (equalJson(online.map(told), offline)) return [];
    const failed = online.find(({ messageId }) => messageId === RULE_FAILED);
    return [
      at(
        trial,
        failed?.message ?? `the doors disagree on ${subject.kind} ${subject.name}: a rule has to be a pure function of what it is given`,
      ),
    ];
  });
}

function frozen(evaluation: Evaluation): Evaluation {
  return { ...evaluation, model: { ...evaluation.model, stored: (subject) => deepFreeze(evaluation.model.stored(subject)) } };
}

function unlikeWhenMended({ scanned, session }: Opened, trial: Trial): readonly Difference[] {
  const { text, golden = trial.fixture.text } = trial.fixture;
  const { after, refused, unsettled } = fixFile(scanned, session, 'unsafe');
  const found = [
    ...unsettled.map((rule) => at(trial, `the fixes of ${rule} never come to an end`)),
    ...(golden === text ? refused.map(({ line, title, reason }) => at(trial, `no safe edit here (${title}): ${reason}`, line)) : []),
    ...unlikeGolden(after, golden, trial),
  ];
  return unsettled.length > 0 ? found : [...found, ...unlikeInObject({ scanned, session }, after, refused.length, trial)];
}

function unlikeGolden(after: string, golden: string, trial: Trial): readonly Difference[] {
  if (after === golden) return [];
  const [is, wanted] = [after.split('\n'), golden.split('\n')];
  const line = is.findIndex((text, index) => text !== wanted[index]);
  const index = line < 0 ? is.length : line;
  const file = trial.fixture.golden === undefined ? trial.fixture.file : goldenOf(trial.fixture.file);
  const advice = trial.fixture.golden === undefined ? `; if that is right, write it to ${goldenOf(trial.fixture.file)}` : '';
  return [{ file, line: index + 1, message: `lintel fix --unsafe writes ${shown(is[index])} and not ${shown(wanted[index])}${advice}` }];
}

/** What is said in the text is what is said in the object, and to mend twice is to mend once. */
function unlikeInObject({ scanned, session }: Opened, after: string, refused: number, trial: Trial): readonly Difference[] {
  const again = open(after, trial);
  const evaluation = evaluationOf(session);
  const found = scanned.subjects.flatMap(({ subject }, index) => {
    const { resource } = repair(subject, evaluation, isMendable);
    const settled = repair({ ...subject, resource }, evaluation, isMendable).resource;
    const written = again.scanned.subjects[index]?.subject.resource;
    return [
      ...(refused > 0 || equalJson(written, resource) ? [] : ['the fix of the text is not the fix of the object']),
      ...(equalJson(settled, resource) ? [] : ['what was mended is mended once more']),
    ];
  });
  const twice = fixFile(again.scanned, again.session, 'unsafe').after === after ? [] : ['to fix the file twice is not to fix it once'];
  return [...found, ...twice].map((message) => at(trial, message));
}

function isMendable({ fix }: Finding): boolean {
  return fix !== undefined;
}

function at({ fixture: { file } }: Trial, message: string, line = 1): Difference {
  return { file, line, message };
}

function told({ rule, messageId, message, path, severity, fix }: Finding) {
  return { rule, messageId, message, severity, path: toPointer(path), fix: JSON.stringify(fix) };
}

function isGood(file: string): boolean {
  return /(?:^|[\\/])ok-[^\\/]*$/u.test(file);
}

/** Beside `web.yaml` stands `web.fixed.yaml`. */
export function goldenOf(file: string): string {
  return file.replace(/\.(?<ending>ya?ml|json)$/u, '.fixed.$<ending>');
}

function shown(line: string | undefined): string {
  return line === undefined ? 'the end of the file' : JSON.stringify(line);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(Object.freeze(value))) deepFreeze(member);
  return value;
}
