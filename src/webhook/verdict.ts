import type { Finding } from '../engine/finding.ts';
import { describeRef, refOf, type Subject } from '../engine/resource.ts';
import { malformed } from '../kube/malformed.ts';
import { findingsFor } from './findings.ts';
import type { Known } from './memory.ts';
import type { AdmissionRequest, Answer } from './review.ts';
import { subjectOf } from './subject.ts';
import { annotationsFor, denialMessage, oneLine, warningsFor } from './wording.ts';
import type { World } from './world.ts';

/** `deny` and `advise` are the two halves of `all`: a review does not say which entry of the registration sent it. */
export type Entry = 'all' | 'deny' | 'advise';

export interface Verdict {
  readonly answer: Answer;
  /** What the entry answers for. */
  readonly findings: readonly Finding[];
}

/** Judges a request for one of the validating entries. */
export function validate(
  request: AdmissionRequest,
  entry: Entry,
  world: World,
  known?: Pick<Known, 'findings'>,
  judged = subjectOf(request, world),
): Verdict {
  if (judged.is === 'nothing') return ALLOWED;
  if (judged.is === 'unjudgeable') return refuse(`Lintel cannot judge this request: ${judged.message}`, entry);
  const { subject, old } = judged;
  const wrong = entry === 'advise' ? undefined : malformation(subject);
  if (wrong !== undefined) return refuse(wrong, entry);
  const findings = recalled(known, () => findingsFor(subject, old, world));
  world.onVerdict?.(request.uid, findings);
  return answerTo(entry === 'all' ? findings : findings.filter((finding) => isDenying(finding) === (entry === 'deny')), world);
}

function recalled(known: Pick<Known, 'findings'> | undefined, find: () => readonly Finding[]): readonly Finding[] {
  return known === undefined ? find() : (known.findings ??= find());
}

function answerTo(findings: readonly Finding[], world: World): Verdict {
  if (findings.length === 0) return ALLOWED;
  const counted = findings.filter((finding) => finding.exempt === undefined);
  const denied = counted.filter(isDenying);
  const warned = counted.filter((finding) => finding.enforcement === 'warn');
  const answer: Answer = {
    allowed: denied.length === 0,
    ...(denied.length > 0 && { message: denialMessage(denied, world) }),
    warnings: warningsFor(warned, world),
    auditAnnotations: annotationsFor(findings),
    patch: [],
  };
  return { answer, findings };
}

/** Rules pass over shapes that they do not understand, so these must not get to them unnoticed. */
function malformation(subject: Subject): string | undefined {
  if (subject.operation === 'DELETE' || subject.operation === 'CONNECT') return undefined;
  const wrong = [...malformed(subject)].slice(0, MOST_TOLD);
  if (wrong.length === 0) return undefined;
  const told = wrong.map(({ message }) => oneLine(message)).join('; ');
  return `Lintel cannot judge ${oneLine(describeRef(refOf(subject)))}: ${told}. Mend its shape and apply it again.`;
}

/** Advice can never block, so what it cannot judge it only says. */
function refuse(message: string, entry: Entry): Verdict {
  const advice = entry === 'advise';
  const answer = {
    allowed: advice,
    ...(!advice && { message }),
    warnings: advice ? [oneLine(message)] : [],
    auditAnnotations: UNJUDGED,
    patch: [],
  };
  return { answer, findings: [] };
}

function isDenying({ enforcement }: Finding): boolean {
  return enforcement === 'deny';
}

const UNJUDGED = { unjudged: 'true' };
const MOST_TOLD = 3;
/** Nothing is said against it. */
export const ALLOWED: Verdict = { answer: { allowed: true, warnings: [], auditAnnotations: {}, patch: [] }, findings: [] };
