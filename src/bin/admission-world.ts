import { randomBytes } from 'node:crypto';
import type { Resource, ResourceRef } from '../engine/resource.ts';
import { kubernetesModel } from '../kube/model.ts';
import { gather, Share } from '../cli/collect.ts';
import { CommandFailure } from '../cli/failure.ts';
import { EXIT, type Io } from '../cli/io.ts';
import { openSession } from '../cli/session.ts';
import type { LoadedSettings } from '../cli/settings.ts';
import type { World } from '../webhook/world.ts';

/** What the webhook judges by: the settings, and what manifests say is in the cluster. */
export async function openWorld(settings: LoadedSettings, context: readonly string[], io: Io): Promise<World> {
  const session = openSession({ settings: settings.raw, door: 'admission', now: io.now, key: randomBytes(32).toString('hex') });
  const gathered = await gather(context, [], settings, io);
  const share = new Share(session, io.cwd);
  const learned = await share.learn(gathered.work, () => undefined);
  const problems = [...gathered.problems, ...learned.problems].filter(({ level }) => level === 'error');
  if (problems.length > 0) {
    const lines = problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
    throw new CommandFailure(
      EXIT.input,
      [...lines, 'What the cluster holds (--context) was not understood; the webhook did not start.'].join('\n'),
    );
  }
  for (const extract of learned.extracts) session.index.insert(extract);
  const objects = new Map(
    share.scanned.flatMap(({ subjects }) => subjects.map(({ subject }) => [nameOf(subject), subject.resource] as const)),
  );
  return {
    plan: session.plan,
    model: kubernetesModel,
    facts: session.index,
    declared: session.workloads,
    now: () => Date.now(),
    ownerOf: (ref): Resource | undefined => objects.get(nameOf(ref)),
  };
}

function nameOf({ kind, namespace = '', name }: Pick<ResourceRef, 'kind' | 'name' | 'namespace'>): string {
  return [kind, namespace, name].join('/');
}
