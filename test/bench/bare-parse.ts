import { readFile } from 'node:fs/promises';
import { loadAll } from 'js-yaml';

/** The least that any linter in this language does: the same files read the same way, and parsed. Run in the corpus' folder. */
const kept: unknown[] = [];
const files = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as readonly string[];
for (const file of files) {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  try {
    kept.push(loadAll(text));
  } catch {
    // What it cannot read costs it what it cost so far.
  }
}
process.exitCode = kept.length > 0 ? 0 : 1;
