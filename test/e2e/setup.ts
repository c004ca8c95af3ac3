import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { findControlPlanes } from '../parts/control-plane.ts';
import { findKubectl } from '../parts/kubectl.ts';
import { startEtcd, startPlane, type Etcd, type Plane, type PlaneAddress } from './plane.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Newest first; none where the parts could not be had. */
    readonly planes: readonly PlaneAddress[];
    readonly kubectl: string;
  }
}

/** Starts the control planes once for the whole run. */
export async function setup(project: TestProject): Promise<void> {
  const parts = findControlPlanes();
  const kubectl = findKubectl();
  project.provide('kubectl', kubectl ?? '');
  if (parts[0] === undefined || kubectl === undefined) {
    console.warn('NOT RUN: the webhook behind a real control plane. It takes kubectl and Go with its module proxy, or KUBEBUILDER_ASSETS.');
    project.provide('planes', []);
    return;
  }
  etcd = await startEtcd(parts[0].etcd);
  for (const plane of parts) planes.push(await startPlane(plane, etcd));
  project.provide(
    'planes',
    planes.map(({ address }) => address),
  );
  const client = execFileSync(kubectl, ['version', '--client'], { encoding: 'utf8' }).split('\n', 1)[0];
  console.log(`Control planes: ${planes.map(({ address }) => address.version).join(', ')}. kubectl: ${client}`);
}

export async function teardown(): Promise<void> {
  await Promise.all(planes.map((plane) => plane.stop()));
  await etcd?.part.stop();
}

const planes: Plane[] = [];
let etcd: Etcd | undefined;
