import type { AnyRule } from '../src/engine/rule.ts';
import { allowedRegistries } from './allowed-registries.ts';
import { allowedSecretNames } from './allowed-secret-names.ts';
import { ambiguousRegistryPrefix } from './ambiguous-registry-prefix.ts';
import { blockedRegistries } from './blocked-registries.ts';
import { defaultDenyPerNamespace } from './default-deny-per-namespace.ts';
import { deprecatedRegistry } from './deprecated-registry.ts';
import { duplicateEnvVar } from './duplicate-env-var.ts';
import { egressAllowsDns } from './egress-allows-dns.ts';
import { egressBlocksMetadataApi } from './egress-blocks-metadata-api.ts';
import { egressNotOpen } from './egress-not-open.ts';
import { emptydirSizeLimit } from './emptydir-size-limit.ts';
import { forbiddenComponent } from './forbidden-component.ts';
import { imagePullPolicy } from './image-pull-policy.ts';
import { limitContainers } from './limit-containers.ts';
import { limitNotBelowRequest } from './limit-not-below-request.ts';
import { limitRequestRatio } from './limit-request-ratio.ts';
import { namespaceHasNetworkPolicy } from './namespace-has-network-policy.ts';
import { netpolPeerMatches } from './netpol-peer-matches.ts';
import { netpolSelectorSane } from './netpol-selector-sane.ts';
import { netpolTargetsPods } from './netpol-targets-pods.ts';
import { noBestEffort } from './no-best-effort.ts';
import { noCpuLimit } from './no-cpu-limit.ts';
import { noExecProbeCommands } from './no-exec-probe-commands.ts';
import { noLatestTag } from './no-latest-tag.ts';
import { noPlaintextSecretInGit } from './no-plaintext-secret-in-git.ts';
import { noPrivileged } from './no-privileged.ts';
import { noProbeHostOverride } from './no-probe-host-override.ts';
import { noSaTokenSecret } from './no-sa-token-secret.ts';
import { noSecretEnvRef } from './no-secret-env-ref.ts';
import { noSecretInConfigmap } from './no-secret-in-configmap.ts';
import { noSecretInEnvLiteral } from './no-secret-in-env-literal.ts';
import { noSharedDbHost } from './no-shared-db-host.ts';
import { noSharedDbSecret } from './no-shared-db-secret.ts';
import { probePortExposed } from './probe-port-exposed.ts';
import { probeTiming } from './probe-timing.ts';
import { probesNotIdentical } from './probes-not-identical.ts';
import { qosGuaranteed } from './qos-guaranteed.ts';
import { requireCpuLimit } from './require-cpu-limit.ts';
import { requireCpuRequest } from './require-cpu-request.ts';
import { requireDigest } from './require-digest.ts';
import { requireEphemeralStorage } from './require-ephemeral-storage.ts';
import { requireImagePullSecret } from './require-image-pull-secret.ts';
import { requireLivenessProbe } from './require-liveness-probe.ts';
import { requireMemoryLimit } from './require-memory-limit.ts';
import { requireMemoryRequest } from './require-memory-request.ts';
import { requireNetworkPolicy } from './require-network-policy.ts';
import { requirePrestopOrGrace } from './require-prestop-or-grace.ts';
import { requireReadinessProbe } from './require-readiness-probe.ts';
import { requireRegistryMirror } from './require-registry-mirror.ts';
import { requireStartupProbeWhenSlow } from './require-startup-probe-when-slow.ts';
import { resourceBounds } from './resource-bounds.ts';
import { saneQuantityUnits } from './sane-quantity-units.ts';
import { secretRefExists } from './secret-ref-exists.ts';
import { uniqueObject } from './unique-object.ts';
import { validImageReference } from './valid-image-reference.ts';
import { workloadEgressBounded } from './workload-egress-bounded.ts';

/** Every rule that Lintel brings, by id. */
export const rules: readonly AnyRule[] = [
  allowedRegistries,
  allowedSecretNames,
  ambiguousRegistryPrefix,
  blockedRegistries,
  defaultDenyPerNamespace,
  deprecatedRegistry,
  duplicateEnvVar,
  egressAllowsDns,
  egressBlocksMetadataApi,
  egressNotOpen,
  emptydirSizeLimit,
  forbiddenComponent,
  imagePullPolicy,
  limitContainers,
  limitNotBelowRequest,
  limitRequestRatio,
  namespaceHasNetworkPolicy,
  netpolPeerMatches,
  netpolSelectorSane,
  netpolTargetsPods,
  noBestEffort,
  noCpuLimit,
  noExecProbeCommands,
  noLatestTag,
  noPlaintextSecretInGit,
  noPrivileged,
  noProbeHostOverride,
  noSaTokenSecret,
  noSecretEnvRef,
  noSecretInConfigmap,
  noSecretInEnvLiteral,
  noSharedDbHost,
  noSharedDbSecret,
  probePortExposed,
  probeTiming,
  probesNotIdentical,
  qosGuaranteed,
  requireCpuLimit,
  requireCpuRequest,
  requireDigest,
  requireEphemeralStorage,
  requireImagePullSecret,
  requireLivenessProbe,
  requireMemoryLimit,
  requireMemoryRequest,
  requireNetworkPolicy,
  requirePrestopOrGrace,
  requireReadinessProbe,
  requireRegistryMirror,
  requireStartupProbeWhenSlow,
  resourceBounds,
  saneQuantityUnits,
  secretRefExists,
  uniqueObject,
  validImageReference,
  workloadEgressBounded,
];
