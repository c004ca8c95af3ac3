import { a, Capability, type PeprValidateRequest } from 'pepr';

/** The six rules that all peers of the bench are given, as a module of Pepr says them. */
export const SixRules = new Capability({ name: 'six-rules', description: 'Six rules, for the bench.', namespaces: [] });

type Request = PeprValidateRequest<a.Pod>;
type Container = NonNullable<a.Pod['spec']>['containers'][number];

const { When } = SixRules;

When(a.Pod)
  .IsCreatedOrUpdated()
  .Validate(function requireMemoryLimit(request) {
    return judge(request, containersOf(request), 'has no memory limit', (container) => container.resources?.limits?.memory !== undefined);
  });

When(a.Pod)
  .IsCreatedOrUpdated()
  .Validate(function requireCpuRequest(request) {
    return judge(request, containersOf(request), 'requests no CPU', (container) => container.resources?.requests?.cpu !== undefined);
  });

When(a.Pod)
  .IsCreatedOrUpdated()
  .Validate(function noLatestTag(request) {
    const names = ({ image = '' }: Container) => image.includes(':') && !image.endsWith(':latest');
    return judge(request, containersOf(request), 'names no version of its image', names);
  });

When(a.Pod)
  .IsCreatedOrUpdated()
  .Validate(function requireReadinessProbe(request) {
    return judge(
      request,
      request.Raw.spec?.containers ?? [],
      'has no readinessProbe',
      (container) => container.readinessProbe !== undefined,
    );
  });

When(a.Pod)
  .IsCreatedOrUpdated()
  .Validate(function runAsNonRoot(request) {
    const ofPod = request.Raw.spec?.securityContext?.runAsNonRoot;
    return judge(
      request,
      containersOf(request),
      'may run as root',
      ({ securityContext }) => (securityContext?.runAsNonRoot ?? ofPod) === true,
    );
  });

When(a.Pod)
  .IsCreatedOrUpdated()
  .Validate(function noPrivileged(request) {
    return judge(request, containersOf(request), 'is privileged', ({ securityContext }) => securityContext?.privileged !== true);
  });

function containersOf({ Raw: { spec } }: Request): Container[] {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
}

function judge(request: Request, containers: Container[], offence: string, isGood: (container: Container) => boolean) {
  const bad = containers.find((container) => !isGood(container));
  return bad === undefined ? request.Approve() : request.Deny(`Container "${bad.name}" ${offence}.`);
}
