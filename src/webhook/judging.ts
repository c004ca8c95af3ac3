import type { FoundImages } from './images.ts';
import type { WebhookMetrics } from './metrics.ts';
import type { Answered, DecisionLog, Route } from './respond.ts';

/** Whoever judges beside the door, so that no rule can hold up the door itself. */
export interface Judging {
  /** Always answers, within `budget` milliseconds or a little more. */
  readonly answer: (body: string, route: Route, budget: number, images?: FoundImages) => Promise<Answered>;
  /** Why nobody can judge now; undefined while all is well. */
  readonly unready: () => string | undefined;
  readonly close: () => Promise<void>;
}

/** Resolves once they are ready to judge. */
export type Hiring = (desk: { readonly log: DecisionLog; readonly metrics: WebhookMetrics }) => Promise<Judging>;
