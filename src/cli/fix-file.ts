import type { Finding } from '../engine/finding.ts';
import { equalJson, member } from '../engine/json.ts';
import { repair } from '../engine/repair.ts';
import type { Resource } from '../engine/resource.ts';
import type { Edit, Fix } from '../engine/rule.ts';
import { groupOf } from '../kube/resources.ts';
import { append } from '../manifest/append.ts';
import type { ManifestResource } from '../manifest/document.ts';
import { Lines } from '../manifest/lines.ts';
import { Locator } from '../manifest/locate.ts';
import { splice, type Spliced } from '../manifest/splice.ts';
import { evaluationOf, type Scanned } from './examine.ts';
import type { Session } from './session.ts';
import { commentsOf, coveringComment } from './suppress.ts';

/** Which fixes are wanted: the safe ones, the unsafe ones too, or just those that the webhook injects. */
export type FixChoice = 'safe' | 'unsafe' | 'injected';

export interface FileFix {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** How many findings were mended. */
  readonly applied: number;
  readonly refused: readonly RefusedFix[];
  /** Rules whose fixes undo each other. */
  readonly unsettled: readonly string[];
}

export interface RefusedFix {
  readonly line: number;
  readonly rule: string;
  readonly title: string;
  readonly reason: string;
}

/** The text of a file with its fixes made. From its end backwards, so that places further up stay true; new objects come last. */
export function fixFile({ input, subjects }: Scanned, session: Session, choice: FixChoice): FileFix {
  const state = { text: input.text, applied: 0, refused: [] as RefusedFix[], unsettled: [] as string[], grown: new Map<number, number>() };
  const evaluation = evaluationOf(session);
  const isSuppressed = suppressedIn(input, session);
  const creations: Creation[] = [];
  for (const { subject, manifest } of subjects.toReversed()) {
    const isWanted = (finding: Finding): boolean => isChosen(finding, choice) && !isSuppressed(manifest, finding);
    const { steps, left, unsettled } = repair(subject, evaluation, isWanted);
    session.watch?.leaving();
    state.unsettled.push(...unsettled);
    for (const { finding, edits } of steps) applyStep(state, manifest, finding, edits);
    creations.unshift(...[...steps.map(({ finding }) => finding), ...left].flatMap((finding) => creationOf(finding, manifest)));
  }
  const taken = new Map(subjects.map(({ subject }) => [nameOf(subject.resource), subject.resource]));
  for (const creation of creations) create(creation, state, taken);
  const { text, applied, refused, unsettled } = state;
  return { file: input.path, before: input.text, after: text, applied, refused, unsettled };
}

/** What a comment lets pass is left as it is. */
function suppressedIn({ text }: Scanned['input'], session: Session): (manifest: ManifestResource, finding: Finding) => boolean {
  const comments = commentsOf(text, session.suppressions);
  if (comments.length === 0) return () => false;
  const locator = new Locator(text);
  return (manifest, { rule, path }) => coveringComment(comments, rule, locator.rangeOf(manifest, path).line) !== undefined;
}

interface FixState {
  text: string;
  applied: number;
  readonly refused: RefusedFix[];
  /** By how much each document has grown, by its start. */
  readonly grown: Map<number, number>;
}

/** All edits of a finding, or none. */
function applyStep(state: FixState, { source, base }: ManifestResource, { rule, fix }: Finding, edits: readonly Edit[]): void {
  let { text } = state;
  for (const edit of edits) {
    const grown = (state.grown.get(source.start) ?? 0) + text.length - state.text.length;
    const result = splice({ base, source: { text, start: source.start, end: source.end + grown } }, edit);
    if ('refused' in result) {
      const { line } = new Lines(text).at(source.start);
      state.refused.push({ line, rule, title: fix?.title ?? '', reason: result.refused });
      return;
    }
    ({ text } = result);
  }
  state.grown.set(source.start, (state.grown.get(source.start) ?? 0) + text.length - state.text.length);
  state.text = text;
  state.applied++;
}

/** A fix that adds objects, and where the document of its subject starts. */
interface Creation {
  readonly rule: string;
  readonly fix: Fix;
  readonly start: number;
}

function creationOf({ rule, fix }: Finding, { source: { start } }: ManifestResource): readonly Creation[] {
  return fix?.create === undefined ? [] : [{ rule, fix, start }];
}

/** All new objects of a fix, or none. */
function create({ rule, fix, start }: Creation, state: FixState, taken: Map<string, Resource>): void {
  const resources = fix.create ?? [];
  let { text } = state;
  for (const resource of resources) {
    const result = appendOnce(text, resource, taken.get(nameOf(resource)));
    if ('refused' in result) {
      const { line } = new Lines(text).at(start);
      state.refused.push({ line, rule, title: fix.title, reason: result.refused });
      return;
    }
    ({ text } = result);
  }
  for (const resource of resources) taken.set(nameOf(resource), resource);
  state.text = text;
  state.applied++;
}

/** What another finding has made already is not made twice. */
function appendOnce(text: string, resource: Resource, known: Resource | undefined): Spliced {
  if (known === undefined) return append(text, resource);
  return equalJson(known, resource) ? { text } : { refused: 'the file holds another object of that name' };
}

function nameOf({ apiVersion, kind, metadata }: Resource): string {
  return JSON.stringify([groupOf(apiVersion), kind, member(metadata, 'namespace') ?? null, member(metadata, 'name') ?? null]);
}

function isChosen({ fix, injected }: Finding, choice: FixChoice): boolean {
  if (choice === 'injected') return injected === true;
  return fix !== undefined && (choice === 'unsafe' || fix.safety === 'safe');
}
