/** The group of an apiVersion; the core group is `''`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** Whether objects of a kind belong to no namespace. Unknown kinds are taken as namespaced, as most are. */
export function isClusterScoped(group: string, kind: string): boolean {
  return group === GATEKEEPER_CONSTRAINTS || CLUSTER_SCOPED.has(`${group}/${kind}`);
}

/** The name of a kind in RBAC rules and request paths; of an unknown kind, what kubebuilder would give it. */
export function pluralOf(group: string, kind: string): string {
  if (group === GATEKEEPER_CONSTRAINTS || kind === '') return kind.toLowerCase();
  return PLURALS.get(`${group}/${kind}`) ?? guessPlural(kind.toLowerCase());
}

/** Whether a kind is built into Kubernetes or into a project whose scopes are known here. */
export function isKnownKind(group: string, kind: string): boolean {
  return PLURALS.has(`${group}/${kind}`);
}

/** The groups in which a kind of this name is known. */
export function groupsOf(kind: string): readonly string[] {
  return [...PLURALS.keys()].filter((key) => key.endsWith(`/${kind}`)).map((key) => key.slice(0, key.indexOf('/')));
}

/** English as kubebuilder knows it: `policies`, `gateways`, `ingresses`. */
function guessPlural(lower: string): string {
  if (/[^aeiou]y$/u.test(lower)) return `${lower.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/u.test(lower) ? `${lower}es` : `${lower}s`;
}

/** One line per group and scope: kinds, each with its plural where the guess is wrong. */
type KindLine = readonly [group: string, kinds: string];

const NAMESPACED: readonly KindLine[] = [
  ['', 'Binding ConfigMap Endpoints=endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController'],
  ['', 'ResourceQuota Secret Service ServiceAccount'],
  ['apps', 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet'],
  ['authorization.k8s.io', 'LocalSubjectAccessReview'],
  ['autoscaling', 'HorizontalPodAutoscaler'],
  ['batch', 'CronJob Job'],
  ['coordination.k8s.io', 'Lease LeaseCandidate'],
  ['discovery.k8s.io', 'EndpointSlice'],
  ['events.k8s.io', 'Event'],
  ['extensions', 'DaemonSet Deployment Ingress NetworkPolicy ReplicaSet'],
  ['networking.k8s.io', 'Ingress NetworkPolicy'],
  ['policy', 'PodDisruptionBudget'],
  ['rbac.authorization.k8s.io', 'Role RoleBinding'],
  ['resource.k8s.io', 'ResourceClaim ResourceClaimTemplate'],
  ['scheduling.k8s.io', 'Workload PodGroup'],
  ['storage.k8s.io', 'CSIStorageCapacity'],
  ['gateway.networking.k8s.io', 'Gateway HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute ReferenceGrant BackendTLSPolicy'],
];

const CLUSTER: readonly KindLine[] = [
  ['', 'ComponentStatus Namespace Node PersistentVolume'],
  ['admissionregistration.k8s.io', 'MutatingWebhookConfiguration ValidatingWebhookConfiguration'],
  ['admissionregistration.k8s.io', 'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding'],
  ['admissionregistration.k8s.io', 'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding'],
  ['apiextensions.k8s.io', 'CustomResourceDefinition'],
  ['apiregistration.k8s.io', 'APIService'],
  ['authentication.k8s.io', 'SelfSubjectReview TokenReview'],
  ['authorization.k8s.io', 'SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview'],
  ['certificates.k8s.io', 'CertificateSigningRequest ClusterTrustBundle'],
  ['extensions', 'PodSecurityPolicy'],
  ['flowcontrol.apiserver.k8s.io', 'FlowSchema PriorityLevelConfiguration'],
  ['internal.apiserver.k8s.io', 'StorageVersion'],
  ['networking.k8s.io', 'IngressClass IPAddress ServiceCIDR'],
  ['node.k8s.io', 'RuntimeClass'],
  ['policy', 'PodSecurityPolicy'],
  ['rbac.authorization.k8s.io', 'ClusterRole ClusterRoleBinding'],
  ['resource.k8s.io', 'DeviceClass DeviceTaintRule ResourceSlice'],
  ['scheduling.k8s.io', 'PriorityClass'],
  ['storage.k8s.io', 'CSIDriver CSINode StorageClass VolumeAttachment VolumeAttributesClass'],
  ['storagemigration.k8s.io', 'StorageVersionMigration'],
  ['cert-manager.io', 'ClusterIssuer'],
  ['cilium.io', 'CiliumClusterwideNetworkPolicy'],
  ['crd.projectcalico.org', 'GlobalNetworkPolicy=globalnetworkpolicies'],
  ['external-secrets.io', 'ClusterExternalSecret ClusterSecretStore'],
  ['gateway.networking.k8s.io', 'GatewayClass'],
  ['karpenter.sh', 'NodeClaim NodePool'],
  ['kyverno.io', 'ClusterPolicy ClusterCleanupPolicy'],
  ['policy.networking.k8s.io', 'AdminNetworkPolicy BaselineAdminNetworkPolicy ClusterNetworkPolicy'],
  ['projectcalico.org', 'GlobalNetworkPolicy'],
  ['security.openshift.io', 'SecurityContextConstraints=securitycontextconstraints'],
  ['templates.gatekeeper.sh', 'ConstraintTemplate'],
];

function kindsOf(lines: readonly KindLine[]): readonly (readonly [key: string, plural: string])[] {
  return lines.flatMap(([group, kinds]) =>
    kinds.split(' ').map((entry) => {
      const [kind = '', plural] = entry.split('=');
      return [`${group}/${kind}`, plural ?? guessPlural(kind.toLowerCase())] as const;
    }),
  );
}

const GATEKEEPER_CONSTRAINTS = 'constraints.gatekeeper.sh';
const CLUSTER_SCOPED: ReadonlySet<string> = new Set(kindsOf(CLUSTER).map(([key]) => key));
const PLURALS: ReadonlyMap<string, string> = new Map([...kindsOf(NAMESPACED), ...kindsOf(CLUSTER)]);
