import { asList, asString, equalJson, member, type Json, type Path } from '../src/engine/json.ts';
import { refOf } from '../src/engine/resource.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { allContainers } from '../src/kube/workloads.ts';

export const duplicateEnvVar: Rule<'repeated' | 'conflicting'> = {
  id: 'duplicate-env-var',
  category: 'secrets',
  severity: 'error',
  since: '0.1.0',
  summary: 'A container sets an environment variable once.',
  why: 'Of two entries with one name Kubernetes uses the last, and a merge of patches may keep either: what runs is not what was read.',
  whenNot: 'Never on purpose; remove the entry that does not count.',
  messages: {
    repeated: 'Container "{{container}}" sets "{{name}}" again, to the same value.',
    conflicting: 'Container "{{container}}" sets "{{name}}" again, to another value; the last one counts.',
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'safe', value: 'fixed' },
  *check(subject) {
    const { document } = subject;
    for (const { container, name, path } of allContainers(subject)) {
      for (const { variable, index, before, same } of duplicatesIn(asList(member(container, 'env')))) {
        const at = [...path, 'env', index];
        const related = [{ resource: refOf(subject), path: [...path, 'env', before.index], ...(document !== undefined && { document }) }];
        const offence = { data: { container: name, name: variable }, at, container, related };
        if (!same) yield { ...offence, message: 'conflicting' };
        else yield { ...offence, message: 'repeated', ...(dependsOnOrder(before.item) ? {} : { fix: removal(at, variable) }) };
      }
    }
  },
};

/** Each entry whose name an earlier one has, with the latest of those. */
function* duplicatesIn(env: readonly Json[]) {
  const seen = new Map<string, { readonly item: Json; readonly index: number }>();
  for (const [index, item] of env.entries()) {
    const variable = asString(member(item, 'name')) ?? '';
    if (variable === '') continue;
    const before = seen.get(variable);
    if (before !== undefined) yield { variable, index, before, same: means(before.item, item) };
    seen.set(variable, { item, index });
  }
}

/** An absent value is an empty one. */
function means(a: Json, b: Json): boolean {
  return (
    equalJson(member(a, 'value') ?? '', member(b, 'value') ?? '') &&
    equalJson(member(a, 'valueFrom') ?? null, member(b, 'valueFrom') ?? null)
  );
}

/** A `$(VAR)` reads what stands before it, so the same words may mean another value further down. */
function dependsOnOrder(item: Json): boolean {
  return asString(member(item, 'value'))?.includes('$(') === true;
}

function removal(at: Path, variable: string): Fix {
  return { title: `Remove the second ${variable}`, safety: 'safe', edits: [{ op: 'remove', path: at }] };
}
