import type { Finding } from '../engine/finding.ts';
import { repair } from '../engine/repair.ts';
import type { Edit } from '../engine/rule.ts';
import type { ManifestResource } from '../manifest/document.ts';
import { Lines } from '../manifest/lines.ts';
import { Locator } from '../manifest/locate.ts';
import { splice } from '../manifest/splice.ts';
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

/** The text of a file with its fixes made. From its end backwards, so that places further up stay true. */
export function fixFile({ input, subjects }: Scanned, session: Session, choice: FixChoice): FileFix {
  const state = { text: input.text, applied: 0, refused: [] as RefusedFix[], unsettled: [] as string[], grown: new Map<number, number>() };
  const evaluation = evaluationOf(session);
  const isSuppressed = suppressedIn(input, session);
  for (const { subject, manifest } of subjects.toReversed()) {
    const { steps, unsettled } = repair(subject, evaluation, (finding) => isChosen(finding, choice) && !isSuppressed(manifest, finding));
    state.unsettled.push(...unsettled);
    for (const { finding, edits } of steps) applyStep(state, manifest, finding, edits);
  }
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

function isChosen({ fix, injected }: Finding, choice: FixChoice): boolean {
  if (choice === 'injected') return injected === true;
  return fix !== undefined && (choice === 'unsafe' || fix.safety === 'safe');
}
