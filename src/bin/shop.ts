import type { Finding } from '../engine/finding.ts';
import type { Subject } from '../engine/resource.ts';
import { gather, Share } from '../cli/collect.ts';
import { judge, type Scanned } from '../cli/examine.ts';
import type { Io } from '../cli/io.ts';
import { openSession, type Session } from '../cli/session.ts';
import { loadSettings, type LoadedSettings } from '../cli/settings.ts';

/** A folder of manifests, read and judged as the linter does. */
export interface Shop {
  readonly settings: LoadedSettings;
  readonly session: Session;
  readonly objects: readonly ShopObject[];
  readonly documents: number;
}

export interface ShopObject {
  readonly subject: Subject;
  readonly scanned: Scanned;
  readonly findings: readonly Finding[];
}

export async function openShop(io: Io): Promise<Shop> {
  const settings = await loadSettings({}, io);
  const session = openSession({ settings: settings.raw, door: 'files', now: io.now }, settings.catalogue);
  const gathered = await gather(['.'], [], settings, io);
  const share = new Share(session, io.cwd);
  const learned = share.learn(gathered.work, () => undefined);
  for (const extract of learned.extracts) session.index.insert(extract);
  const objects = share.scanned.flatMap((scanned) =>
    scanned.subjects.map((one) => ({
      subject: one.subject,
      scanned,
      findings: judge({ ...scanned, subjects: [one] }, session).map(({ finding }) => finding),
    })),
  );
  return { settings, session, objects, documents: learned.documents };
}
