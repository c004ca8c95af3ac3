import type { JsonObject } from '../src/engine/json.ts';
import { boolean } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { appArmorProfiles, forbiddenAppArmorAnnotations } from './shared/app-armor.ts';
import { isSpared, minorOf, NEVER, pss, type PssParams } from './shared/pod-security.ts';
import { isConfined, profileParameter, profileType, runtimeDefault } from './shared/profiles.ts';

type Params = PssParams & { readonly allowMissing: boolean; readonly fixWith: JsonObject | undefined };

/** policy/check_appArmorProfile.go */
export const apparmorProfile: Rule<'missing' | 'type' | 'annotation', Params> = {
  id: 'apparmor-profile',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'No container is taken out of AppArmor.',
  why: "Where a node has AppArmor, the runtime's own profile keeps a container from mounting, from tracing others and from writing to what belongs to the kernel. Nodes apply it unless they are told otherwise, so that only a profile of another type opens the door. An annotation of the beta counts for a container whose field is absent, as for Kubernetes. Pods of Windows have no such field and are left alone.",
  whenNot: 'Containers that mount or trace by profession; give them a Localhost profile, or exempt them by container.',
  messages: {
    missing: '{{by}} has no AppArmor profile: neither it nor its pod sets one.',
    type: '{{by}} has an AppArmor profile of type "{{type}}", which is neither RuntimeDefault nor Localhost.',
    annotation:
      'The annotation {{annotation}} sets the AppArmor profile "{{profile}}", which is neither runtime/default nor one of localhost.',
  },
  parameters: {
    allowMissing: boolean(true, 'Whether containers may do without: nodes apply RuntimeDefault.'),
    fixWith: profileParameter,
    pss,
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    const minor = minorOf(params.pss);
    if (isSpared(subject, minor, NEVER)) return;
    const allowMissing = params.allowMissing || minor !== undefined;
    for (const { value, path: at, by, owner } of appArmorProfiles(subject, minor)) {
      const type = profileType(value);
      if (value === undefined ? allowMissing : isConfined(type)) continue;
      yield { message: value === undefined ? 'missing' : 'type', data: { by, type }, at, ...owner, fix: runtimeDefault(at, value) };
    }
    yield* forbiddenAppArmorAnnotations(subject, minor);
  },
};
