import { asList, asObject, asString, isObject, member, valueAt, type Json, type JsonObject, type Path } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { podSpec } from './workloads.ts';

/** A PersistentVolumeClaim as an object, or the template of those that a StatefulSet or a pod makes. */
export interface ClaimAt {
  /** Of the claim; of a template, what the names of its claims begin with. */
  readonly name: string;
  /** Of the object that holds `metadata` and `spec` of the claim. */
  readonly path: Path;
  readonly claim: JsonObject;
  readonly spec: JsonObject;
}

/** The claims that an object is or has made: one each, or for a workload so many of each as it has pods. */
export function claimsOf(subject: Identified): readonly ClaimAt[] {
  const { group, kind, name, resource } = subject;
  if (group === '' && kind === 'PersistentVolumeClaim') return [claimAt(resource, name, [])];
  const templates = group === 'apps' && kind === 'StatefulSet' ? asList(valueAt(resource, TEMPLATES)) : [];
  const kept = templates.flatMap((claim, index) => (isObject(claim) ? [claimAt(claim, nameOf(claim), [...TEMPLATES, index])] : []));
  return [...kept, ...ephemeralClaims(subject)];
}

/**
 * GetPersistentVolumeClaimClass of k8s.io/component-helpers/storage/volume: the class by its old annotation, else by its field. Undefined
 * where the cluster's default decides; empty where there is to be none.
 */
export function storageClassOf({ claim, spec }: Pick<ClaimAt, 'claim' | 'spec'>): string | undefined {
  return asString(valueAt(claim, ['metadata', 'annotations', OLD_CLASS])) ?? asString(member(spec, 'storageClassName'));
}

/** Generic ephemeral volumes: a claim for each pod, that goes with it. */
function ephemeralClaims(subject: Identified): readonly ClaimAt[] {
  const pod = podSpec(subject);
  return asList(member(pod?.spec, 'volumes')).flatMap((volume, index) => {
    const template = valueAt(volume, ['ephemeral', 'volumeClaimTemplate']);
    const path = [...(pod?.path ?? []), 'volumes', index, 'ephemeral', 'volumeClaimTemplate'];
    return isObject(template) ? [claimAt(template, asString(member(volume, 'name')) ?? '', path)] : [];
  });
}

function claimAt(claim: JsonObject, name: string, path: Path): ClaimAt {
  return { name, path, claim, spec: asObject(member(claim, 'spec')) };
}

function nameOf(claim: Json): string {
  return asString(valueAt(claim, ['metadata', 'name'])) ?? '';
}

const TEMPLATES: Path = ['spec', 'volumeClaimTemplates'];
const OLD_CLASS = 'volume.beta.kubernetes.io/storage-class';
