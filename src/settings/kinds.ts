/** Kinds that settings are likely to name: what a misspelt one is compared with. Nothing is refused for standing elsewhere. */
export const BUILT_IN_KINDS: readonly string[] = [
  'Pod Deployment StatefulSet DaemonSet ReplicaSet ReplicationController Job CronJob PodTemplate ControllerRevision',
  'ConfigMap Secret Service Endpoints EndpointSlice Event Namespace Node ServiceAccount Lease',
  'Ingress IngressClass NetworkPolicy Gateway GatewayClass HTTPRoute GRPCRoute',
  'PersistentVolume PersistentVolumeClaim StorageClass VolumeAttachment CSIDriver CSINode',
  'Role RoleBinding ClusterRole ClusterRoleBinding CertificateSigningRequest',
  'HorizontalPodAutoscaler PodDisruptionBudget PriorityClass LimitRange ResourceQuota RuntimeClass',
  'CustomResourceDefinition APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration',
  'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding',
].flatMap((line) => line.split(' '));
