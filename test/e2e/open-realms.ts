import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Input } from '../../src/cli/examine.ts';
import type { RawSettings, RawWorkload } from '../../src/settings/raw.ts';
import { realmsOf, worldOf, type Realm } from '../realms.ts';
import type { Ground } from './ground.ts';
import { furnish, type Inventory } from './inventory.ts';
import { openSwappable, type SwappableDoor } from './swappable.ts';

/** The realms of many folders before a real API server: it holds what they need, and asks one door about all of them. */
export interface OpenRealms {
  /** By folder. */
  readonly realms: ReadonlyMap<string, readonly Realm[]>;
  readonly inventory: Inventory;
  readonly door: SwappableDoor;
  readonly close: () => Promise<void>;
}

export interface HowToAsk {
  /** What a folder's realms are judged by. */
  readonly settle: (folder: string) => (raw: RawSettings, input: Input) => RawSettings;
  /** What the registration is rendered from, given every kind that any realm declares. */
  readonly registered: (workloads: readonly RawWorkload[]) => RawSettings;
}

export async function openRealms(folders: readonly string[], { settle, registered }: HowToAsk, ground: Ground): Promise<OpenRealms> {
  const realms = new Map<string, readonly Realm[]>();
  for (const folder of folders) realms.set(folder, await realmsOf(folder, settle(folder), Date.now()));
  const all = [...realms.values()].flat();
  const [first] = all;
  if (first === undefined) throw new Error('there is nothing to compare');
  const subjects = all.flatMap(({ files }) => files.flatMap((file) => file.subjects.map(({ subject }) => subject)));
  const inventory = await furnish(subjects, ground.admin);
  const door = await openSwappable(worldOf(first));
  ground.recorder.door = door;
  const scratch = mkdtempSync(path.join(tmpdir(), 'lintel-realms-'));
  const settings = path.join(scratch, 'lintel.yaml');
  writeFileSync(settings, JSON.stringify(registered(all.flatMap(({ spec }) => spec.settings.workloads ?? []))));
  await ground.register(settings);
  return {
    realms,
    inventory,
    door,
    async close() {
      rmSync(scratch, { recursive: true });
      await ground.unregister();
      await door.close();
    },
  };
}
