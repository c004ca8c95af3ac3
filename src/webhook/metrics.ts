import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { RULE_FAILED, type Finding } from '../engine/finding.ts';
import { outcomeOf } from './wording.ts';

/** What became of a request: `refused` were no reviews, `failed` met a fault of Lintel. */
export type RequestVerdict = 'allowed' | 'denied' | 'mutated' | 'refused' | 'failed';

/** Counts of what the door does, in Prometheus' text format. */
export interface WebhookMetrics {
  /** `seconds` from the parsed envelope to the answer. */
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
  const { requests, duration, findings, failures, expiry } = instruments([registry]);
  return {
    request(entry, verdict, seconds) {
      requests.inc({ entry, verdict });
      duration.observe({ entry }, seconds);
    },
    findings(found) {
      for (const finding of found) {
        findings.inc({ rule: finding.rule, outcome: outcomeOf(finding) });
        if (finding.messageId === RULE_FAILED) failures.inc({ rule: finding.rule });
      }
    },
    certificateExpires: (at) => expiry.set(at / 1000),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function instruments(registers: Registry[]) {
  return {
    requests: new Counter({
      name: 'lintel_admission_requests_total',
      help: 'Admission requests, by entry and verdict.',
      labelNames: ['entry', 'verdict'],
      registers,
    }),
    duration: new Histogram({
      name: 'lintel_admission_duration_seconds',
      help: 'Time from the parsed envelope to the answer, by entry.',
      labelNames: ['entry'],
      buckets: BUCKETS,
      registers,
    }),
    findings: new Counter({
      name: 'lintel_findings_total',
      help: 'Findings about admitted and denied objects, by rule and what became of them.',
      labelNames: ['rule', 'outcome'],
      registers,
    }),
    failures: new Counter({
      name: 'lintel_rule_failures_total',
      help: 'Rules that threw or yielded nonsense, by rule.',
      labelNames: ['rule'],
      registers,
    }),
    expiry: new Gauge({
      name: 'lintel_certificate_expiry_timestamp_seconds',
      help: 'When the serving certificate expires.',
      registers,
    }),
  };
}

/** The API server waits three seconds at most. */
const BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 3];
