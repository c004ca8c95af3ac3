import { asList, asString, member, type Json } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { podSpec } from '../src/kube/workloads.ts';

export const noHostAliases: Rule<'aliases'> = {
  id: 'no-host-aliases',
  category: 'network',
  severity: 'info',
  since: '0.1.0',
  summary: 'Pods find others through DNS, and not through lines in their own /etc/hosts.',
  why: 'The kubelet writes hostAliases into the /etc/hosts of every container, where they come before DNS: nothing tells the pod when the address moves, a name can be led elsewhere unseen, and no policy that goes by names knows of it.',
  whenNot:
    'Hosts that no DNS server knows and whose addresses never change; a Service of type ExternalName or with endpoints of its own is the better place.',
  messages: { aliases: 'The pod has host aliases, which come before DNS: {{names}}.' },
  match: { kinds: ['workloads'] },
  *check(subject) {
    const pod = podSpec(subject);
    const aliases = asList(member(pod?.spec, 'hostAliases'));
    if (pod !== undefined && aliases.length > 0)
      yield { message: 'aliases', data: { names: named(aliases) }, at: [...pod.path, 'hostAliases'] };
  },
};

/** Each with its address, as a line of /etc/hosts has them; a long list is cut. */
function named(aliases: readonly Json[]): string {
  const shown = aliases.slice(0, MOST_NAMED).map((alias) => {
    const names = asList(member(alias, 'hostnames'))
      .slice(0, MOST_NAMED)
      .map((name) => asString(name) ?? '?');
    return [asString(member(alias, 'ip')) ?? '?', ...names].join(' ');
  });
  return `${shown.join(', ')}${aliases.length > MOST_NAMED ? `, and ${aliases.length - MOST_NAMED} more` : ''}`;
}

const MOST_NAMED = 3;
