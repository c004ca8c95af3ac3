import type { Pack } from '../../src/engine/pack.ts';

export const recommended: Pack = {
  name: 'recommended',
  summary: 'What almost everyone agrees on; nothing whose remedy is a matter of taste is an error.',
  rules: new Map([
    ['allowed-registries', { severity: 'error' }],
    ['duplicate-env-var', { severity: 'error' }],
    ['image-pull-policy', { severity: 'warning' }],
    ['no-latest-tag', { severity: 'error' }],
    ['no-privileged', { severity: 'error' }],
    ['no-secret-in-env-literal', { severity: 'error' }],
    ['no-shared-db-secret', { severity: 'error' }],
    ['require-cpu-request', { severity: 'error' }],
    ['require-liveness-probe', { severity: 'warning' }],
    ['require-memory-limit', { severity: 'error' }],
    ['require-memory-request', { severity: 'error' }],
    ['require-readiness-probe', { severity: 'error' }],
    ['sane-quantity-units', { severity: 'error' }],
    ['unique-object', { severity: 'error' }],
  ]),
};
