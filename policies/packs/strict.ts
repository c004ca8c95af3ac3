import type { Pack } from '../../src/engine/pack.ts';
import { recommended } from './recommended.ts';

export const strict: Pack = {
  name: 'strict',
  summary: 'recommended, and what a security-minded platform team turns on; advice raised to errors.',
  rules: new Map([
    ...recommended.rules,
    ['image-pull-policy', { severity: 'error', parameters: { mutableTags: 'all' } }],
    ['require-liveness-probe', { severity: 'error' }],
  ]),
};
