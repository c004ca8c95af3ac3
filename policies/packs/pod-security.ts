import type { Pack, PackEntry, PackStandard } from '../../src/engine/pack.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { NEWEST_MINOR } from '../shared/pod-security.ts';

const ERROR: PackEntry = { severity: 'error' };
const STANDARD: PackStandard = {
  parameter: 'pss',
  versions: [...Array.from({ length: NEWEST_MINOR + 1 }, (_, minor) => `v1.${minor}`), 'latest'],
  default: 'latest',
};

/** Level baseline of the Pod Security Standards: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export const pssBaseline: Pack = {
  name: 'pss-baseline',
  summary: 'The baseline level of the Pod Security Standards, to the letter of a version: nothing that is known to break out.',
  rules: new Map([
    ['apparmor-profile', ERROR],
    ['no-dangerous-capabilities', errorWith({ level: 'baseline' })],
    ['no-host-ipc', ERROR],
    ['no-host-network', ERROR],
    ['no-host-path', ERROR],
    ['no-host-pid', ERROR],
    ['no-host-port', ERROR],
    ['no-host-process', ERROR],
    ['no-privileged', ERROR],
    ['no-probe-host-override', ERROR],
    ['proc-mount-default', errorWith({ level: 'baseline' })],
    ['safe-sysctls', ERROR],
    ['seccomp-profile', errorWith({ allowMissing: true })],
    ['selinux-options', ERROR],
  ]),
  standard: STANDARD,
};

/** Level restricted: all of baseline, in the few places that differ as restricted has it. */
export const pssRestricted: Pack = {
  name: 'pss-restricted',
  summary:
    'The restricted level of the Pod Security Standards, to the letter of a version: what pods should do to be hard to break out of.',
  rules: new Map([
    ...pssBaseline.rules,
    ['allowed-volume-types', ERROR],
    ['drop-all-capabilities', ERROR],
    ['no-dangerous-capabilities', errorWith({ level: 'restricted' })],
    ['no-privilege-escalation', ERROR],
    ['no-root-uid', ERROR],
    ['proc-mount-default', errorWith({ level: 'restricted' })],
    ['run-as-non-root', errorWith({ acceptRunAsUser: false })],
    ['seccomp-profile', errorWith({ allowMissing: false })],
  ]),
  standard: STANDARD,
};

function errorWith(parameters: JsonObject): PackEntry {
  return { severity: 'error', parameters };
}
