import type { Json, JsonObject, Path } from '../engine/json.ts';

export type Direction = 'Ingress' | 'Egress';

/** What a rule of a policy says, whichever API it is written in; plain data, so that facts may keep it. */
export type NetworkRule = {
  readonly path: Path;
  /** None: the rule lets through nothing. */
  readonly peers: readonly Peer[];
  /** Absent: every port. */
  readonly ports?: readonly Port[];
};

/** One way in or out. `path` is the peer's own; of a peer that is missing, where it would stand. */
export type Peer = { readonly path: Path } & (
  | { readonly kind: 'any' }
  | { readonly kind: 'pods'; readonly pods: PodSelector }
  | ({ readonly kind: 'addresses' } & AddressBlock)
  | { readonly kind: 'entity'; readonly entity: string }
  | { readonly kind: 'name'; readonly name?: string; readonly pattern?: string }
  | { readonly kind: 'service'; readonly service: JsonObject }
  /** What only the cluster knows the addresses of: a group of a cloud provider, nodes, a group of CIDRs. */
  | { readonly kind: 'unknown' }
  /** What its API refuses: it lets nothing through, and bounds nothing. */
  | { readonly kind: 'malformed'; readonly what: string; readonly block?: AddressBlock }
);

/** What is in a CIDR and in none of its exceptions; as written. */
export type AddressBlock = { readonly cidr: string; readonly except: readonly string[] };

/** Pods by their labels: in one namespace, in those that a selector finds, or (with neither) in all. */
export type PodSelector = {
  readonly namespace?: string;
  readonly namespaces?: Json;
  /** A label selector (meta/v1 LabelSelector). Of Cilium, its keys may also name what is no label: the namespace, the account. */
  readonly labels: Json;
};

/** Ports of one protocol; `ANY` stands for TCP, UDP and SCTP. Without `port`, all of them. */
export type Port = {
  readonly protocol: string;
  readonly port?: number | string;
  readonly endPort?: number;
};

/** What one spec of a policy does in one direction. */
export type DirectionRules = {
  /** Whether what no rule allows is denied. */
  readonly isolates: boolean;
  readonly allow: readonly NetworkRule[];
  readonly deny: readonly NetworkRule[];
};

/** One spec of a policy. */
export type PolicySpec = {
  readonly api: 'kubernetes' | 'cilium';
  readonly path: Path;
  /** Undefined where the spec is not about pods (Cilium's host policies). */
  readonly pods?: PodSelector;
  /** Where the selector of pods stands. */
  readonly selectorPath: Path;
  readonly directions: { readonly [D in Direction]?: DirectionRules };
};

/** Whether a direction is shut: what is not allowed is denied, and nothing is allowed. */
export function isClosed(rules: DirectionRules | undefined): boolean {
  return rules !== undefined && rules.isolates && rules.allow.every(({ peers }) => peers.length === 0);
}
