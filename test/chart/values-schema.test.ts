import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SCHEMA_FILE, schemaText } from './schema-text.ts';

test("the schema of the chart's values is what the rules make it", () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8'), 'node test/docs/write.ts writes it').toBe(schemaText());
});
