import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { RULE_FAILED, type Finding } from '../engine/finding.ts';
import { outcomeOf } from './wording.ts';

/** What became of a request: `refused` were no reviews, `failed` met a fault of Lintel. */
export type RequestVerdict = 'allowed' | 'denied' | 'mutated' | 'refused' | 'failed';

/** Counts of what the door does, in Prometheus' text format. */
export interface WebhookMetrics {
  /** `seconds` from the raw body to the answer. */
  readonly request: (entry: string, verdict: RequestVerdict, seconds: number) => void;
  readonly findings: (findings: readonly Finding[]) => void;
  /** Milliseconds since the epoch. */
  readonly certificateExpires: (at: number) => void;
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

/** Counters in a registry of their own, so that two doors in one process do not mix. */
export function createMetrics(): WebhookMetrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = tally('lintel_admission_requests_total', 'Admission requests, by entry and verdict.', ['entry', 'verdict'], registers);
  const findings = tally(
    'lintel_findings_total',
    'Findings about objects under admission, by rule and outcome.',
    ['rule', 'outcome'],
    registers,
  );
  const failures = tally('lintel_rule_failures_total', 'Rules that threw or yielded nonsense, by rule.', ['rule'], registers);
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
    certificateExpires: (at) => expiry.set(at / 1000),
    text: () => registry.metrics(),
    contentType: registry.contentType,
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
