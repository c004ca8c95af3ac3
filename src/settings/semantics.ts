import { asList, asObject, asString, isList, isObject, member } from '../engine/json.ts';
import type { Json, JsonObject, Path } from '../engine/json.ts';
import type { AnyRule } from '../engine/rule.ts';
import { workloadShape } from '../kube/workloads.ts';
import { DEFAULT_PACKS, packRefs } from './catalogue.ts';
import type { Catalogue, PackRef } from './catalogue.ts';
import { shown } from './fault.ts';
import type { Complaint } from './fault.ts';
import { imageContradictions } from './image-contradictions.ts';
import { BUILT_IN_KINDS } from './kinds.ts';
import { WORKLOADS } from './scope.ts';
import { nearest } from './suggest.ts';
import type { Misfit } from './validate.ts';

/** What no schema can say. Total over any JSON, so that these complaints come together with the schema's; says nothing of what the schema refuses. */
export function contradictionsOf(raw: Json, catalogue: Catalogue): readonly Misfit[] {
  return [...injections(raw, catalogue), ...kinds(raw, catalogue), ...workloads(raw), ...imageContradictions(raw)];
}

function injections(raw: Json, catalogue: Catalogue): readonly Misfit[] {
  const refs = packRefs(catalogue.packs);
  return asList(member(raw, 'inject')).flatMap((id, index) => {
    const rule = catalogue.rules.find((candidate) => candidate.id === id);
    const complaint = rule && injectionComplaint(rule, raw, refs, catalogue.own?.has(rule.id) === true);
    return complaint === undefined ? [] : [at(['inject', index], complaint)];
  });
}

/** A user's own rule is on unless the settings say otherwise. */
function injectionComplaint(rule: AnyRule, raw: Json, refs: ReadonlyMap<string, PackRef>, own: boolean): Complaint | undefined {
  const subject = `rule ${shown(rule.id)} is injected, but `;
  if (rule.remedy === undefined)
    return { code: 'inject-without-fix', message: `${subject}has no fix`, suggestion: 'remove it from inject' };
  if (rule.remedy.value === 'create') {
    const suggestion = 'remove it from inject; lintel fix --unsafe writes the object';
    return { code: 'inject-without-fix', message: `${subject}its fix is a new object, which no admission can write`, suggestion };
  }
  if (!isEverOn(rule, raw, refs, own))
    return {
      code: 'inject-switched-off',
      message: `${subject}is off everywhere`,
      suggestion: 'switch it on under rules, or remove it from inject',
    };
  if (rule.remedy.value === 'fixed' || parametersOf(rule, raw, refs).some((given) => givesValue(given, 0))) return undefined;
  const suggestion = `give the value: ${rule.id}: [${rule.severity}, { fixWith: ... }]`;
  return { code: 'inject-without-fix', message: `${subject}has no fix until the settings give its value`, suggestion };
}

/** An entry that the schema refuses counts as on: one fault is enough. */
function isEverOn({ id }: AnyRule, raw: Json, refs: ReadonlyMap<string, PackRef>, own: boolean): boolean {
  const written = member(member(raw, 'rules'), id);
  const on = written === undefined ? own || packsTurnOn(id, raw, refs) : !isOff(written);
  return on || overrideEntries(id, raw).some((entry) => !isOff(entry));
}

/** A name that is no pack counts as one that has the rule on. */
function packsTurnOn(id: string, raw: Json, refs: ReadonlyMap<string, PackRef>): boolean {
  const packs = extended(raw).map((name) => refs.get(asString(name) ?? '')?.pack);
  const shared = packs.findLast((pack) => pack?.standard === undefined && pack?.rules.has(id));
  const standards = packs.filter((pack) => pack?.standard !== undefined);
  return packs.includes(undefined) || [shared, ...standards].some((pack) => (pack?.rules.get(id)?.severity ?? 'off') !== 'off');
}

function parametersOf({ id }: AnyRule, raw: Json, refs: ReadonlyMap<string, PackRef>): readonly (Json | undefined)[] {
  const entries = [member(member(raw, 'rules'), id), ...overrideEntries(id, raw)];
  const packed = extended(raw).map((name) => refs.get(asString(name) ?? '')?.pack.rules.get(id)?.parameters);
  return [...entries.map((entry) => member(entry, 1)), ...packed];
}

/** `fixWith` may stand beside each entry of a list that a parameter holds, as in required-labels. */
function givesValue(value: Json | undefined, depth: number): boolean {
  if (depth > DEEPEST_PARAMETER) return false;
  if (isList(value)) return value.some((item) => givesValue(item, depth + 1));
  return isObject(value) && (Object.hasOwn(value, 'fixWith') || Object.values(value).some((item) => givesValue(item, depth + 1)));
}

function extended(raw: Json): readonly Json[] {
  const names = member(raw, 'extends');
  return names === undefined ? DEFAULT_PACKS : asList(names);
}

function overrideEntries(id: string, raw: Json): readonly Json[] {
  return asList(member(raw, 'overrides')).flatMap((override) => member(member(override, 'rules'), id) ?? []);
}

function isOff(entry: Json): boolean {
  const severity = isList(entry) ? entry[0] : entry;
  return severity === 'off' || severity === false;
}

/** A misspelt kind would silently match nothing; with its group written, any name is taken as meant. */
function kinds(raw: Json, { rules }: Catalogue): readonly Misfit[] {
  const declared = asList(member(raw, 'workloads')).flatMap((entry) => asString(member(entry, 'kind')) ?? []);
  const judged = rules
    .flatMap(({ match }) => (match.kinds === 'all' ? [] : match.kinds))
    .map((entry) => (entry === WORKLOADS ? entry : entry.kind));
  const known = new Set([...BUILT_IN_KINDS, ...declared, ...judged, WORKLOADS]);
  return matchedKinds(raw).flatMap(({ kind, path }) => {
    const meant = PLAIN_KIND.test(kind) && !known.has(kind) ? nearest(kind, known, 'strictly') : undefined;
    if (meant === undefined) return [];
    const suggestion = `did you mean ${meant}? If it is a kind of your own, write its group too: group/${kind}`;
    return [at(path, { code: 'unknown-kind', message: `${shown(kind)} is no kind of Kubernetes`, suggestion })];
  });
}

function matchedKinds(raw: Json): readonly { readonly kind: string; readonly path: Path }[] {
  return ['overrides', 'exemptions'].flatMap((section) =>
    asList(member(raw, section)).flatMap((entry, index) =>
      asList(member(member(entry, 'match'), 'kinds')).flatMap((kind, position) =>
        typeof kind === 'string' ? [{ kind, path: [section, index, 'match', 'kinds', position] }] : [],
      ),
    ),
  );
}

function workloads(raw: Json): readonly Misfit[] {
  return asList(member(raw, 'workloads')).flatMap((entry, index) => {
    const { apiVersion, kind }: JsonObject = asObject(entry);
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || workloadShape({ apiVersion, kind }, []) === undefined) return [];
    const message = `${shown(kind)} of ${shown(apiVersion)} is built in`;
    return [at(['workloads', index], { code: 'built-in-workload', message, suggestion: 'remove it: Lintel knows where its pods are' })];
  });
}

function at(path: Path, complaint: Complaint): Misfit {
  return { path, part: 'value', complaint };
}

const DEEPEST_PARAMETER = 4;
const PLAIN_KIND = /^[A-Z][A-Za-z0-9]*$/u;
