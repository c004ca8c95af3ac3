import type { Json } from '../engine/json.ts';
import { describeRef, type ResourceRef } from '../engine/resource.ts';
import { pageOf, paragraph, type Page, type TextOptions } from './page.ts';
import { printable } from './printable.ts';

/** What `lintel explain egress` tells; as JSON it is told as it is. */
export interface EgressReport {
  /** Those that were asked for: of one name there may be several, in different namespaces and environments. */
  readonly workloads: readonly WorkloadEgress[];
}

export interface WorkloadEgress extends ResourceRef, Place {
  readonly environment?: string;
  /**
   * `unbounded`: no policy bounds it. `open`: policies do, and yet let it out to the world. `bounded`: to what is listed.
   * `closed`: to nothing. `unjudged`: what is listed is not the whole.
   */
  readonly verdict: 'unbounded' | 'open' | 'bounded' | 'closed' | 'unjudged';
  /** Why it is unjudged. */
  readonly reason?: string;
  /** What else there is to know. */
  readonly note?: string;
  /** Those that select its pods and say something of egress. */
  readonly policies: readonly PolicyAt[];
  readonly allowed: readonly EgressWay[];
  /** Cilium's denials, which outweigh what is allowed. */
  readonly denied: readonly EgressWay[];
}

/** One peer of one rule. */
export interface EgressWay {
  /** As a person names it. */
  readonly to: string;
  readonly on: string;
  /** The same as the policy's rule has it, whichever API it is written in; no ports: every one. */
  readonly peer: Json;
  readonly ports: Json;
  readonly policy: PolicyAt;
  /** Of a peer that selects pods: whose they are. */
  readonly workloads?: readonly ResourceRef[];
}

export interface Place {
  readonly file?: string;
  readonly line?: number;
}

export type PolicyAt = ResourceRef & Place;

export function renderEgress({ workloads }: EgressReport, options: TextOptions): string {
  const page = pageOf(options);
  return `${workloads.map((workload) => workloadText(page, workload).join('\n')).join('\n\n')}\n`;
}

function workloadText(page: Page, workload: WorkloadEgress): readonly string[] {
  const { environment, note, allowed, denied } = workload;
  const where = [placeText(workload), ...(environment === undefined ? [] : [`environment ${printable(environment)}`])];
  return [
    `${page.paint('bold', printable(describeRef(workload)))} (${where.filter((part) => part !== '').join(', ')})`,
    ...(note === undefined ? [] : paragraph(page, { indent: 2, hang: 4, text: '' }, `note: ${printable(note)}`)),
    ...paragraph(page, { indent: 2, hang: 2, text: '' }, verdictText(workload)),
    ...allowed.flatMap((way) => wayText(page, way)),
    ...(denied.length === 0 ? [] : ['', '  but never:', ...denied.flatMap((way) => wayText(page, way))]),
  ];
}

function verdictText({ verdict, reason = '', policies }: WorkloadEgress): string {
  const by = policies.map(policyText).join(', ');
  if (verdict === 'unjudged') return `unjudged: ${printable(reason)}`;
  if (verdict === 'unbounded')
    return `open: no policy ${policies.length === 0 ? 'selects it for egress' : `closes its egress, though there is ${by}`}; it may reach everything.`;
  if (verdict === 'closed') return `closed: it may reach nothing, by ${by}.`;
  return `${verdict === 'open' ? 'open to the world' : 'bounded'}: ${by} ${policies.length === 1 ? 'selects' : 'select'} it. It may reach:`;
}

function wayText(page: Page, { to, on, policy, workloads }: EgressWay): readonly string[] {
  const found = workloads?.map((ref) => printable(describeRef(ref))).join(', ');
  return [
    '',
    ...paragraph(page, { indent: 2, hang: 4, text: '' }, `${printable(to)} on ${printable(on)}`),
    ...(found === undefined
      ? []
      : paragraph(page, { indent: 4, hang: 6, text: '' }, found === '' ? 'no pods of the set' : `that is ${found}`)),
    ...paragraph(page, { indent: 4, hang: 6, text: '' }, `through ${policyText(policy)}`),
  ];
}

function policyText(policy: PolicyAt): string {
  const place = placeText(policy);
  return `${printable(describeRef(policy))}${place === '' ? '' : ` (${place})`}`;
}

function placeText({ file, line }: Place): string {
  return file === undefined ? '' : `${printable(file)}${line === undefined ? '' : `:${line}`}`;
}
