import { RULE_FAILED } from '../engine/finding.ts';
import type { AnswerMemory } from './memory.ts';
import type { RequestVerdict, WebhookMetrics } from './metrics.ts';
import { mutate } from './mutate.ts';
import { isFault, parseReview, printReview, type AdmissionRequest, type ReviewFault } from './review.ts';
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

/** Answers the raw body of one request: the printed review, or why it is none. */
export function respond(body: unknown, route: Route, desk: Desk): Answered {
  const start = performance.now();
  const decided = recall(body, route, desk) ?? decide(body, route, desk);
  if ('code' in decided) return refused(decided, route, desk);
  record(decided, route, desk);
  const text = printReview(decided.request.uid, decided.verdict.answer);
  desk.metrics.request(route, decided.was, (performance.now() - start) / 1000);
  return text;
}

/** What is known of a body, or what is now decided about it and known from then on. */
function recall(body: unknown, route: Route, desk: Desk): Decision | ReviewFault | undefined {
  const question = desk.memory?.ask(body, route, desk.world);
  if (question === undefined) return undefined;
  if (question.known !== undefined) return { ...question.known, request: { ...question.known.request, uid: question.uid } };
  const decided = decide(body, route, desk);
  if (!('code' in decided) && decided.was !== 'failed' && decided.request.uid === question.uid) question.keep(decided);
  return decided;
}

function refused(fault: ReviewFault, route: Route, { metrics, log }: Desk): ReviewFault {
  metrics.request(route, 'refused', 0);
  log.error({ entry: route, code: fault.code }, 'refused a request that is no review');
  return fault;
}

function decide(body: unknown, route: Route, desk: Desk): Decision | ReviewFault {
  const parsed = parseReview(body);
  if (isFault(parsed)) return parsed;
  const { object: _, oldObject: __, ...request } = parsed;
  try {
    const verdict = route === 'mutate' ? mutate(parsed, desk.world) : validate(parsed, route, desk.world);
    return { request, verdict, was: verdictOf(verdict) };
  } catch (error) {
    desk.log.error({ ...aboutRequest(request, route), where: whereOf(error) }, 'failed');
    return { request, verdict: failed(parsed, route), was: 'failed' };
  }
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
