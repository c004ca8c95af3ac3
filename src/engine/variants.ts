import type { Model } from './finding.ts';
import type { ActiveRule, Layer, ResolvedSetting } from './plan.ts';
import { layered } from './plan.ts';
import type { ContainerRef } from './policy.ts';
import type { Subject } from './resource.ts';

/** One setting under which a rule runs on a subject, and the offences that it answers for. */
export interface Variant {
  readonly setting: ResolvedSetting;
  readonly accepts: (container: ContainerRef | undefined) => boolean;
}

/**
 * Usually one. Where overrides narrow to containers, one for each combination that the subject's containers really have; an offence
 * about a container that is none of those is judged as one about no container, so that none is lost.
 */
export function variantsOf(active: ActiveRule, subject: Subject, model: Model): readonly Variant[] {
  if (active.layers.length === 0) return [{ setting: active.setting, accepts: acceptsAll }];
  const layers = active.layers.filter(({ scope }) => scope.subject?.(subject) !== false);
  if (layers.every(({ scope }) => scope.container === undefined)) return [{ setting: fold(active, layers), accepts: acceptsAll }];
  const combinations = new Map<string, readonly Layer[]>();
  for (const container of [undefined, ...model.containers(subject)]) {
    const chosen = layersFor(layers, container);
    combinations.set(keyOf(layers, chosen), chosen);
  }
  const combinationOf = (container: ContainerRef | undefined): string => {
    const key = keyOf(layers, layersFor(layers, container));
    return combinations.has(key) ? key : keyOf(layers, layersFor(layers, undefined));
  };
  return [...combinations].map(([key, chosen]) => ({
    setting: fold(active, chosen),
    accepts: (container) => combinationOf(container) === key,
  }));
}

/** The layers that hold for one container; without a container, those that narrow to none. */
function layersFor(layers: readonly Layer[], container: ContainerRef | undefined): readonly Layer[] {
  return layers.filter(({ scope }) => scope.container === undefined || (container !== undefined && scope.container(container)));
}

function keyOf(layers: readonly Layer[], chosen: readonly Layer[]): string {
  return layers.map((layer) => (chosen.includes(layer) ? '1' : '0')).join('');
}

function fold(active: ActiveRule, layers: readonly Layer[]): ResolvedSetting {
  let setting = active.setting;
  for (const { change } of layers) setting = layered(active.rule, setting, change);
  return setting;
}

function acceptsAll(): boolean {
  return true;
}
