import type { Subject } from '../engine/resource.ts';
import { Locator } from '../manifest/locate.ts';
import { gather, Share } from './collect.ts';
import type { Io } from './io.ts';
import { openSession } from './session.ts';
import type { LoadedSettings } from './settings.ts';

/** The objects of some files, and what of these was not understood. */
export interface FoundSubjects {
  readonly subjects: readonly { readonly subject: Subject; readonly file: string; readonly line: number }[];
  readonly problems: readonly string[];
}

/** Reads files without judging them: no rule of the user's own is to run where nobody watches it. */
export async function subjectsIn(paths: readonly string[], settings: LoadedSettings, io: Io): Promise<FoundSubjects> {
  const gathered = await gather(paths, [], settings, io);
  const spec = { settings: settings.raw, only: [], door: 'files', now: io.now, key: '' } as const;
  const share = new Share(openSession(spec, settings.catalogue), io.cwd);
  const learned = share.learn(gathered.work, () => undefined);
  const subjects = share.scanned.flatMap(({ input, subjects: found }) => {
    const locator = new Locator(input.text);
    return found.map(({ subject, manifest }) => ({ subject, file: input.path, line: locator.rangeOf(manifest, []).line }));
  });
  const problems = [...gathered.problems, ...learned.problems]
    .filter(({ level }) => level === 'error')
    .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  return { subjects, problems };
}
