import type { Pack } from '../../src/engine/pack.ts';
import { recommended } from './recommended.ts';

export const strict: Pack = {
  name: 'strict',
  summary: 'recommended, and what a security-minded platform team turns on; advice raised to errors.',
  rules: new Map([
    ...recommended.rules,
    ['ambiguous-registry-prefix', { severity: 'error' }],
    ['deprecated-registry', { severity: 'error' }],
    ['egress-blocks-metadata-api', { severity: 'error' }],
    ['egress-not-open', { severity: 'error' }],
    ['emptydir-size-limit', { severity: 'warning' }],
    ['forbidden-component', { severity: 'error' }],
    ['image-pull-policy', { severity: 'error', parameters: { mutableTags: 'all' } }],
    ['limit-request-ratio', { severity: 'warning' }],
    ['netpol-selector-sane', { severity: 'warning' }],
    ['no-exec-probe-commands', { severity: 'warning' }],
    ['no-sa-token-secret', { severity: 'error' }],
    ['no-secret-env-ref', { severity: 'warning' }],
    ['probe-port-exposed', { severity: 'error' }],
    ['probe-timing', { severity: 'warning' }],
    ['probes-not-identical', { severity: 'error' }],
    ['require-digest', { severity: 'error' }],
    ['require-ephemeral-storage', { severity: 'warning' }],
    ['require-image-pull-secret', { severity: 'warning' }],
    ['require-liveness-probe', { severity: 'error' }],
    ['require-network-policy', { severity: 'error' }],
    ['require-prestop-or-grace', { severity: 'warning' }],
    ['require-startup-probe-when-slow', { severity: 'warning' }],
    ['resource-bounds', { severity: 'error' }],
    ['workload-egress-bounded', { severity: 'error' }],
  ]),
};
