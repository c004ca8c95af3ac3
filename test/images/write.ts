import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fixtureLocks } from './fixture-locks.ts';

/** Writes the lock files of the fixtures anew. */
for (const [rule, text] of await fixtureLocks())
  writeFileSync(path.resolve(import.meta.dirname, '../../fixtures', rule, 'images.lock'), text);
