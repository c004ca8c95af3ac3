import { loadAll } from 'js-yaml';
import type { Resource } from '../../src/engine/resource.ts';
import { applyAll } from '../e2e/apply.ts';
import { Client } from '../e2e/client.ts';
import { startEtcd, startPlane, type PlaneAddress } from '../e2e/plane.ts';
import { findControlPlane } from '../parts/control-plane.ts';
import type { Bench, Measure, Row } from './measure.ts';
import { SURROUNDINGS } from './review.ts';

/** A control plane of a measure's own, which holds the shop's namespace and what its Pods need. */
export interface BenchPlane {
  readonly address: PlaneAddress;
  readonly admin: Client;
  /** What is put here is undone at the end, last first. */
  readonly stack: AsyncDisposableStack;
}

/** A measure before a real API server; where there is none it says so, and has no rows. */
export function onPlane(name: string, measure: (plane: BenchPlane, bench: Bench) => Promise<readonly Row[]>): Measure {
  return {
    name,
    async run(bench) {
      const parts = findControlPlane();
      if (parts === undefined) {
        bench.say(`NOT RUN: ${name}. It takes Go with its module proxy, or KUBEBUILDER_ASSETS.`);
        return [];
      }
      await using stack = new AsyncDisposableStack();
      const etcd = await startEtcd(parts.etcd);
      stack.defer(async () => await etcd.part.stop());
      const { address, stop } = await startPlane(parts, etcd);
      stack.defer(stop);
      const admin = new Client(address, 'admin');
      stack.defer(() => admin.close());
      await applyAll([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }], admin);
      await applyAll(loadAll(SURROUNDINGS) as readonly Resource[], admin);
      bench.say(`  before Kubernetes ${address.version}`);
      return await measure({ address, admin, stack }, bench);
    },
  };
}
