import type { Subject } from '../../src/engine/resource.ts';
import type { Offence } from '../../src/engine/rule.ts';
import { allContainers } from '../../src/kube/workloads.ts';
import { podAnnotation } from './pod-annotations.ts';

/** What the standard says of the annotations that seccomp had before v1.19: `seccompProfileBaseline_1_0` in policy/check_seccompProfile_baseline.go. */
export function* forbiddenSeccompAnnotations(subject: Subject): Iterable<Offence<'annotation'>> {
  const pod = podAnnotation(subject, POD);
  const containers = allContainers(subject).map(({ container, name }) => ({ container, found: podAnnotation(subject, CONTAINER + name) }));
  for (const { found, ...owner } of [{ found: pod }, ...containers]) {
    if (found === undefined || isAllowed(found.value)) continue;
    yield {
      message: 'annotation',
      data: { annotation: found.annotation, profile: found.value },
      at: found.path,
      ...owner,
      ownFixOnly: true,
    };
  }
}

function isAllowed(profile: string): boolean {
  return profile === 'runtime/default' || profile === 'docker/default' || profile.startsWith('localhost/');
}

const POD = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
