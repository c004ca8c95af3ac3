import type { Move } from './image-moves.ts';

/**
 * What its own operators have declared frozen or closed. `to` is named only where the same images are served under the same
 * paths to the same people: else the move is no more than a guess.
 */
export const DEPRECATED_REGISTRIES: readonly Move[] = [
  // Frozen on 3 April 2023, and redirected since (kubernetes.io/blog/2023/03/10/image-registry-redirect).
  { from: 'k8s.gcr.io', to: 'registry.k8s.io' },
  // What k8s.gcr.io was before July 2020: all of it was copied to the root of its successor (kubernetes/k8s.io, Vanity-Domain-Flip.md).
  { from: 'gcr.io/google-containers', to: 'registry.k8s.io' },
  { from: 'gcr.io/google_containers', to: 'registry.k8s.io' },
  // What k8s.gcr.io was after that.
  ...['us', 'eu', 'asia'].map((region) => ({ from: `${region}.gcr.io/k8s-artifacts-prod`, to: 'registry.k8s.io' })),
  // Gone with Container Registry in March 2025 (kubernetes-sigs/kubebuilder discussion 3907).
  { from: 'gcr.io/kubebuilder' },
  // Replaced by ghcr.io, where the pull secrets of the old name count for nothing (docs.github.com, working with the Docker registry).
  { from: 'docker.pkg.github.com' },
  // Decommissioned in May 2023; quay.io/centos has other paths and tags (centos-devel, May 2023).
  { from: 'registry.centos.org' },
  // Decommissioned in 2021; registry.ci.openshift.org has newer builds, and not those.
  { from: 'registry.svc.ci.openshift.org' },
  // Bintray closed in May 2021.
  { from: '*.bintray.io' },
  // What Bitnami no longer updates since August 2025 (bitnami/charts issue 35164).
  { from: 'docker.io/bitnamilegacy' },
];
