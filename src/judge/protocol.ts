import type { FoundImages } from '../webhook/images.ts';
import type { CountedFinding, RequestVerdict } from '../webhook/metrics.ts';
import type { Answered, Route } from '../webhook/respond.ts';
import type { StopReason } from '../webhook/suspended.ts';

/** What a judge's thread is started with, beside what its entry needs to open the world. */
export interface JudgeStart {
  readonly world: unknown;
  readonly memory: SharedArrayBuffer;
}

/** A rule that is not asked, and where. */
export interface Suspended {
  readonly rule: string;
  /** Empty: objects without one. Absent: wherever. */
  readonly namespace?: string;
  readonly reason: StopReason;
}

export interface JudgeTask {
  /** The raw body of a request. */
  readonly body: string;
  readonly route: Route;
  readonly suspended: readonly Suspended[];
  /** Absent where nothing is wanted of any. */
  readonly images?: FoundImages | undefined;
}

export type FromJudge =
  /** `rules`: the ids that the numbers in its mark stand for. */
  { readonly is: 'ready'; readonly rules: readonly string[] } | JudgeReply;

export interface JudgeReply {
  readonly is: 'reply';
  readonly answered: Answered;
  readonly told: readonly Told[];
}

/** What the judge would have logged and counted, for the door to do. */
export type Told =
  | { readonly is: 'request'; readonly entry: string; readonly verdict: RequestVerdict }
  | { readonly is: 'findings'; readonly findings: readonly CountedFinding[] }
  | {
      readonly is: 'log';
      readonly level: 'info' | 'error';
      readonly fields: Readonly<Record<string, unknown>>;
      readonly message: string;
    };
