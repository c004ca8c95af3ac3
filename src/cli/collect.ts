import path from 'node:path';
import type { Extract } from '../facts/extract.ts';
import { findFiles, type FoundFile } from '../sources/find.ts';
import { readSource, readStream } from '../sources/read.ts';
import type { ReportProblem, Skipped } from '../report/report.ts';
import { judge, scan, type Input, type PlacedFinding, type Scanned } from './examine.ts';
import type { Io } from './io.ts';
import { inEnvironments } from './environments.ts';
import { kustomized } from './kustomizations.ts';
import type { Session } from './session.ts';
import type { LoadedSettings } from './settings.ts';

/** A file of this run: found on disk, or the standard input. */
export interface Work extends FoundFile {
  readonly context: boolean;
  /** Relative to the settings file. */
  readonly settingsPath: string;
  /** Of objects that name none: what its environment says. */
  readonly namespace?: string;
  /** Given where it is no file: what standard input held. */
  readonly text?: string;
  /** For context: the environments that know it, where these are others than its own. */
  readonly knownTo?: readonly (string | undefined)[];
}

export interface Gathered {
  readonly work: readonly Work[];
  readonly problems: readonly ReportProblem[];
  readonly skipped: readonly Skipped[];
}

/** What one thread makes of its share of the files, first pass. */
export interface Learned {
  readonly extracts: readonly Extract[];
  readonly problems: readonly ReportProblem[];
  readonly skipped: readonly Skipped[];
  readonly documents: number;
  readonly resources: number;
}

/** The files that paths and context name; a file that is both is judged. */
export async function gather(
  paths: readonly string[],
  context: readonly string[],
  settings: Pick<LoadedSettings, 'folder' | 'raw'>,
  io: Io,
): Promise<Gathered> {
  const problems: ReportProblem[] = [];
  const skipped = new Map<string, Skipped>();
  const work = new Map<string, Work>();
  const take = (given: readonly string[], isContext: boolean): void => {
    const found = findFiles(given, io.cwd);
    for (const { file, code, message } of found.problems) problems.push(unreadProblem(file, code, message, isContext));
    for (const entry of found.skipped) if (!skipped.has(entry.file)) skipped.set(entry.file, entry);
    for (const file of found.files) {
      const absolute = path.resolve(io.cwd, file.path);
      if (!work.has(absolute)) work.set(absolute, { ...file, context: isContext, settingsPath: relative(settings.folder, absolute) });
    }
  };
  if (paths.includes('-')) await takeStdin(io, work, problems);
  take(
    paths.filter((given) => given !== '-'),
    false,
  );
  take(context, true);
  const { work: whole, partial } = kustomized([...work.values()], io.cwd);
  for (const { file, kustomization } of partial) {
    const reason = `is a part of ${kustomization}; lint what it renders: kubectl kustomize ${path.dirname(kustomization)} | lintel lint -`;
    skipped.set(file, { file, reason });
  }
  return { work: spreadContext(inEnvironments(whole, settings.raw.environments)), problems, skipped: [...skipped.values()] };
}

/** A path that was named and is not there is the caller's slip, context or not. */
function unreadProblem(file: string, code: string, message: string, isContext: boolean): ReportProblem {
  return { file, line: 1, column: 1, code, message, level: isContext && code !== 'not-found' ? 'warning' : 'error' };
}

/** Context of an environment that nothing is judged in was meant for those that are judged. */
function spreadContext(work: readonly Work[]): readonly Work[] {
  const judged = new Set(work.filter((item) => !item.context).map(({ environment }) => environment));
  if (judged.size === 0) return work;
  return work.map((item) => (judged.has(item.environment) ? item : { ...item, knownTo: [...judged] }));
}

async function takeStdin(io: Io, work: Map<string, Work>, problems: ReportProblem[]): Promise<void> {
  const source = await readStream(io.stdin);
  if ('text' in source) {
    work.set('-', { path: STDIN, bytes: source.text.length, explicit: true, context: false, settingsPath: STDIN, text: source.text });
  } else {
    problems.push(unreadProblem(STDIN, source.code, source.message, false));
  }
}

/** The two passes over a share of the files, in one thread. */
export class Share {
  readonly #session: Session;
  readonly #cwd: string;
  readonly #scanned: Scanned[] = [];

  constructor(session: Session, cwd: string) {
    this.#session = session;
    this.#cwd = cwd;
  }

  learn(work: readonly Work[], progress: (done: number) => void): Learned {
    const unread: ReportProblem[] = [];
    const skipped: (readonly Skipped[])[] = [];
    for (const [index, item] of work.entries()) {
      const source = item.text === undefined ? readSource(path.resolve(this.#cwd, item.path), item.bytes) : { text: item.text };
      if ('text' in source) skipped.push(this.#take(item, source.text));
      else unread.push(unreadProblem(item.path, source.code, source.message, item.context));
      progress(index + 1);
    }
    return {
      extracts: this.#scanned.flatMap(({ extracts }) => extracts),
      problems: [...unread, ...this.#scanned.flatMap(({ problems }) => problems)],
      skipped: skipped.flat(),
      documents: this.#scanned.reduce((sum, { documents }) => sum + documents, 0),
      resources: this.#scanned.reduce((sum, { subjects }) => sum + subjects.length, 0),
    };
  }

  /** Once the index of the session has what all threads learned. */
  judge(progress: (done: number) => void): readonly PlacedFinding[] {
    return this.#scanned.flatMap((scanned, index) => {
      progress(index + 1);
      return judge(scanned, this.#session);
    });
  }

  get scanned(): readonly Scanned[] {
    return this.#scanned;
  }

  /** What of a file is no manifest. */
  #take(item: Work, text: string): readonly Skipped[] {
    const { path: shown, settingsPath, environment, namespace, context, knownTo } = item;
    const input: Input = { path: shown, settingsPath, text, environment, namespace, context, knownTo };
    const scanned = scan(input, this.#session);
    if (isOtherJson(item, text, scanned)) return [{ file: item.path, reason: 'is no manifest: JSON with comments, without an apiVersion' }];
    this.#scanned.push(scanned);
    return scanned.skipped;
  }
}

/** A `.json` that a folder happens to hold (an editor's settings, say) need not be a manifest, nor even JSON. */
function isOtherJson(item: Work, text: string, { problems }: Scanned): boolean {
  return !item.explicit && item.path.endsWith('.json') && problems.length > 0 && !text.includes('"apiVersion"');
}

function relative(folder: string, absolute: string): string {
  return path.relative(folder, absolute).split(path.sep).join('/');
}

const STDIN = '<stdin>';
