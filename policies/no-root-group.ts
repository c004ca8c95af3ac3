import { asList, member, type Json } from '../src/engine/json.ts';
import { boolean, integer, optional } from '../src/engine/parameters.ts';
import type { Subject } from '../src/engine/resource.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { effective, isWindowsPod, onlyOwner, podSecurityContext, saidByContainers, type Said } from '../src/kube/security-contexts.ts';
import { describeRanges, INTEGER_END, isInRanges, rangeList, type Range } from './shared/ranges.ts';
import { written } from './shared/written.ts';

type Group = 'runAsGroup' | 'fsGroup' | 'supplementalGroups';
type Params = Readonly<Record<Group, readonly Range<number>[]>> & { readonly required: boolean; readonly fixWith: number | undefined };
type Message = 'root' | 'outside' | 'missing';

const NOT_ROOT: readonly Range<number>[] = [{ min: 1 }];

export const noRootGroup: Rule<Message, Params> = {
  id: 'no-root-group',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Containers are in no root group, nor in one that the platform does not give out.',
  why: "Group 0 is root's: its files on volumes and in the image are open to who is in it. A container is in its runAsGroup, in the fsGroup of its pod and in its supplementalGroups; 0 is a finding whatever is allowed. Pods of Windows have no such fields and are left alone.",
  whenNot: 'Images that are made for any user in group 0, as OpenShift wants them.',
  messages: {
    root: '{{by}} has {{field}} 0, the group of root.',
    outside: '{{by}} has {{field}} {{value}}, which is not allowed ({{allowed}}).',
    missing: '{{by}} has no runAsGroup, and neither has its pod.',
  },
  parameters: {
    runAsGroup: rangeList(INTEGER_END, NOT_ROOT, 'Groups that containers may run in; an empty list allows none.'),
    fsGroup: rangeList(INTEGER_END, NOT_ROOT, 'Groups that volumes may be given; an empty list allows none.'),
    supplementalGroups: rangeList(INTEGER_END, NOT_ROOT, 'Groups that containers may be in besides; an empty list allows none.'),
    required: boolean(false, "A container without runAsGroup, its own or its pod's, is a finding too."),
    fixWith: optional(integer(1000, 'The group to write instead.', 1)),
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixWith' },
  *check(subject, { params }) {
    if (isWindowsPod(subject)) return;
    for (const said of effective(subject, ['runAsGroup'])) yield* judge(said, 'runAsGroup', params);
    for (const said of podGroups(subject)) yield* judge(said, said.field, params);
  },
};

function* judge({ value, path: at, by, owner }: Said, field: Group, params: Params): Iterable<Offence<Message>> {
  const message = offenceOf(value, field, params);
  if (message === undefined) return;
  yield { message, data: { by, field, value: written(value), allowed: describeRanges(params[field]) }, at, ...owner };
}

function offenceOf(value: Json | undefined, field: Group, params: Params): Message | undefined {
  if (value === 0) return 'root';
  if (typeof value === 'number') return isInRanges(value, params[field]) ? undefined : 'outside';
  return field === 'runAsGroup' && params.required ? 'missing' : undefined;
}

/** What pods alone have. */
function podGroups(subject: Subject): readonly (Said & { readonly field: Group })[] {
  const pod = podSecurityContext(subject);
  if (pod === undefined) return [];
  const shared = { by: 'The pod', owner: onlyOwner(saidByContainers(subject, [])) };
  const groups = asList(member(pod.context, 'supplementalGroups')).map((value, index) => ({
    ...shared,
    field: 'supplementalGroups' as const,
    value,
    path: [...pod.path, 'supplementalGroups', index],
  }));
  return [{ ...shared, field: 'fsGroup', value: member(pod.context, 'fsGroup'), path: [...pod.path, 'fsGroup'] }, ...groups];
}
