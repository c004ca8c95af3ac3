import { RULE_FAILED } from '../engine/finding.ts';
import type { FoundImages } from './images.ts';
import type { AnswerMemory, KnownRequest } from './memory.ts';
import type { RequestVerdict, WebhookMetrics } from './metrics.ts';
import { mutate } from './mutate.ts';
import { isFault, parseReview, printReview, type AdmissionRequest, type ReviewFault } from './review.ts';
import type { Judgeable } from './subject.ts';
import { validate, type Entry, type Verdict } from './verdict.ts';
import { outcomeOf } from './wording.ts';
import type { World } from './world.ts';

/** The part of a pino logger that is used. */
export interface DecisionLog {
  readonly info: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly error: (fields: Readonly<Record<string, unknown>>, message: string) => void;
}

/** What answering takes: what is judged by, and where it is told. */
export interface Desk {
  readonly world: World;
  readonly log: DecisionLog;
  readonly metrics: Pick<WebhookMetrics, 'request' | 'findings'>;
  /** Absent: everything is judged each time. */
  readonly memory?: AnswerMemory | undefined;
  /** What the world knows of the images of this request, as data. */
  readonly found?: FoundImages | undefined;
}

export type Route = Entry | 'mutate';

/** The printed review, or why a body is none. */
export type Answered = string | ReviewFault;

/** What was decided about a request, without its objects: all that its answer and its log line need. */
export interface Decision {
  readonly request: Omit<AdmissionRequest, 'object' | 'oldObject'>;
  readonly verdict: Verdict;
  readonly was: RequestVerdict;
}

/** A body that was read. */
export interface Begun {
  /** Milliseconds of performance.now. */
  readonly start: number;
  readonly parsed: AdmissionRequest | ReviewFault;
  /** What the memory knows of it, if it was asked a moment ago. */
  readonly known?: KnownRequest | undefined;
  /** What it puts under judgement, if that was worked out a moment ago. */
  readonly judged?: Judgeable | undefined;
}

type Before = Pick<Begun, 'known' | 'judged'>;

export function begin(body: unknown): Begun {
  return { start: performance.now(), parsed: parseReview(body) };
}

/** Answers the raw body of one request: the printed review, or why it is none. */
export function respond(body: unknown, route: Route, desk: Desk, { start, parsed, ...before }: Begun = begin(body)): Answered {
  if (isFault(parsed)) return refused(parsed, route, desk);
  const { object: _, oldObject: __, ...request } = parsed;
  const decided = { request, ...decide(parsed, route, desk, before) };
  record(decided, route, desk);
  const text = printReview(request.uid, decided.verdict.answer);
  desk.metrics.request(route, decided.was, (performance.now() - start) / 1000);
  return text;
}

function refused(fault: ReviewFault, route: Route, { metrics, log }: Desk): ReviewFault {
  metrics.request(route, 'refused', 0);
  log.error({ entry: route, code: fault.code }, 'refused a request that is no review');
  return fault;
}

function decide(request: AdmissionRequest, route: Route, desk: Desk, before: Before): Omit<Decision, 'request'> {
  try {
    const verdict = remembered(request, route, desk, before);
    return { verdict, was: verdictOf(verdict) };
  } catch (error) {
    desk.log.error({ ...aboutRequest(request, route), where: whereOf(error) }, 'failed');
    return { verdict: failed(request, route), was: 'failed' };
  }
}

function remembered(request: AdmissionRequest, route: Route, { world, memory, found }: Desk, before: Before): Verdict {
  const known = (before.known ?? memory?.about(request, world))?.by(found);
  const recalled = known?.verdicts.get(route);
  if (recalled !== undefined) return recalled;
  const verdict = route === 'mutate' ? mutate(request, world, before.judged) : validate(request, route, world, known, before.judged);
  known?.verdicts.set(route, verdict);
  return verdict;
}

/** An answer says more than an HTTP 500 would, and keeps the same stance: what blocks fails closed, advice lets pass. */
function failed({ uid }: AdmissionRequest, route: Route): Verdict {
  const message = `Lintel failed to judge request ${uid}; its log says where. Report this, or take the object's kind out of the registration until then.`;
  const blocks = route === 'deny' || route === 'all';
  const answer = { allowed: !blocks, ...(blocks && { message }), warnings: blocks ? [] : [message], auditAnnotations: {}, patch: [] };
  return { answer, findings: [] };
}

/** One line for a decision that matters; it holds names and rule ids, never what objects contain. */
function record({ request, verdict: { answer, findings }, was }: Decision, route: Route, { log, metrics }: Desk): void {
  if (was === 'failed') return;
  metrics.findings(findings);
  const broken = findings.filter((finding) => finding.messageId === RULE_FAILED);
  if (was === 'allowed' && broken.length === 0) return;
  const decisive = was === 'denied' ? findings.filter((finding) => outcomeOf(finding) === 'denied') : findings;
  const fields = { ...aboutRequest(request, route), rules: rulesOf(was === 'allowed' ? broken : decisive) };
  if (broken.length > 0)
    log.error({ ...fields, failedRules: rulesOf(broken), allowed: answer.allowed }, was === 'allowed' ? 'rule failed' : was);
  else log.info(fields, was);
}

function verdictOf({ answer }: Verdict): RequestVerdict {
  if (!answer.allowed) return 'denied';
  return answer.patch.length > 0 ? 'mutated' : 'allowed';
}

function aboutRequest(request: Decision['request'], entry: Route) {
  const { uid, operation, group, resource, subresource, namespace, name, user, dryRun } = request;
  return { uid, entry, operation, group, resource, subresource, namespace, name, user: user.username, dryRun };
}

function rulesOf(findings: Verdict['findings']): readonly string[] {
  return [...new Set(findings.map(({ rule }) => rule))];
}

/** The message of an error may quote an object; the places in our code cannot. */
function whereOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const frames = (error.stack ?? '').split('\n').map((line) => line.trim());
  return [error.name, ...frames.filter((line) => line.startsWith('at ')).slice(0, 5)];
}
