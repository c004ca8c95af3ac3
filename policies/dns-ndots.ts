import { asList, asString, member, type Json, type Path } from '../src/engine/json.ts';
import { integer, optional, shaped } from '../src/engine/parameters.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { podSpec } from '../src/kube/workloads.ts';
import { written } from './shared/written.ts';

type Option = { readonly name: 'ndots'; readonly value: string };
type Params = { readonly max: number; readonly fixWith: Option | undefined };

export const dnsNdots: Rule<'missing' | 'above', Params> = {
  id: 'dns-ndots',
  category: 'network',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Pods look up names outside the cluster without asking for each search domain first.',
  why: 'The kubelet writes ndots:5 into the resolv.conf of a pod: a name with fewer dots is tried with every search domain before it is tried as it is, which makes four or more queries, twice for IPv6, of one for api.example.com. Of several options of one name the kubelet takes the last; one without a number is none.',
  whenNot:
    'Pods that call others by names of three and more dots without the domain of the cluster, and pods with the resolver of their node (dnsPolicy Default), where one dot is the rule already.',
  messages: {
    missing: 'The pod sets no DNS option ndots, so the 5 of the kubelet holds, more than {{max}}.',
    above: 'The pod sets the DNS option ndots to {{value}}, which is no number of at most {{max}}.',
  },
  parameters: {
    max: integer(2, 'The most dots with which a name is still tried in the search domains first.'),
    fixWith: optional(
      shaped<Option>(
        {
          type: 'object',
          properties: { name: { const: 'ndots' }, value: { type: 'string', pattern: '^[0-9]+$' } },
          required: ['name', 'value'],
          additionalProperties: false,
          description: 'The option to write, as { name: ndots, value: "1" }.',
        },
        { name: 'ndots', value: '2' },
      ),
    ),
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params: { max } }) {
    const pod = podSpec(subject);
    if (pod === undefined) return;
    const options = asList(member(member(pod.spec, 'dnsConfig'), 'options'));
    const index = options.findLastIndex((option) => member(option, 'name') === 'ndots');
    const value = member(options[index], 'value');
    if (dotsIn(value) <= max) return;
    const at = [...pod.path, 'dnsConfig', 'options', index < 0 ? options.length : index];
    const fix = ndots(at, max);
    yield index < 0 ? { message: 'missing', data: { max }, at, fix } : { message: 'above', data: { value: written(value), max }, at, fix };
  },
};

function dotsIn(value: Json | undefined): number {
  return /^\d{1,9}$/u.test(asString(value) ?? '') ? Number(value) : Infinity;
}

function ndots(path: Path, max: number): Fix {
  const value: Option = { name: 'ndots', value: String(max) };
  return { title: `Set the DNS option ndots to ${max}`, safety: 'unsafe', edits: [{ op: 'set', path, value }] };
}
