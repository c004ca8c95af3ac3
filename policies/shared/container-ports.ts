import { asList, member, type Path } from '../../src/engine/json.ts';
import type { Identified } from '../../src/engine/resource.ts';
import { allContainers, type ContainerAt } from '../../src/kube/workloads.ts';

/** A containerPort, and where it is written. */
export interface PortAt {
  readonly port: number;
  readonly at: Path;
  readonly owner: ContainerAt;
}

/** Every port that a workload's containers declare; what is no number is none. */
export function containerPorts(subject: Identified): readonly PortAt[] {
  return allContainers(subject).flatMap((owner) =>
    asList(member(owner.container, 'ports')).flatMap((item, index) => {
      const port = member(item, 'containerPort');
      return typeof port === 'number' ? [{ port, at: [...owner.path, 'ports', index, 'containerPort'], owner }] : [];
    }),
  );
}
