import { isList, isObject, member } from '../engine/json.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import { parseImage } from './image-reference.ts';
import { podLevelRequests, requestsFromLimits } from './resource-defaults.ts';
import { filled, isAbsent, isUnset, withMember, within, withinEach } from './sharing.ts';
import { storedAmount, storedRequirements } from './stored-quantity.ts';

/**
 * A pod spec with the defaults of pkg/apis/core/v1/defaults.go. Requests and host ports are filled in templates too, where
 * the API server waits for the Pod, so that a template is judged as its Pods will be.
 */
export function podDefaults(spec: JsonObject, restarts: boolean): JsonObject {
  const own = filled(spec, restarts ? ALWAYS : WITHOUT_RESTART);
  const onHost = member(own, 'hostNetwork') === true;
  const resourced = (container: JsonObject) => containerDefaults(container, onHost);
  const regular = withinEach(own, 'containers', resourced);
  const init = withinEach(regular, 'initContainers', resourced);
  const ephemeral = withinEach(init, 'ephemeralContainers', shared);
  return podLevelRequests(storedRequirements(withinEach(ephemeral, 'volumes', volume)));
}

function containerDefaults(container: JsonObject, onHost: boolean): JsonObject {
  const ported = withinEach(shared(container), 'ports', (port) => containerPort(port, onHost));
  return within(storedRequirements(ported), 'resources', requestsFromLimits);
}

/** What holds for ephemeral containers too. */
function shared(container: JsonObject): JsonObject {
  let result = isUnset(member(container, 'imagePullPolicy')) ? filled(container, { imagePullPolicy: pullPolicy(container) }) : container;
  for (const probe of PROBES) result = within(result, probe, probeDefaults);
  return within(result, 'lifecycle', (lifecycle) => within(within(lifecycle, 'postStart', httpGet), 'preStop', httpGet));
}

/** Kubernetes looks at the tag alone: `latest` beside a digest is pulled always; a reference that it can't read, if not present. */
function pullPolicy(container: JsonObject): string {
  const image = parseImage(member(container, 'image'));
  if (image === undefined) return 'IfNotPresent';
  const tag = image.tag ?? (image.digest === undefined ? 'latest' : undefined);
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function probeDefaults(probe: JsonObject): JsonObject {
  let result = httpGet(probe);
  for (const [key, value] of PROBE_NUMBERS) {
    const given = member(probe, key);
    if (isUnset(given) || given === 0) result = withMember(result, key, value);
  }
  return result;
}

function httpGet(handler: JsonObject): JsonObject {
  return within(handler, 'httpGet', (action) => filled(action, HTTP));
}

function containerPort(port: JsonObject, onHost: boolean): JsonObject {
  const named = filled(port, TCP);
  const number = member(port, 'containerPort');
  const hostPort = member(port, 'hostPort');
  return onHost && typeof number === 'number' && (isUnset(hostPort) || hostPort === 0) ? withMember(named, 'hostPort', number) : named;
}

/** A volume without a source is an emptyDir. */
function volume(object: JsonObject): JsonObject {
  const hasSource = Object.keys(object).some((key) => key !== 'name' && !isAbsent(member(object, key)));
  return hasSource ? ofSource(object) : withMember(object, 'emptyDir', NO_SETTINGS);
}

function ofSource(object: JsonObject): JsonObject {
  if (isObject(member(object, 'emptyDir'))) return within(object, 'emptyDir', (source) => storedAmount(source, 'sizeLimit'));
  if (isObject(member(object, 'ephemeral'))) return within(object, 'ephemeral', claimTemplate);
  for (const source of FILE_SOURCES) {
    const value: Json | undefined = member(object, source);
    if (isObject(value)) return withMember(object, source, filled(value, MODE));
  }
  const sources = member(member(object, 'projected'), 'sources');
  return isList(sources) ? within(object, 'projected', (projected) => filled(projected, MODE)) : object;
}

function claimTemplate(source: JsonObject): JsonObject {
  return within(source, 'volumeClaimTemplate', (claim) => within(claim, 'spec', storedRequirements));
}

const WITHOUT_RESTART: JsonObject = { dnsPolicy: 'ClusterFirst', terminationGracePeriodSeconds: 30 };
const ALWAYS: JsonObject = { restartPolicy: 'Always', ...WITHOUT_RESTART };
const PROBES: readonly string[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const PROBE_NUMBERS: readonly (readonly [string, number])[] = [
  ['timeoutSeconds', 1],
  ['periodSeconds', 10],
  ['successThreshold', 1],
  ['failureThreshold', 3],
];
const HTTP: JsonObject = { path: '/', scheme: 'HTTP' };
const TCP: JsonObject = { protocol: 'TCP' };
const NO_SETTINGS: JsonObject = Object.freeze({});
/** 0644. */
const MODE: JsonObject = { defaultMode: 420 };
const FILE_SOURCES: readonly string[] = ['secret', 'configMap', 'downwardAPI'];
