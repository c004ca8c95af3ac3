import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { rules } from '../policies/index.ts';
import { gather, Share } from '../src/cli/collect.ts';
import { judge, scan, type Input, type Scanned, type ScannedSubject } from '../src/cli/examine.ts';
import type { Io } from '../src/cli/io.ts';
import { openSession, type Session, type SessionSpec } from '../src/cli/session.ts';
import { loadSettings } from '../src/cli/settings.ts';
import { SUPPRESSION } from '../src/cli/suppress.ts';
import type { Finding } from '../src/engine/finding.ts';
import { toPointer } from '../src/engine/json.ts';
import { kubernetesModel } from '../src/kube/model.ts';
import type { Resource, Subject } from '../src/engine/resource.ts';
import type { RawSettings } from '../src/settings/raw.ts';
import type { World } from '../src/webhook/world.ts';

/** Files whose objects see each other and no others, under settings that hold for all of them. */
export interface Realm {
  readonly name: string;
  readonly spec: SessionSpec;
  readonly files: readonly Scanned[];
  readonly session: Session;
}

/** The folders of files that both doors are compared on: our fixtures, and real manifests where they are there. */
export function realFolders(): readonly string[] {
  if (!existsSync(CORPUS)) console.warn('../shared/corpus is not there: the two doors were compared on fixtures alone.');
  return [SHOP, ...foldersOf(FIXTURES).filter((folder) => folder !== SHOP), ...foldersOf(CORPUS)];
}

/**
 * A folder's realms: each fixture of a rule is one of its own, elsewhere each environment is. Settings are those of the folder,
 * as `settle` changes them for the text of a file.
 */
export async function realmsOf(
  folder: string,
  settle: (raw: RawSettings, input: Input) => RawSettings,
  now: number,
): Promise<readonly Realm[]> {
  const io = silentIo(folder, now);
  const settings = await loadSettings({}, io);
  const gathered = await gather(['.'], [], settings, io);
  const share = new Share(openSession({ settings: settings.raw, door: 'files', now, key: KEY }), io.cwd);
  share.learn(gathered.work, () => undefined);
  const isRule = path.dirname(folder) === FIXTURES && folder !== SHOP;
  const groups = Map.groupBy(share.scanned, ({ input }) => (isRule ? input.path : (input.environment ?? '')));
  return Array.from(groups, ([name, files]) => {
    const [{ input } = { input: undefined }] = files;
    const raw = input === undefined ? settings.raw : settle(settings.raw, input);
    return openRealm(
      name,
      files.map(({ input }) => input),
      { settings: raw, door: 'files', now, key: KEY },
    );
  });
}

/** The same realm, had its objects been written otherwise; files where that makes no difference stay as they are. */
export function rewritten({ name, spec, files }: Realm, rewrite: (subject: Subject) => Resource): Realm {
  const inputs = files.map(({ input, subjects }) => {
    const objects = subjects.map(({ subject }) => rewrite(subject));
    if (subjects.every(({ subject }, index) => subject.resource === objects[index])) return input;
    return { ...input, text: objects.map((object) => JSON.stringify(object)).join('\n---\n') };
  });
  return openRealm(name, inputs, spec);
}

/** What lint says of one object, as far as the webhook can say it too. */
export function offline({ session }: Realm, file: Scanned, one: ScannedSubject): readonly Finding[] {
  return judge({ ...file, subjects: [one] }, session)
    .map(({ finding }) => finding)
    .filter(({ rule }) => !FILES_ALONE.has(rule));
}

/** A cluster that holds the objects of a realm, as the webhook knows it. */
export function worldOf({ spec, files }: Realm): World {
  const { plan, index, workloads } = openSession({ ...spec, door: 'admission' });
  for (const { subject } of files.flatMap(({ subjects }) => subjects)) {
    const { environment: _, document: __, ...known } = subject;
    index.put({ ...known, resource: kubernetesModel.stored(subject) });
  }
  return { plan, model: kubernetesModel, facts: index, declared: workloads, now: () => spec.now };
}

/** All that must be equal at both doors. */
export function told({ rule, messageId, message, path: at, enforcement, severity, container }: Finding): string {
  return `${rule}/${messageId} ${toPointer(at)} ${severity} ${enforcement} ${container ?? '-'} ${message}`;
}

function openRealm(name: string, inputs: readonly Input[], spec: SessionSpec): Realm {
  const session = openSession(spec);
  const scanned = inputs.map((input) => scan(input, session));
  for (const { extracts } of scanned) for (const extract of extracts) session.index.insert(extract);
  return { name, spec, session, files: scanned };
}

function foldersOf(parent: string): readonly string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .map((name) => path.join(parent, name))
    .filter((folder) => statSync(folder).isDirectory());
}

function silentIo(cwd: string, now: number): Io {
  const { stdin, stdout, stderr } = process;
  return { stdin, stdout, stderr, env: {}, cwd, now, cores: 1 };
}

const REPOSITORY = path.resolve(import.meta.dirname, '..');
const CORPUS = path.resolve(REPOSITORY, '../shared/corpus');
const FIXTURES = path.join(REPOSITORY, 'fixtures');
const SHOP = path.join(FIXTURES, 'shop');
const KEY = 'doors';
const FILES_ALONE = new Set([SUPPRESSION, ...rules.filter(({ doors }) => doors === 'files').map(({ id }) => id)]);
