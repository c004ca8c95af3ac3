import type { Model } from '../engine/finding.ts';
import { stored } from './defaults.ts';
import { mergeKey } from './merge-keys.ts';
import { allContainers } from './workloads.ts';

/** What the engine must be told about Kubernetes. */
export const kubernetesModel: Model = {
  stored,
  containers: (subject) => allContainers(subject).map(({ container }) => container),
  mergeKey,
};
