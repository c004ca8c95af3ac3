import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from './failure.ts';

/** A file that may hold manifests; paths are as people write them, relative to where the search began. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  /** Named on the command line, so that whatever is wrong with it matters. */
  readonly explicit: boolean;
  /** The nearest folder above it that is a kustomization or a chart: its resources see each other, and no others. */
  readonly environment?: string;
}

export interface Found {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  readonly problems: readonly { readonly file: string; readonly code: 'unreadable' | 'not-found'; readonly message: string }[];
}

/**
 * Every manifest file under some paths, in a stable order, each once; folders that are reached twice are entered once. Reading is
 * synchronous here: thousands of small files are read in a fraction of the time, and nothing else waits meanwhile.
 */
export function findFiles(paths: readonly string[], cwd: string): Found {
  const search: Search = { cwd, files: new Map(), skipped: [], problems: [], entered: new Set(), roots: new Map() };
  for (const given of paths) findPath(search, given);
  return { files: [...search.files.values()], skipped: search.skipped, problems: search.problems };
}

interface Search {
  readonly cwd: string;
  readonly files: Map<string, FoundFile>;
  readonly skipped: { file: string; reason: string }[];
  readonly problems: { file: string; code: 'unreadable' | 'not-found'; message: string }[];
  /** Real paths of folders, so that a loop of links ends. */
  readonly entered: Set<string>;
  readonly roots: Map<string, string | undefined>;
}

function findPath(search: Search, given: string): void {
  const file = path.normalize(given);
  const absolute = path.resolve(search.cwd, file);
  if (!existsSync(absolute)) {
    search.problems.push({ file, code: 'not-found', message: 'There is no such file or folder. Check the path.' });
    return;
  }
  visit(search, file, true);
}

function visit(search: Search, file: string, explicit: boolean): void {
  try {
    const info = statSync(path.resolve(search.cwd, file));
    if (info.isDirectory()) enter(search, file);
    else if (info.isFile()) add(search, file, info.size, explicit);
    else takeOther(search, file, explicit);
  } catch (error) {
    search.problems.push({ file, code: 'unreadable', message: `Cannot be read: ${messageOf(error)}.` });
  }
}

/** A pipe or a device would be read once or for ever, and places are looked up twice. */
function takeOther(search: Search, file: string, explicit: boolean): void {
  if (explicit) search.problems.push({ file, code: 'unreadable', message: 'Not a regular file. Pipe what it holds to: lintel lint -' });
  else search.skipped.push({ file, reason: 'not a regular file' });
}

function enter(search: Search, folder: string): void {
  const real = realpathSync(path.resolve(search.cwd, folder));
  if (search.entered.has(real)) {
    search.skipped.push({ file: folder, reason: 'leads to a folder that was entered already' });
    return;
  }
  search.entered.add(real);
  const entries = readdirSync(real, { withFileTypes: true });
  const isChart = entries.some((entry) => entry.name === 'Chart.yaml');
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    if (entry.isFile() && !MANIFEST.test(entry.name)) continue;
    const reason = reasonToSkip(entry.name, isChart);
    if (reason !== undefined) search.skipped.push({ file, reason });
    else if (!entry.isSymbolicLink() || leadsToManifest(search, file)) visit(search, file, false);
  }
}

function reasonToSkip(name: string, isChart: boolean): string | undefined {
  if (name === '.git' || name === 'node_modules') return 'never holds manifests';
  if (isChart && name === 'templates') return 'templates of a Helm chart; render it first: helm template CHART | lintel lint -';
  return isSettingsName(name) ? 'settings of Lintel' : undefined;
}

function isSettingsName(name: string): boolean {
  return name === 'lintel.yaml' || name === 'lintel.yml';
}

/** A link counts by what it leads to; one that leads nowhere is reported when it is visited. */
function leadsToManifest(search: Search, file: string): boolean {
  try {
    return statSync(path.resolve(search.cwd, file)).isDirectory() || MANIFEST.test(file);
  } catch {
    return true;
  }
}

function add(search: Search, file: string, bytes: number, explicit: boolean): void {
  const key = path.resolve(search.cwd, file);
  if (search.files.has(key)) return;
  const environment = rootAbove(search, path.dirname(file));
  search.files.set(key, { path: file, bytes, explicit, ...(environment !== undefined && { environment }) });
}

function rootAbove(search: Search, folder: string): string | undefined {
  if (search.roots.has(folder)) return search.roots.get(folder);
  const isRoot = ROOT_FILES.some((name) => existsSync(path.resolve(search.cwd, folder, name)));
  const parent = path.dirname(folder);
  const above = parent === folder || folder.endsWith('..') ? undefined : rootAbove(search, parent);
  const root = isRoot ? folder : above;
  search.roots.set(folder, root);
  return root;
}

const MANIFEST = /\.(?:ya?ml|json)$/iu;
const ROOT_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization', 'Chart.yaml'];
