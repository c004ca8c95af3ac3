import type { Pack } from '../../src/engine/pack.ts';
import { recommended } from './recommended.ts';

export const strict: Pack = {
  name: 'strict',
  summary: 'recommended, and what a security-minded platform team turns on; advice raised to errors.',
  rules: new Map([
    ...recommended.rules,
    ['allowed-volume-types', { severity: 'error' }],
    ['ambiguous-registry-prefix', { severity: 'error' }],
    ['apparmor-profile', { severity: 'error' }],
    ['deprecated-registry', { severity: 'error' }],
    ['drop-all-capabilities', { severity: 'error' }],
    ['emptydir-size-limit', { severity: 'warning' }],
    ['forbidden-component', { severity: 'error' }],
    ['image-pull-policy', { severity: 'error', parameters: { mutableTags: 'all' } }],
    ['limit-request-ratio', { severity: 'warning' }],
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
    ['require-prestop-or-grace', { severity: 'warning' }],
    ['require-startup-probe-when-slow', { severity: 'warning' }],
    ['resource-bounds', { severity: 'error' }],
    ['seccomp-profile', { severity: 'error' }],
    ['selinux-options', { severity: 'error' }],
  ]),
};
