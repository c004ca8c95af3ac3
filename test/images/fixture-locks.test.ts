import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fixtureLocks } from './fixture-locks.ts';

test.each([...(await fixtureLocks())])('the lock file of %s is what test/images/fixture-locks.ts writes', (rule, text) => {
  expect(readFileSync(path.resolve(import.meta.dirname, '../../fixtures', rule, 'images.lock'), 'utf8')).toBe(text);
});
