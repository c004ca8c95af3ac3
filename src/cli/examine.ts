import { evaluate, type Evaluation } from '../engine/evaluate.ts';
import type { Finding } from '../engine/finding.ts';
import type { Subject } from '../engine/resource.ts';
import type { Extract } from '../facts/extract.ts';
import { identify } from '../kube/identify.ts';
import { malformed } from '../kube/malformed.ts';
import { kubernetesModel } from '../kube/model.ts';
import type { ManifestResource, Range } from '../manifest/document.ts';
import { Lines } from '../manifest/lines.ts';
import { Locator } from '../manifest/locate.ts';
import { readManifest } from '../manifest/read.ts';
import type { Location, Replacement, ReportProblem, Skipped, Suppressed } from '../report/report.ts';
import { replacementOf } from './replacement.ts';
import type { Session } from './session.ts';
import { annotationFindings, commentFinding, commentsOf, coveringComment } from './suppress.ts';

/** A file to look into. */
export interface Input {
  /** As the user writes it. */
  readonly path: string;
  /** Relative to the settings file: what `overrides.match.files` is matched against. */
  readonly settingsPath: string;
  readonly text: string;
  readonly environment?: string | undefined;
  /** Of objects that name none; else `default`. */
  readonly namespace?: string | undefined;
  /** Its resources are known to the rules, and not judged. */
  readonly context: boolean;
  /** For context: the environments that know it, where these are others than its own. */
  readonly knownTo?: readonly (string | undefined)[] | undefined;
}

/** A file that was read: its resources as subjects, what of it the rules may know, and what was not understood. */
export interface Scanned {
  readonly input: Input;
  readonly subjects: readonly ScannedSubject[];
  readonly extracts: readonly Extract[];
  readonly problems: readonly ReportProblem[];
  readonly skipped: readonly Skipped[];
  readonly documents: number;
}

export interface ScannedSubject {
  readonly subject: Subject;
  readonly manifest: ManifestResource;
}

export interface PlacedFinding {
  readonly finding: Finding;
  readonly location: Location;
  readonly lines: { readonly first: number; readonly text: readonly string[] };
  readonly suppressed?: Suppressed;
  readonly replacements?: readonly Replacement[];
}

/** First pass: reads a file, and learns what rules may want to know of it. */
export function scan(input: Input, session: Session): Scanned {
  const manifest = readManifest(input.text);
  const problems: ReportProblem[] = manifest.problems.map((problem) => problemOf(input, problem));
  const subjects = manifest.resources.map((resource) => ({ manifest: resource, subject: subjectOf(input, resource, session) }));
  const locator = new Locator(input.text);
  const extracts: Extract[] = [];
  for (const scanned of subjects) {
    for (const { path, message } of malformed(scanned.subject)) {
      const { line, column } = locator.rangeOf(scanned.manifest, path);
      problems.push(problemOf(input, { code: 'invalid-object', message, line, column, level: 'error' }));
    }
    const known = learn(scanned, session, (message) => {
      const { line, column } = locator.rangeOf(scanned.manifest, []);
      problems.push(problemOf(input, { code: 'rule-failed', message, line, column, level: 'error' }));
    });
    if (known !== undefined) extracts.push(...forEach(input.knownTo, known));
  }
  const skipped = manifest.skipped.map(({ line, reason }) => ({ file: input.path, line, reason }));
  return { input, subjects: input.context ? [] : subjects, extracts, problems, skipped, documents: manifest.documents };
}

/** Second pass, when the facts of all files are known: every finding of a file, with its place. */
export function judge({ input, subjects }: Scanned, session: Session): readonly PlacedFinding[] {
  const evaluation = evaluationOf(session);
  const comments = commentsOf(input.text, session.suppressions);
  const place = placer(input);
  const used = new Set<number>();
  const placed = subjects.flatMap(({ subject, manifest }) => {
    const findings = evaluate(subject, evaluation);
    session.watch?.leaving();
    return [...findings, ...annotationFindings(subject, findings, session.suppressions)].map((finding): PlacedFinding => {
      const found = { ...place(finding, (locator) => locator.rangeOf(manifest, finding.path)), ...mending(finding, manifest, session) };
      const covering = coveringComment(comments, finding.rule, found.location.line);
      if (covering === undefined) return found;
      used.add(covering.line);
      const { reason, until } = covering;
      return { ...found, suppressed: { by: 'comment', reason, ...(until !== undefined && { until }) } };
    });
  });
  const lines = comments.length === 0 ? undefined : new Lines(input.text);
  const faults = comments.flatMap((comment) => {
    const subject = lines && subjectAround(subjects, comment.line, lines);
    const fault = subject && commentFinding(comment, used.has(comment.line), subject, session.suppressions);
    return fault === undefined ? [] : [place(fault.finding, () => fault.range)];
  });
  return [...placed, ...faults];
}

function mending({ fix }: Finding, manifest: ManifestResource, { replacements }: Session): Pick<PlacedFinding, 'replacements'> {
  const found = replacements && fix !== undefined ? replacementOf(manifest, fix.edits) : undefined;
  return found === undefined ? {} : { replacements: [found] };
}

/** Places findings of a file; its lines are counted only once there is one. */
function placer(input: Input): (finding: Finding, rangeOf: (locator: Locator) => Range) => PlacedFinding {
  let open: { readonly locator: Locator; readonly lines: readonly string[] } | undefined;
  return (finding, rangeOf) => {
    open ??= { locator: new Locator(input.text), lines: input.text.split(/\r?\n/u) };
    const range = rangeOf(open.locator);
    return { finding, location: { file: input.path, ...range }, lines: linesAround(open.lines, range.line) };
  };
}

/** Whose document a line stands in: what a comment of it can be about. */
function subjectAround(subjects: readonly ScannedSubject[], line: number, lines: Lines): Subject | undefined {
  return subjects.find(({ manifest: { source } }) => lines.at(source.start).line <= line && line <= lines.at(source.end).line)?.subject;
}

export function evaluationOf({ plan, index, images, now, watch }: Session): Evaluation {
  return { plan, model: kubernetesModel, facts: (subject) => index.viewFor(subject), images, now, ...watch };
}

/** Names one document of one file in one environment, for facts and for `related`. */
function documentId(path: string, { source, base }: ManifestResource, environment: string | undefined): string {
  return JSON.stringify([environment ?? null, path, source.start, ...base]);
}

/** The file that a document id names. */
export function fileOfDocument(id: string): string {
  const [, path] = JSON.parse(id) as readonly unknown[];
  return String(path);
}

/** Whether a document id names a resource of its file. */
export function isDocument(id: string, { source, base }: ManifestResource): boolean {
  const [, , start, ...place] = JSON.parse(id) as readonly unknown[];
  return start === source.start && place.length === base.length && place.every((key, index) => key === base[index]);
}

/** In a cluster an identity is unique and there is one environment; in files neither holds. */
function subjectOf(input: Input, resource: ManifestResource, { plan, workloads: declared }: Session): Subject {
  const { environment, namespace: defaultNamespace, path, settingsPath: file } = input;
  const origin = plan.door === 'files' ? { environment, document: documentId(path, resource, environment) } : {};
  return { ...identify(resource.resource, { declared, defaultNamespace, ...origin }), operation: 'CREATE', file };
}

/** An extractor of a user's rule may throw: then the rule is named, and the rest is still judged. */
function learn({ subject }: ScannedSubject, session: Session, failed: (message: string) => void): Extract | undefined {
  try {
    return session.index.extract({ ...subject, resource: kubernetesModel.stored(subject) });
  } catch (error) {
    failed(
      `A rule failed to learn from this object: ${error instanceof Error ? error.message : String(error)}. Mend the rule, or switch it off until then.`,
    );
    return undefined;
  }
}

function forEach(environments: Input['knownTo'], known: Extract): readonly Extract[] {
  if (environments === undefined) return [known];
  return environments.map((environment = '') => ({ ...known, environment, object: `${environment} ${known.object}` }));
}

/** What is wrong with context is said, but judges nobody. */
function problemOf(input: Input, problem: Omit<ReportProblem, 'file'>): ReportProblem {
  return { ...problem, file: input.path, level: input.context ? 'warning' : problem.level };
}

function linesAround(lines: readonly string[], line: number): PlacedFinding['lines'] {
  const first = Math.max(line - 1, 1);
  return { first, text: lines.slice(first - 1, line + 1) };
}
