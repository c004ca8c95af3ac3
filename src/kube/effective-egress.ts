import type { ResourceRef } from '../engine/resource.ts';
import { addressesOf } from './address-peers.ts';
import { ipSet, without, type IpSet } from './ip-ranges.ts';
import { coversPorts } from './network-ports.ts';
import type { DirectionRules, NetworkRule } from './network-rules.ts';

/** What a policy says of egress, and where it comes from. */
export interface EgressPolicy {
  readonly source: PolicySource;
  readonly api: 'kubernetes' | 'cilium';
  readonly rules: DirectionRules;
}

/** The policy's identity; `document` tells documents of one identity apart, offline. */
export type PolicySource = ResourceRef & { readonly document?: string };

/** One rule of a policy that selects the pod. */
export interface Admission {
  /** Absent where no policy isolates the pod, so that everything is let through. */
  readonly policy?: EgressPolicy;
  readonly rule: NetworkRule;
}

/** What the pods of a workload may reach: the union of what the policies that select them allow, less what any of them denies. */
export interface EffectiveEgress {
  /** Those of the policies that select the pods which say anything of egress. */
  readonly policies: readonly EgressPolicy[];
  /** False where none of them closes what it does not allow: then everything is let through that none denies. */
  readonly isolated: boolean;
  readonly allowed: readonly Admission[];
  /** Cilium's denials, which outweigh all that is allowed. */
  readonly denied: readonly Admission[];
}

/** The egress that the policies which select a pod give it together. */
export function effectiveEgress(policies: readonly EgressPolicy[]): EffectiveEgress {
  const isolated = policies.some(({ rules }) => rules.isolates);
  const admissions = (list: 'allow' | 'deny'): readonly Admission[] =>
    policies.flatMap((policy) => policy.rules[list].map((rule) => ({ policy, rule })));
  return { policies, isolated, allowed: isolated ? admissions('allow') : [{ rule: EVERYTHING }], denied: admissions('deny') };
}

/** The addresses outside of the cluster that a rule leads to on some port, less those that are denied on all of its ports. */
export function outsideOf(rule: NetworkRule, denied: readonly NetworkRule[]): IpSet {
  const taken = denied.filter(({ ports }) => coversPorts(ports, rule.ports)).flatMap(({ peers }) => peers.flatMap(addressesOf));
  return without(ipSet(rule.peers.flatMap(addressesOf)), ipSet(taken));
}

const EVERYTHING: NetworkRule = { path: [], peers: [{ kind: 'any', path: [] }] };
