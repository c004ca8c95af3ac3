#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

/** The command of the npm package. Only what is loaded after the cache is on is kept compiled, hence a file of its own. */
enableCompileCache();
await import('./lintel.ts');
