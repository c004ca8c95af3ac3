import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { valuesSchema } from './values-schema.ts';

/** `node test/chart/write.ts` writes `charts/lintel/values.schema.json`; a test compares it. */
export const SCHEMA_FILE = path.resolve(import.meta.dirname, '../../charts/lintel/values.schema.json');

export function schemaText(): string {
  return `${JSON.stringify(valuesSchema(), null, 1)}\n`;
}

if (import.meta.main) await writeFile(SCHEMA_FILE, schemaText());
