import { readFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import type { Resource } from '../../../src/engine/resource.ts';
import type { Client } from '../../e2e/client.ts';
import type { Part } from '../../e2e/part.ts';
import type { PlaneAddress } from '../../e2e/plane.ts';

/** A policy engine that stands behind a real control plane, and where reviews are sent to it. */
export interface RunningPeer {
  /** With its version. */
  readonly name: string;
  readonly url: string;
  readonly part: Part;
}

/** Starts one with the six rules, which it may take a while to learn; undefined where it cannot be had, which has been told. */
export type StartPeer = (plane: PlaneAddress, admin: Client) => Promise<RunningPeer | undefined>;

/** What a peer answers once it runs; what was started does not outlive a failure. */
export async function runningOr<T>(part: Part, settle: () => Promise<T>): Promise<T> {
  try {
    return await settle();
  } catch (error) {
    await part.stop();
    throw new Error(`${part.name} did not come up; it said:\n${part.output().slice(-TOLD)}`, { cause: error });
  }
}

/** The objects of every YAML file that a pattern finds below a folder. */
export async function manifestsIn(folder: string, pattern: string): Promise<readonly Resource[]> {
  const files = globSync(pattern, { cwd: folder }).toSorted();
  const texts = await Promise.all(files.map(async (file) => await readFile(path.join(folder, file), 'utf8')));
  return texts.flatMap((text) => loadAll(text) as readonly (Resource | null)[]).filter((object) => object !== null);
}

const TOLD = 4000;
