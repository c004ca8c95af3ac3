import { addedCapability, capabilitiesOf, type CapabilityAt } from '../../src/kube/security-contexts.ts';
import type { ContainerAt } from '../../src/kube/workloads.ts';

/** The added capabilities that are none of these: as the runtimes read both, or to the letter. */
export function addedOutside(container: ContainerAt, allowed: readonly string[], toTheLetter: boolean): readonly CapabilityAt[] {
  const meant = toTheLetter ? (name: string) => name : addedCapability;
  const known = new Set(allowed.map(meant));
  return capabilitiesOf(container, 'add').filter(({ name }) => !known.has(meant(name)));
}
