import path from 'node:path';
import { valuesSchema } from './values-schema.ts';

/** Written by `node test/docs/write.ts`, with all else that follows from the rules. */
export const SCHEMA_FILE = path.resolve(import.meta.dirname, '../../charts/lintel/values.schema.json');

export function schemaText(): string {
  return `${JSON.stringify(valuesSchema(), null, 1)}\n`;
}
