#!/usr/bin/env node
import module from 'node:module';

/** The command of the npm package. Only what is loaded after the cache is on is kept compiled, hence a file of its own. */
if ('enableCompileCache' in module) module.enableCompileCache();
await import('./lintel.ts');
