import type { Finding } from '../../src/engine/finding.ts';
import { startWebhook } from '../../src/webhook/serve.ts';
import type { World } from '../../src/webhook/world.ts';
import type { DoorAddress } from './recorder.ts';

/** The webhook's own server in the test's process, over a world that is changed from one object to the next. */
export interface SwappableDoor extends DoorAddress {
  /** What is judged by from now on. */
  world: World;
  /** Every finding of each review, by its uid, before an entry leaves out what is not its business. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly close: () => Promise<void>;
}

export async function openSwappable(first: World): Promise<SwappableDoor> {
  let world = first;
  const findings = new Map<string, readonly Finding[]>();
  const served: World = {
    get plan() {
      return world.plan;
    },
    get facts() {
      return world.facts;
    },
    get declared() {
      return world.declared;
    },
    model: first.model,
    now: () => world.now(),
    onVerdict: (uid, found) => findings.set(uid, found),
  };
  const quiet = { info: () => undefined, error: () => undefined };
  const running = await startWebhook({ world: served, log: quiet, host: '127.0.0.1', port: 0, metricsPort: 0, drainMs: 0 });
  return {
    url: running.url,
    ca: running.caPem,
    findings,
    get world() {
      return world;
    },
    set world(next: World) {
      world = next;
    },
    close: async () => await running.close(),
  };
}
