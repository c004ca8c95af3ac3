import { ANNOTATION, annotatedSuppressions } from '../engine/annotation.ts';
import type { Finding } from '../engine/finding.ts';
import { identityOf } from '../engine/identity.ts';
import type { Path } from '../engine/json.ts';
import { fillMessage } from '../engine/message.ts';
import type { SuppressionPolicy } from '../engine/policy.ts';
import { refOf, type Subject } from '../engine/resource.ts';
import type { Suppression, SuppressionFault } from '../engine/suppression.ts';
import type { Range } from '../manifest/document.ts';
import { suppressionsOf, type SuppressionComment } from '../manifest/suppressions.ts';

/** Under which findings about suppressions themselves are reported. */
export const SUPPRESSION = 'suppression';

/** What a run knows of rules, to tell a suppression that counts from one that does not. */
export interface SuppressionTerms {
  /** Every rule that there is. */
  readonly known: ReadonlySet<string>;
  /** Those that this run judges by: of others none can be said to be unused. */
  readonly active: ReadonlySet<string>;
  readonly policy: SuppressionPolicy;
  readonly now: number;
}

/** The comments of a file that count, by the line that they cover. */
export function commentsOf(text: string, terms: SuppressionTerms): readonly CountingComment[] {
  return suppressionsOf(text).map((comment) => ({ ...comment, counts: faultOf(comment.parsed, terms) === undefined }));
}

export interface CountingComment extends SuppressionComment {
  readonly counts: boolean;
}

/** The comment that lets a finding on a line pass. */
export function coveringComment(
  comments: readonly CountingComment[],
  rule: string,
  line: number,
): (Suppression & { readonly line: number }) | undefined {
  const found = comments.find(({ counts, covers, parsed }) => counts && covers === line && 'rule' in parsed && parsed.rule === rule);
  return found === undefined || 'fault' in found.parsed ? undefined : { ...found.parsed, line: found.line };
}

/** A finding about a comment that does not count, or that nothing needed. */
export function commentFinding(
  comment: CountingComment,
  used: boolean,
  subject: Subject,
  terms: SuppressionTerms,
): PlacedFault | undefined {
  const fault = faultOf(comment.parsed, terms) ?? (used || !isActive(comment.parsed, terms) ? undefined : 'unused');
  if (fault === undefined) return undefined;
  const { line, column, endColumn } = comment;
  return { finding: findingOf(fault, comment.parsed, subject, []), range: { line, column, endLine: line, endColumn } };
}

export interface PlacedFault {
  readonly finding: Finding;
  readonly range: Range;
}

/** Findings about the annotation of an object, which counts only where the settings say so. */
export function annotationFindings(subject: Subject, findings: readonly Finding[], terms: SuppressionTerms): readonly Finding[] {
  return annotatedSuppressions(subject.resource).flatMap((parsed) => {
    const fault = terms.policy.annotation ? (faultOf(parsed, terms) ?? unusedAnnotation(parsed, findings, terms)) : 'ignored';
    return fault === undefined ? [] : [findingOf(fault, parsed, subject, ['metadata', 'annotations', ANNOTATION])];
  });
}

type Fault = SuppressionFault | 'unknown' | 'never' | 'expired' | 'unused' | 'ignored';
type Parsed = SuppressionComment['parsed'];

function faultOf(parsed: Parsed, { known, policy, now }: SuppressionTerms): Fault | undefined {
  if ('fault' in parsed) return parsed.fault;
  if (!known.has(parsed.rule)) return 'unknown';
  if (policy.never.has(parsed.rule)) return 'never';
  return parsed.until !== undefined && parsed.until <= now ? 'expired' : undefined;
}

function unusedAnnotation(parsed: Parsed, findings: readonly Finding[], terms: SuppressionTerms): Fault | undefined {
  const used = 'rule' in parsed && findings.some(({ rule, exempt }) => rule === parsed.rule && exempt?.by === 'annotation');
  return used || !isActive(parsed, terms) ? undefined : 'unused';
}

function isActive(parsed: Parsed, { active }: SuppressionTerms): boolean {
  return 'rule' in parsed && active.has(parsed.rule);
}

function findingOf(fault: Fault, parsed: Parsed, subject: Subject, path: Path): Finding {
  const data = { rule: 'rule' in parsed ? parsed.rule : '' };
  return {
    rule: SUPPRESSION,
    messageId: fault,
    message: fillMessage(MESSAGES[fault], data),
    severity: 'warning',
    enforcement: 'warn',
    resource: refOf(subject),
    path,
    environment: subject.environment,
    related: [],
    data,
    identity: identityOf(subject, SUPPRESSION, fault, data.rule),
  };
}

const MESSAGES: Readonly<Record<Fault, string>> = {
  'no-rule': 'A suppression names no rule, so it suppresses nothing. Write: lintel-ignore <rule> -- <reason>',
  'no-reason': 'A suppression gives no reason, so it suppresses nothing. Write one behind the rule: -- <reason>',
  'no-date': 'A suppression ends on no day of the calendar, so it suppresses nothing. Write: until YYYY-MM-DD',
  unknown: 'There is no rule "{{rule}}" to suppress. See: lintel rules',
  never: 'Rule "{{rule}}" may not be suppressed; the settings say so. Mend what it found, or ask for an exemption.',
  expired: 'The suppression of "{{rule}}" has expired. Mend what it found, or renew it.',
  unused: 'The suppression of "{{rule}}" suppresses nothing. Remove it.',
  ignored: 'The annotation lintel.dev/ignore does not count: the settings do not say suppressions: { annotation: true }.',
};
