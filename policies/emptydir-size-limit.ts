import { asList, asString, isObject, member, type Json } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { parseQuantity } from '../src/kube/quantity.ts';
import { podSpec } from '../src/kube/workloads.ts';
import { containerAllotments, type Allotment } from './shared/allotments.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { quantityParameter, QUANTITY_REMEDY, type QuantityParams } from './shared/pod-resources.ts';

export const emptydirSizeLimit: Rule<'unlimited', QuantityParams> = {
  id: 'emptydir-size-limit',
  category: 'resources',
  severity: 'info',
  since: '0.1.0',
  summary: 'An emptyDir has a size limit, or who mounts it has one on ephemeral storage.',
  why: "An emptyDir lives on its node's disk and may fill it unless something bounds it: its own sizeLimit, or the ephemeral-storage limit of each container that mounts it. That limit says nothing of an emptyDir in memory, which therefore needs its own. Zero is no limit.",
  whenNot: 'Nodes whose disks are far larger than anything that runs there could write.',
  messages: { unlimited: 'The emptyDir "{{volume}}" has no sizeLimit.' },
  parameters: quantityParameter('The sizeLimit where an emptyDir has none.'),
  match: { kinds: ['workloads'] },
  remedy: QUANTITY_REMEDY,
  facts: [containerDefaults],
  *check(subject, { facts }) {
    const pod = podSpec(subject);
    if (pod === undefined) return;
    const containers = containerAllotments(subject, facts);
    for (const [index, volume] of asList(member(pod.spec, 'volumes')).entries()) {
      const emptyDir = member(volume, 'emptyDir');
      if (!isObject(emptyDir) || isPositive(member(emptyDir, 'sizeLimit'))) continue;
      const name = asString(member(volume, 'name')) ?? '';
      const bounded = isOnDisk(emptyDir) && containers.every((each) => !mounts(each, name) || isBounded(each));
      if (!bounded) yield { message: 'unlimited', data: { volume: name }, at: [...pod.path, 'volumes', index, 'emptyDir', 'sizeLimit'] };
    }
  },
};

function isOnDisk(emptyDir: Json): boolean {
  return (member(emptyDir, 'medium') ?? '') === '';
}

function mounts({ container }: Allotment, volume: string): boolean {
  return asList(member(container, 'volumeMounts')).some((mount) => member(mount, 'name') === volume);
}

function isBounded({ limits }: Allotment): boolean {
  return isPositive(member(limits, 'ephemeral-storage'));
}

function isPositive(value: Json | undefined): boolean {
  return (parseQuantity(value) ?? 0n) > 0n;
}
