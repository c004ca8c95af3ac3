import type { AnyRule } from '../src/engine/rule.ts';
import { allowedRegistries } from './allowed-registries.ts';
import { allowedSecretNames } from './allowed-secret-names.ts';
import { allowedVolumeTypes } from './allowed-volume-types.ts';
import { ambiguousRegistryPrefix } from './ambiguous-registry-prefix.ts';
import { apparmorProfile } from './apparmor-profile.ts';
import { blockedRegistries } from './blocked-registries.ts';
import { defaultDenyPerNamespace } from './default-deny-per-namespace.ts';
import { deprecatedRegistry } from './deprecated-registry.ts';
import { dnsNdots } from './dns-ndots.ts';
import { dropAllCapabilities } from './drop-all-capabilities.ts';
import { dropNetRaw } from './drop-net-raw.ts';
import { duplicateEnvVar } from './duplicate-env-var.ts';
import { egressAllowsDns } from './egress-allows-dns.ts';
import { egressBlocksMetadataApi } from './egress-blocks-metadata-api.ts';
import { egressMatchesDeclaredDeps } from './egress-matches-declared-deps.ts';
import { egressNotOpen } from './egress-not-open.ts';
import { emptydirSizeLimit } from './emptydir-size-limit.ts';
import { fitsBudget } from './fits-budget.ts';
import { forbiddenComponent } from './forbidden-component.ts';
import { gitopsOnly } from './gitops-only.ts';
import { hardenedRuntimeClass } from './hardened-runtime-class.ts';
import { highGid } from './high-gid.ts';
import { highUid } from './high-uid.ts';
import { imageAttestation } from './image-attestation.ts';
import { imagePullPolicy } from './image-pull-policy.ts';
import { imageSignatureVerified } from './image-signature-verified.ts';
import { limitContainers } from './limit-containers.ts';
import { limitNotBelowRequest } from './limit-not-below-request.ts';
import { limitRequestRatio } from './limit-request-ratio.ts';
import { limitsWithinLimitrange } from './limits-within-limitrange.ts';
import { mountPropagationNone } from './mount-propagation-none.ts';
import { namespaceHasLimitrange } from './namespace-has-limitrange.ts';
import { namespaceHasNetworkPolicy } from './namespace-has-network-policy.ts';
import { namespaceHasQuota } from './namespace-has-quota.ts';
import { namespacePssLabel } from './namespace-pss-label.ts';
import { netpolPeerMatches } from './netpol-peer-matches.ts';
import { netpolSelectorSane } from './netpol-selector-sane.ts';
import { netpolTargetsPods } from './netpol-targets-pods.ts';
import { noAutomountToken } from './no-automount-token.ts';
import { noBestEffort } from './no-best-effort.ts';
import { noCloudCredentialMount } from './no-cloud-credential-mount.ts';
import { noCpuLimit } from './no-cpu-limit.ts';
import { noDangerousCapabilities } from './no-dangerous-capabilities.ts';
import { noEphemeralContainers } from './no-ephemeral-containers.ts';
import { noExecProbeCommands } from './no-exec-probe-commands.ts';
import { noHostAliases } from './no-host-aliases.ts';
import { noHostIpc } from './no-host-ipc.ts';
import { noHostNetwork } from './no-host-network.ts';
import { noHostPath } from './no-host-path.ts';
import { noHostPid } from './no-host-pid.ts';
import { noHostPort } from './no-host-port.ts';
import { noHostProcess } from './no-host-process.ts';
import { noInteractive } from './no-interactive.ts';
import { noLatestTag } from './no-latest-tag.ts';
import { noPlaintextSecretInGit } from './no-plaintext-secret-in-git.ts';
import { noPrivilegeEscalation } from './no-privilege-escalation.ts';
import { noPrivileged } from './no-privileged.ts';
import { noPrivilegedPort } from './no-privileged-port.ts';
import { noProbeHostOverride } from './no-probe-host-override.ts';
import { noRootGroup } from './no-root-group.ts';
import { noRootUid } from './no-root-uid.ts';
import { noRuntimeSocket } from './no-runtime-socket.ts';
import { noSaTokenSecret } from './no-sa-token-secret.ts';
import { noSecretEnvRef } from './no-secret-env-ref.ts';
import { noSecretInConfigmap } from './no-secret-in-configmap.ts';
import { noSecretInEnvLiteral } from './no-secret-in-env-literal.ts';
import { noSharedDbHost } from './no-shared-db-host.ts';
import { noSharedDbSecret } from './no-shared-db-secret.ts';
import { noSshPort } from './no-ssh-port.ts';
import { noSubPathExploit } from './no-sub-path-exploit.ts';
import { noSudoEntrypoint } from './no-sudo-entrypoint.ts';
import { noWritableHostPath } from './no-writable-host-path.ts';
import { probePortExposed } from './probe-port-exposed.ts';
import { probeTiming } from './probe-timing.ts';
import { probesNotIdentical } from './probes-not-identical.ts';
import { procMountDefault } from './proc-mount-default.ts';
import { qosGuaranteed } from './qos-guaranteed.ts';
import { quotaCoversObjectCounts } from './quota-covers-object-counts.ts';
import { readOnlyRootFs } from './read-only-root-fs.ts';
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
import { runAsNonRoot } from './run-as-non-root.ts';
import { safeSysctls } from './safe-sysctls.ts';
import { saneQuantityUnits } from './sane-quantity-units.ts';
import { sccNoPrivileged } from './scc-no-privileged.ts';
import { seccompProfile } from './seccomp-profile.ts';
import { secretRefExists } from './secret-ref-exists.ts';
import { securityContextPresent } from './security-context-present.ts';
import { selinuxOptions } from './selinux-options.ts';
import { uniqueObject } from './unique-object.ts';
import { validImageReference } from './valid-image-reference.ts';
import { workloadEgressBounded } from './workload-egress-bounded.ts';
import { workloadFitsQuota } from './workload-fits-quota.ts';

/** Every rule that Lintel brings, by id. */
export const rules: readonly AnyRule[] = [
  allowedRegistries,
  allowedSecretNames,
  allowedVolumeTypes,
  ambiguousRegistryPrefix,
  apparmorProfile,
  blockedRegistries,
  defaultDenyPerNamespace,
  deprecatedRegistry,
  dnsNdots,
  dropAllCapabilities,
  dropNetRaw,
  duplicateEnvVar,
  egressAllowsDns,
  egressBlocksMetadataApi,
  egressMatchesDeclaredDeps,
  egressNotOpen,
  emptydirSizeLimit,
  fitsBudget,
  forbiddenComponent,
  gitopsOnly,
  hardenedRuntimeClass,
  highGid,
  highUid,
  imageAttestation,
  imagePullPolicy,
  imageSignatureVerified,
  limitContainers,
  limitNotBelowRequest,
  limitRequestRatio,
  limitsWithinLimitrange,
  mountPropagationNone,
  namespaceHasLimitrange,
  namespaceHasNetworkPolicy,
  namespaceHasQuota,
  namespacePssLabel,
  netpolPeerMatches,
  netpolSelectorSane,
  netpolTargetsPods,
  noAutomountToken,
  noBestEffort,
  noCloudCredentialMount,
  noCpuLimit,
  noDangerousCapabilities,
  noEphemeralContainers,
  noExecProbeCommands,
  noHostAliases,
  noHostIpc,
  noHostNetwork,
  noHostPath,
  noHostPid,
  noHostPort,
  noHostProcess,
  noInteractive,
  noLatestTag,
  noPlaintextSecretInGit,
  noPrivilegeEscalation,
  noPrivileged,
  noPrivilegedPort,
  noProbeHostOverride,
  noRootGroup,
  noRootUid,
  noRuntimeSocket,
  noSaTokenSecret,
  noSecretEnvRef,
  noSecretInConfigmap,
  noSecretInEnvLiteral,
  noSharedDbHost,
  noSharedDbSecret,
  noSshPort,
  noSubPathExploit,
  noSudoEntrypoint,
  noWritableHostPath,
  probePortExposed,
  probeTiming,
  probesNotIdentical,
  procMountDefault,
  qosGuaranteed,
  quotaCoversObjectCounts,
  readOnlyRootFs,
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
  runAsNonRoot,
  safeSysctls,
  saneQuantityUnits,
  sccNoPrivileged,
  seccompProfile,
  secretRefExists,
  securityContextPresent,
  selinuxOptions,
  uniqueObject,
  validImageReference,
  workloadEgressBounded,
  workloadFitsQuota,
];
