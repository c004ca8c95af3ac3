export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

/**
 * CEL over the request (kubernetes.io, "Matching requests: matchConditions"): what Lintel must never stand in the way of, even when
 * it is down. All must be true for a request to be sent.
 */
export const MATCH_CONDITIONS: readonly MatchCondition[] = [
  // Its bootstrap of cluster-scoped RBAC would wait for a dead webhook, and no namespaceSelector covers that.
  { name: 'not-the-api-server', expression: 'request.userInfo.username != "system:apiserver"' },
  { name: 'not-leases', expression: '!(request.resource.group == "coordination.k8s.io" && request.resource.resource == "leases")' },
  { name: 'not-events', expression: '!(request.resource.group in ["", "events.k8s.io"] && request.resource.resource == "events")' },
  { name: 'not-nodes', expression: '!(request.resource.group == "" && request.resource.resource == "nodes")' },
  {
    name: 'not-certificate-requests',
    expression: '!(request.resource.group == "certificates.k8s.io" && request.resource.resource == "certificatesigningrequests")',
  },
  { name: 'not-access-reviews', expression: '!(request.resource.group in ["authentication.k8s.io", "authorization.k8s.io"])' },
  // Whatever is on its way out must be let go.
  {
    name: 'not-leaving',
    expression: 'oldObject == null || !has(oldObject.metadata) || !has(oldObject.metadata.deletionTimestamp)',
  },
];
