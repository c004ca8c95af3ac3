import { asList, asString, isObject, member, valueAt, type Json, type JsonObject, type Path } from '../engine/json.ts';
import { canonicalQuotaName } from './quota-names.ts';
import { matchesSelector } from './selectors.ts';

/** What a quota is narrowed to (core/v1 ScopedResourceSelectorRequirement). A quota counts what matches all of its own. */
export type QuotaScope = { readonly name: string; readonly operator: string; readonly values: readonly Json[] };

/** What scopes ask of a pod. */
export interface ScopedPod {
  /** spec.activeDeadlineSeconds of the pod: that of its Job does not count. */
  readonly terminating: boolean;
  /** Its quality of service. */
  readonly bestEffort: boolean;
  readonly priorityClass: string;
  /** Some affinity term of it looks into other namespaces. */
  readonly crossNamespace: boolean;
}

/** getScopeSelectorsFromQuota: a name under `scopes` is one that must exist. */
export function quotaScopes(spec: Json | undefined): readonly QuotaScope[] {
  const named = asList(member(spec, 'scopes')).map((name) => ({ name: asString(name) ?? '', operator: 'Exists', values: [] }));
  const selected = asList(valueAt(spec, SELECTORS)).map((expression) => ({
    name: asString(member(expression, 'scopeName')) ?? '',
    operator: asString(member(expression, 'operator')) ?? '',
    values: asList(member(expression, 'values')),
  }));
  return [...named, ...selected];
}

/** podMatchesScopeFunc of pkg/quota/v1/evaluator/core/pods.go, for every scope of a quota. */
export function podMatchesScopes(scopes: readonly QuotaScope[], pod: ScopedPod): boolean {
  return scopes.every((scope) => {
    const { terminating, bestEffort, priorityClass, crossNamespace } = pod;
    if (scope.name === 'PriorityClass') return matchesName(scope, priorityClass === '' ? [] : [priorityClass]);
    const held = { Terminating: terminating, NotTerminating: !terminating, BestEffort: bestEffort, NotBestEffort: !bestEffort };
    return (
      scope.operator === 'Exists' &&
      Object.entries({ ...held, CrossNamespacePodAffinity: crossNamespace }).some(([name, is]) => is && name === scope.name)
    );
  });
}

/** pvcMatchesScopeFunc: of all scopes, claims know the classes of volume attributes alone. */
export function claimMatchesScopes(scopes: readonly QuotaScope[], attributesClasses: readonly string[]): boolean {
  return scopes.every((scope) => scope.name === 'VolumeAttributesClass' && matchesName(scope, attributesClasses));
}

export interface ScopeFault {
  readonly path: Path;
  readonly reason: string;
}

/** Scopes that the API server would refuse (validateResourceQuotaScopes, validateScopeSelector): a quota with one counts nothing. */
export function scopeFaults(spec: Json | undefined): readonly ScopeFault[] {
  const hard = member(spec, 'hard');
  const resources = isObject(hard) ? Object.keys(hard) : [];
  const scopes = quotaScopes(spec);
  const listed = asList(member(spec, 'scopes')).length;
  return scopes.flatMap((scope, index) => {
    const path = index < listed ? ['spec', 'scopes', index] : ['spec', ...SELECTORS, index - listed];
    const opposite = scopes.slice(0, index).find(({ name }) => OPPOSITES.get(name) === scope.name);
    const contradiction = opposite === undefined ? [] : [{ path, reason: `nothing is both ${opposite.name} and ${scope.name}` }];
    return [...faultsOf(scope, path, index < listed, resources), ...contradiction];
  });
}

function faultsOf(scope: QuotaScope, path: Path, isNamed: boolean, resources: readonly string[]): readonly ScopeFault[] {
  const { name } = scope;
  const counted = COUNTED.get(name);
  if (counted === undefined) return [{ path: isNamed ? path : [...path, 'scopeName'], reason: `"${name}" is no scope` }];
  const foreign = resources.filter((resource) => isStandard(resource) && !counted.test(canonicalQuotaName(resource)));
  const found = foreign.map((resource) => ({ path, reason: `scope ${name} does not go with ${resource}` }));
  return [...found, ...requirementFaults(scope, path)];
}

/** validateScopedResourceSelectorRequirement. */
function requirementFaults({ name, operator, values }: QuotaScope, path: Path): readonly ScopeFault[] {
  const isByName = name === 'PriorityClass' || name === 'VolumeAttributesClass';
  if (!OPERATORS.has(operator) || (!isByName && operator !== 'Exists'))
    return [{ path: [...path, 'operator'], reason: `scope ${name} has no operator "${operator}"` }];
  const needsValues = operator === 'In' || operator === 'NotIn';
  if (needsValues === values.length > 0) return [];
  return [{ path: [...path, 'values'], reason: `operator ${operator} ${needsValues ? 'needs values' : 'takes no values'}` }];
}

/** A pod or a claim of several classes matches by any of them. */
function matchesName({ name, operator, values }: QuotaScope, names: readonly string[]): boolean {
  const selector: JsonObject = { matchExpressions: [{ key: name, operator, values }] };
  if (names.length === 0) return matchesSelector(selector, {});
  return names.some((value) => matchesSelector(selector, { [name]: value }));
}

/** IsStandardQuotaResourceName: names with a domain go with every scope, and then count nothing. */
function isStandard(resource: string): boolean {
  return !resource.includes('/');
}

const SELECTORS: Path = ['scopeSelector', 'matchExpressions'];
const OPPOSITES: ReadonlyMap<string, string> = new Map([
  ['BestEffort', 'NotBestEffort'],
  ['NotBestEffort', 'BestEffort'],
  ['Terminating', 'NotTerminating'],
  ['NotTerminating', 'Terminating'],
]);
const OPERATORS: ReadonlySet<string> = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);
const PODS = /^(?:pods|(?:requests|limits)\.(?:cpu|memory))$/u;
/** IsResourceQuotaScopeValidForResource. */
const COUNTED: ReadonlyMap<string, RegExp> = new Map([
  ['Terminating', PODS],
  ['NotTerminating', PODS],
  ['NotBestEffort', PODS],
  ['PriorityClass', PODS],
  ['CrossNamespacePodAffinity', PODS],
  ['BestEffort', /^pods$/u],
  ['VolumeAttributesClass', /^(?:persistentvolumeclaims|requests\.storage)$/u],
]);
