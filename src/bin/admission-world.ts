import type { Resource, ResourceRef } from '../engine/resource.ts';
import type { Extract } from '../facts/extract.ts';
import { kubernetesModel } from '../kube/model.ts';
import { gather, Share } from '../cli/collect.ts';
import { CommandFailure } from '../cli/failure.ts';
import { EXIT, type Io } from '../cli/io.ts';
import { catalogueOf } from '../cli/catalogue.ts';
import { hashKey, openSession, type SessionSpec } from '../cli/session.ts';
import type { LoadedSettings } from '../cli/settings.ts';
import type { World } from '../webhook/world.ts';

/** What a world is made of: plain data, so that every thread can open the same one. */
export interface WorldSpec {
  readonly session: SessionSpec;
  /** What the rules may know of the cluster's objects. */
  readonly extracts: readonly Extract[];
  /** The objects themselves, by name: owners of what controllers write, and what a `scale` changes. */
  readonly objects: ReadonlyMap<string, Resource>;
}

/** What the webhook judges by: the settings, and what manifests say is in the cluster. */
export async function openWorld(settings: LoadedSettings, context: readonly string[], io: Io): Promise<World> {
  return await worldFrom(await gatherWorld(settings, context, io));
}

export async function gatherWorld(settings: LoadedSettings, context: readonly string[], io: Io): Promise<WorldSpec> {
  const spec: SessionSpec = {
    settings: settings.raw,
    policyFiles: settings.policyFiles,
    policyTexts: settings.policyTexts,
    door: 'admission',
    now: io.now,
    key: hashKey(),
  };
  const gathered = await gather(context, [], settings, io);
  const share = new Share(openSession(spec, settings.catalogue), io.cwd);
  const learned = share.learn(gathered.work, () => undefined);
  const problems = [...gathered.problems, ...learned.problems].filter(({ level }) => level === 'error');
  if (problems.length > 0) {
    const lines = problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
    throw new CommandFailure(
      EXIT.input,
      [...lines, 'What the cluster holds (--context) was not understood; the webhook did not start.'].join('\n'),
    );
  }
  const objects = share.scanned.flatMap(({ subjects }) => subjects.map(({ subject }) => [nameOf(subject), subject.resource] as const));
  return { session: spec, extracts: learned.extracts, objects: new Map(objects) };
}

export async function worldFrom({ session: spec, extracts, objects }: WorldSpec): Promise<World> {
  const catalogue = await catalogueOf(spec);
  const session = openSession(spec, catalogue);
  for (const extract of extracts) session.index.insert(extract);
  return {
    plan: session.plan,
    own: catalogue.own,
    model: kubernetesModel,
    facts: session.index,
    declared: session.workloads,
    now: () => Date.now(),
    revision: () => session.index.revision,
    ownerOf: (ref): Resource | undefined => objects.get(nameOf(ref)),
  };
}

function nameOf({ kind, namespace = '', name }: Pick<ResourceRef, 'kind' | 'name' | 'namespace'>): string {
  return [kind, namespace, name].join('/');
}
