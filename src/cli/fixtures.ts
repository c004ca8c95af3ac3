import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { goldenOf, type Fixture } from './harness.ts';

/** The fixtures that a folder holds, in a stable order; none where there is no such folder. `show` names a file as the user does. */
export function readFixtures(folder: string, show: (file: string) => string): readonly Fixture[] {
  const names = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
  return names
    .filter((name) => /\.(?:ya?ml|json)$/u.test(name) && !/\.fixed\./u.test(name))
    .map((name) => ({
      file: show(path.join(folder, name)),
      text: read(name),
      golden: names.includes(goldenOf(name)) ? read(goldenOf(name)) : undefined,
      imageLock: names.includes(LOCK_NAME) ? read(LOCK_NAME) : undefined,
    }));
}

const LOCK_NAME = 'images.lock';
