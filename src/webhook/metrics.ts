import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { RULE_FAILED, type Finding } from '../engine/finding.ts';
import type { ImageNotes } from './images.ts';
import type { StopReason } from './suspended.ts';
import { outcomeOf } from './wording.ts';

/** What became of a request: `refused` were no reviews, `failed` met a fault of Lintel, `unjudged` were answered without a verdict. */
export type RequestVerdict = 'allowed' | 'denied' | 'mutated' | 'refused' | 'failed' | 'unjudged';

/** What of a finding is counted. */
export type CountedFinding = Pick<Finding, 'rule' | 'messageId' | 'enforcement' | 'exempt'>;

/** Why a request was not judged. */
export type Unjudged = 'queue-full' | 'too-late' | 'stopped';

/** Counts of what the door does, in Prometheus' text format. */
export interface WebhookMetrics {
  /** `seconds` from the raw body to the answer. */
  readonly request: (entry: string, verdict: RequestVerdict, seconds: number) => void;
  readonly findings: (findings: readonly CountedFinding[]) => void;
  /** `rule` is empty where no rule was running. */
  readonly stopped: (rule: string, reason: StopReason) => void;
  readonly unjudged: (entry: string, why: Unjudged) => void;
  readonly images: ImageNotes;
  /** Milliseconds since the epoch. */
  readonly certificateExpires: (at: number) => void;
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

/** Counters in a registry of their own, so that two doors in one process do not mix. */
export function createMetrics(): WebhookMetrics {
  const registry = new Registry();
  const registers = [registry];
  const { requests, findings, failures, stops, unjudged } = talliesIn(registers);
  const duration = new Histogram({
    name: 'lintel_admission_duration_seconds',
    help: 'Time from the raw body to the answer, by entry.',
    labelNames: ['entry'],
    buckets: BUCKETS,
    registers,
  });
  const expiry = new Gauge({
    name: 'lintel_certificate_expiry_timestamp_seconds',
    help: 'When the serving certificate expires.',
    registers,
  });
  return {
    request(entry, verdict, seconds) {
      requests(entry, verdict);
      duration.observe({ entry }, seconds);
    },
    findings(found) {
      for (const finding of found) {
        findings(finding.rule, outcomeOf(finding));
        if (finding.messageId === RULE_FAILED) failures(finding.rule);
      }
    },
    stopped: (rule, reason) => stops(rule, reason),
    unjudged: (entry, why) => unjudged(entry, why),
    images: imageNotes(registers),
    certificateExpires: (at) => expiry.set(at / 1000),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function imageNotes(registers: Registry[]): ImageNotes {
  const count = counting(registers);
  const refreshes = count('trust_refreshes', 'How often whom to believe was read anew, by what was read and outcome.', ['what', 'outcome']);
  const refreshed = new Gauge({
    name: 'lintel_trust_refreshed_timestamp_seconds',
    help: 'When whom to believe was last read anew, by what was read.',
    labelNames: ['what'],
    registers,
  });
  return {
    verified: count('image_verifications', 'Images under admission, by what their verification came to.', ['outcome']),
    remembered: count('image_verdicts_remembered', 'Verifications that were known already.', []),
    failed: count('registry_failures', 'Questions that a registry gave no answer to that counts, by code.', ['code']),
    pullSecret: count('pull_secret_reads', 'Pull secrets and accounts that the API server was asked for, by outcome.', ['outcome']),
    paused: count('registry_pauses', 'How often a registry that failed in a row was left alone.', []),
    refreshed(what, outcome, at) {
      refreshes(what, outcome);
      if (outcome !== 'failed') refreshed.set({ what }, at / 1000);
    },
  };
}

function counting(registers: Registry[]) {
  return (name: string, help: string, labels: readonly string[]) => tally(`lintel_${name}_total`, help, labels, registers);
}

function talliesIn(registers: Registry[]) {
  const count = counting(registers);
  return {
    requests: count('admission_requests', 'Admission requests, by entry and verdict.', ['entry', 'verdict']),
    findings: count('findings', 'Findings about objects under admission, by rule and outcome.', ['rule', 'outcome']),
    failures: count('rule_failures', 'Rules that threw or yielded nonsense, by rule.', ['rule']),
    stops: count('rule_stops', 'Rules that were stopped with their judge, by rule and reason.', ['rule', 'reason']),
    unjudged: count('unjudged_requests', 'Requests answered without a verdict, by entry and why.', ['entry', 'why']),
  };
}

/** A counter that is added up in a plain map and told only when asked: at 15 000 requests a second labels would cost. */
function tally(name: string, help: string, labelNames: readonly string[], registers: Registry[]): (...values: readonly string[]) => void {
  const counts = new Map<string, number>();
  const counter = new Counter({
    name,
    help,
    labelNames,
    registers,
    collect() {
      counter.reset();
      for (const [key, count] of counts) {
        const values = key.split(SEPARATOR);
        counter.inc(Object.fromEntries(labelNames.map((label, index) => [label, values[index] ?? ''])), count);
      }
    },
  });
  return (...values) => {
    const key = values.join(SEPARATOR);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
}

const SEPARATOR = '\n';
/** The API server waits three seconds at most. */
const BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 3];
