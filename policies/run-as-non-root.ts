import type { Json, Path } from '../src/engine/json.ts';
import { boolean } from '../src/engine/parameters.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { effective, effectiveValue } from '../src/kube/security-contexts.ts';
import { isRelaxed, minorOf, podLevel, pss, type PssParams } from './shared/pod-security.ts';
import { setting } from './shared/setting.ts';

type Params = PssParams & { readonly acceptRunAsUser: boolean };

/** policy/check_runAsNonRoot.go */
export const runAsNonRoot: Rule<'root' | 'missing', Params> = {
  id: 'run-as-non-root',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Containers are held to a user other than root.',
  why: 'A process that is root in its container is root for the kernel too, and one hole in the runtime away from the node. With runAsNonRoot the kubelet refuses to start a container whose user is root, whatever its image says; runAsUser alone says the same for the image of today.',
  whenNot: 'Images that must start as root and cannot be changed; exempt them by container.',
  messages: {
    root: '{{by}} has runAsNonRoot switched off.',
    missing: '{{by}} is not held to a user other than root: neither it nor its pod sets runAsNonRoot.',
  },
  parameters: {
    acceptRunAsUser: boolean(true, 'Whether a runAsUser above 0 is enough where runAsNonRoot is not set.'),
    pss,
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    const minor = minorOf(params.pss);
    const accepted = minor === undefined && params.acceptRunAsUser;
    if (isRelaxed(subject, minor)) return;
    for (const { value, path: at, by, owner } of effective(subject, ['runAsNonRoot'], podLevel(minor))) {
      const user = effectiveValue(subject, owner.container, ['runAsUser']);
      if (value === true || (accepted && isEnough(value, user))) continue;
      yield { message: value === undefined ? 'missing' : 'root', data: { by }, at, ...owner, ...fixFor(user, at) };
    }
  },
};

function isEnough(value: Json | undefined, user: Json | undefined): boolean {
  return value === undefined && typeof user === 'number' && user > 0;
}

/** Beside a runAsUser of 0 the kubelet would never start the container: that has to be mended first. */
function fixFor(user: Json | undefined, at: Path): Pick<Offence, 'fix' | 'ownFixOnly'> {
  return user === 0 ? { ownFixOnly: true } : { fix: setting(at, true) };
}
