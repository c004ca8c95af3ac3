import type { Pack } from '../../src/engine/pack.ts';
import { pssBaseline, pssRestricted } from './pod-security.ts';
import { recommended } from './recommended.ts';
import { strict } from './strict.ts';

/** What `extends:` may name. */
export const packs: readonly Pack[] = [recommended, strict, pssBaseline, pssRestricted];
