/**
 * Whether a user is part of Kubernetes itself: a component, such as `system:kube-scheduler`, `system:apiserver` and every
 * `system:node:`, or one of kube-system's service accounts, which the built-in controllers have (kubernetes.io, "Using RBAC
 * Authorization": "Core component roles", "Roles for built-in controllers").
 */
export function isControlPlane(username: string): boolean {
  if (username.startsWith(SERVICE_ACCOUNT)) return username.startsWith(`${SERVICE_ACCOUNT}kube-system:`);
  return username.startsWith('system:');
}

const SERVICE_ACCOUNT = 'system:serviceaccount:';
