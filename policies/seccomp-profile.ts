import { asString, member, type Json, type JsonObject } from '../src/engine/json.ts';
import { boolean, list, optional } from '../src/engine/parameters.ts';
import type { Subject } from '../src/engine/resource.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { effective } from '../src/kube/security-contexts.ts';
import { isAsked, isSpared, minorOf, NEVER, podLevel, pss, type PssParams } from './shared/pod-security.ts';
import { isConfined, profileParameter, profileType, runtimeDefault } from './shared/profiles.ts';
import { forbiddenSeccompAnnotations } from './shared/seccomp-annotations.ts';

type Message = 'missing' | 'type' | 'localhost' | 'annotation';
type Params = PssParams & {
  readonly allowMissing: boolean;
  readonly localhostProfiles: readonly string[] | undefined;
  readonly fixWith: JsonObject | undefined;
};

/** policy/check_seccompProfile_baseline.go (`allowMissing`) and policy/check_seccompProfile_restricted.go */
export const seccompProfile: Rule<Message, Params> = {
  id: 'seccomp-profile',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Containers run under a seccomp profile.',
  why: "Most holes in the kernel are reached through system calls that no ordinary program makes; the runtime's default profile closes those. Without one a container may make every call, unless the node happens to be set to SeccompDefault. The annotations of old say nothing to Kubernetes any more. Pods of Windows have no such field and are left alone.",
  whenNot: 'Debuggers and tracers that need the calls; give them a Localhost profile, or exempt them by container.',
  messages: {
    missing: '{{by}} has no seccomp profile: neither it nor its pod sets one.',
    type: '{{by}} has a seccomp profile of type "{{type}}", which is neither RuntimeDefault nor Localhost.',
    localhost: '{{by}} has the seccomp profile "{{profile}}", which is none of the allowed ones.',
    annotation: 'The annotation {{annotation}} sets the seccomp profile "{{profile}}", which the standard forbids.',
  },
  parameters: {
    allowMissing: boolean(false, 'Whether containers may do without: right where the nodes are set to SeccompDefault.'),
    localhostProfiles: optional(list(undefined, [], 'The Localhost profiles that are allowed. Default: any; an empty list allows none.')),
    fixWith: profileParameter,
    pss,
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    const minor = minorOf(params.pss);
    if (isSpared(subject, minor, params.allowMissing ? NEVER : 25)) return;
    if (!isAsked(minor, 19)) yield* forbiddenSeccompAnnotations(subject);
    else yield* faultsOf(subject, params);
  },
};

function* faultsOf(subject: Subject, params: Params): Iterable<Offence<Message>> {
  for (const { value, path: at, by, owner } of effective(subject, ['seccompProfile'], podLevel(minorOf(params.pss)))) {
    const fault = faultOf(value, params);
    if (fault !== undefined) yield { message: fault.message, data: { by, ...fault.data }, at, ...owner, fix: runtimeDefault(at, value) };
  }
}

type Fault = Pick<Offence<Message>, 'message' | 'data'>;

function faultOf(value: Json | undefined, params: Params): Fault | undefined {
  if (value === undefined) return params.allowMissing ? undefined : { message: 'missing' };
  const type = profileType(value);
  if (!isConfined(type)) return { message: 'type', data: { type } };
  return type === 'Localhost' && params.pss === undefined ? foreignProfile(value, params) : undefined;
}

function foreignProfile(value: Json, { localhostProfiles }: Params): Fault | undefined {
  const profile = asString(member(value, 'localhostProfile')) ?? '';
  return localhostProfiles?.includes(profile) === false ? { message: 'localhost', data: { profile } } : undefined;
}
