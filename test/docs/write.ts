import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rules } from '../../policies/index.ts';
import { packs } from '../../policies/packs/index.ts';
import { SCHEMA_FILE, schemaText } from '../chart/schema-text.ts';
import { pages } from './pages.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Where the pages stand. */
export const policies = path.join(root, 'policies');

/** The pages as the rules and fixtures of this checkout make them. */
export function currentPages(): ReadonlyMap<string, string> {
  return pages({ rules, packs, fixtures: textsIn, source: sourceOf });
}

/** The checked-in pages about rules, by their paths under `policies/`. */
export function pagesOnDisk(): readonly string[] {
  const folder = path.join(policies, 'docs');
  return existsSync(folder) ? readdirSync(folder).map((file) => `docs/${file}`) : [];
}

function sourceOf(rule: string): string {
  return readFileSync(path.join(policies, `${rule}.ts`), 'utf8');
}

function textsIn(rule: string): ReadonlyMap<string, string> {
  const folder = path.join(root, 'fixtures', rule);
  const files = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const names = files.filter((file) => file.isFile()).map(({ name }) => name);
  return new Map(names.toSorted().map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

function write(): void {
  const made = currentPages();
  mkdirSync(path.join(policies, 'docs'), { recursive: true });
  for (const file of pagesOnDisk()) if (!made.has(file)) rmSync(path.join(policies, file));
  for (const [file, text] of made) writeFileSync(path.join(policies, file), text);
  writeFileSync(SCHEMA_FILE, schemaText());
}

if (import.meta.main) write();
