import { asString, isObject, valueAt, type Json, type JsonObject, type Path } from '../engine/json.ts';
import type { GroupKind, Subject } from '../engine/resource.ts';
import type { AnyRule, Category, Fix, Offence, Safety, Severity } from '../engine/rule.ts';
import { allContainers } from '../kube/workloads.ts';
import type { Selected } from './yaml-rule-path.ts';
import type { What } from './yaml-rule-what.ts';

/** A rule of a document that its schema accepts: what `where` selects has to be as `what` says; without `what`, there has to be nothing. */
export function yamlRule(
  raw: JsonObject,
  kinds: readonly (GroupKind | 'workloads')[],
  select: (root: Json) => readonly Selected[],
  what: What,
): AnyRule {
  const text = (key: string): string => asString(raw[key]) ?? '';
  const fix = raw['fix'];
  return {
    id: text('id'),
    category: (asString(raw['category']) ?? 'metadata') as Category,
    severity: text('severity') as Severity,
    since: 'this repository',
    summary: text('summary'),
    why: text('why') || 'This repository wants it so.',
    whenNot: text('whenNot'),
    messages: { [MESSAGE]: text('message') },
    match: { kinds },
    ...(isObject(fix) && { remedy: { safety: safetyOf(fix), value: 'fixed' } }),
    *check(subject) {
      for (const { path, value } of select(subject.resource))
        for (const place of what(value)) yield offenceAt(subject, [...path, ...place], fix);
    },
  };
}

function offenceAt(subject: Subject, at: Path, fix: Json | undefined): Offence {
  const value = valueAt(subject.resource, at);
  const container = allContainers(subject).find(({ path }) => path.every((key, index) => at[index] === key))?.container;
  const mended = isObject(fix) ? fixAt(at, value, fix) : undefined;
  return {
    message: MESSAGE,
    data: { value: told(subject, value), path: written(at), name: subject.name, kind: subject.kind },
    at,
    ...(container !== undefined && { container }),
    ...(mended !== undefined && { fix: mended }),
  };
}

/** What is not there cannot be removed, and a list has no place for an item that is missing. */
function fixAt(at: Path, value: Json | undefined, fix: JsonObject): Fix | undefined {
  const title = asString(fix['title']);
  const safety = safetyOf(fix);
  if (fix['set'] !== undefined)
    return {
      title: title ?? `Set ${written(at)} to ${JSON.stringify(fix['set'])}`,
      safety,
      edits: [{ op: 'set', path: at, value: fix['set'] }],
    };
  if (value === undefined || at.length === 0) return undefined;
  return { title: title ?? `Remove ${written(at)}`, safety, edits: [{ op: 'remove', path: at }] };
}

function safetyOf(fix: JsonObject): Safety {
  return fix['safety'] === 'safe' ? 'safe' : 'unsafe';
}

/** Nothing of a Secret is told, neither its data nor what tools have copied into its annotations. */
function told({ group, kind }: Subject, value: Json | undefined): string {
  if (group === '' && kind === 'Secret') return '(not shown)';
  if (value === undefined) return '(nothing)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** A path as people write it: `spec.ports[0].nodePort`. */
function written(path: Path): string {
  const parts = path.map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    return /^[\w-]+$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return parts.join('').replace(/^\./u, '') || 'the object';
}

const MESSAGE = 'unwanted';
const LONGEST = 80;
