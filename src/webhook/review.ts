import { asString, isObject, member, type Json, type JsonObject } from '../engine/json.ts';
import type { PatchOperation } from '../engine/patch.ts';
import type { Operation, User } from '../engine/resource.ts';
import { withoutBookkeeping } from '../kube/bookkeeping.ts';

/** The request of an AdmissionReview (admission.k8s.io/v1), its envelope checked and its objects as their authors know them. */
export interface AdmissionRequest {
  readonly uid: string;
  readonly operation: Operation;
  /** Of the resource addressed: for `scale` the scaled one's, where the object's own kind is Scale. */
  readonly group: string;
  readonly version: string;
  /** The plural in lower case: `pods`. */
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  /** Empty on CREATE under `generateName`. */
  readonly name: string;
  readonly user: User;
  readonly dryRun: boolean;
  /** Null on DELETE. */
  readonly object: Json;
  /** Null on CREATE. */
  readonly oldObject: Json;
}

/** Why a body is no review: said to the sender with HTTP 400. */
export interface ReviewFault {
  readonly code: 'empty-body' | 'not-json' | 'not-a-review' | 'unknown-version' | 'bad-request';
  readonly message: string;
}

/** What is answered to a request. */
export interface Answer {
  readonly allowed: boolean;
  /** Why it is denied, for a person. */
  readonly message?: string;
  /** The HTTP status of a denial; default: 403. */
  readonly code?: 403 | 429;
  readonly warnings: readonly string[];
  readonly auditAnnotations: Readonly<Record<string, string>>;
  readonly patch: readonly PatchOperation[];
}

/** Reads a review; only the envelope is checked, since the objects are the rules' business. */
export function parseReview(body: unknown): AdmissionRequest | ReviewFault {
  if (typeof body !== 'string' || body.trim() === '') return { code: 'empty-body', message: `The body is empty. Send ${WANTED}.` };
  const review = parseJson(body);
  if (typeof review === 'string') return { code: 'not-json', message: `The body is not valid JSON: ${review}. Send ${WANTED}.` };
  return envelopeFault(review.value) ?? requestOf(member(review.value, 'request'));
}

export function isFault(parsed: AdmissionRequest | ReviewFault): parsed is ReviewFault {
  return 'code' in parsed;
}

/** The review that answers a request. */
export function printReview(uid: string, answer: Answer): string {
  const { allowed, message, code = 403, warnings, auditAnnotations, patch } = answer;
  return JSON.stringify({
    apiVersion: VERSION,
    kind: KIND,
    response: {
      uid,
      allowed,
      ...(message !== undefined && { status: { status: 'Failure', message, reason: REASONS[code], code } }),
      ...(warnings.length > 0 && { warnings }),
      ...(Object.keys(auditAnnotations).length > 0 && { auditAnnotations }),
      ...(patch.length > 0 && { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') }),
    },
  });
}

/** The value in a box, or what is wrong with the text. */
function parseJson(body: string): { readonly value: Json } | string {
  try {
    return { value: JSON.parse(body) as Json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function envelopeFault(review: Json): ReviewFault | undefined {
  if (!isObject(review))
    return { code: 'not-a-review', message: `The body is ${shapeOf(review)}, where an object is needed. Send ${WANTED}.` };
  const kind = member(review, 'kind');
  if (kind !== KIND) return { code: 'not-a-review', message: `kind is ${shown(kind)}, where "${KIND}" is needed. Send ${WANTED}.` };
  const version = member(review, 'apiVersion');
  if (version === VERSION) return undefined;
  const message = `apiVersion is ${shown(version)}, where "${VERSION}" is needed. Set admissionReviewVersions: [v1] in the registration.`;
  return { code: 'unknown-version', message };
}

function requestOf(request: Json | undefined): AdmissionRequest | ReviewFault {
  if (!isObject(request)) return badRequest('request', request, 'an object');
  const uid = member(request, 'uid');
  if (typeof uid !== 'string' || uid === '') return badRequest('request.uid', uid, 'a text that names the request');
  const operation = member(request, 'operation');
  if (!isOperation(operation)) return badRequest('request.operation', operation, OPERATIONS.join(', '));
  return { uid, operation, ...addressOf(request), user: userOf(member(request, 'userInfo')), ...objectsOf(request) };
}

function addressOf(request: JsonObject): Pick<AdmissionRequest, 'group' | 'version' | 'resource' | 'subresource' | 'namespace' | 'name'> {
  const resource = member(request, 'resource');
  const subresource = textAt(request, 'subResource');
  const namespace = textAt(request, 'namespace');
  return {
    group: textAt(resource, 'group'),
    version: textAt(resource, 'version'),
    resource: textAt(resource, 'resource'),
    name: textAt(request, 'name'),
    ...(subresource !== '' && { subresource }),
    ...(namespace !== '' && { namespace }),
  };
}

/** What is left out is empty, as Go decodes it. */
function textAt(value: Json | undefined, key: string): string {
  return asString(member(value, key)) ?? '';
}

function objectsOf(request: JsonObject): Pick<AdmissionRequest, 'dryRun' | 'object' | 'oldObject'> {
  return {
    dryRun: member(request, 'dryRun') === true,
    object: withoutBookkeeping(member(request, 'object') ?? null),
    oldObject: withoutBookkeeping(member(request, 'oldObject') ?? null),
  };
}

function userOf(info: Json | undefined): User {
  const groups = member(info, 'groups');
  return {
    username: textAt(info, 'username'),
    groups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
  };
}

function badRequest(where: string, found: Json | undefined, wanted: string): ReviewFault {
  return { code: 'bad-request', message: `${where} is ${shown(found)}, where ${wanted} is needed. Send ${WANTED}.` };
}

function isOperation(value: Json | undefined): value is Operation {
  return OPERATIONS.some((operation) => operation === value);
}

/** A scalar as it is, anything else by its shape: a fault must not repeat what may be secret. */
function shown(value: Json | undefined): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : shapeOf(value);
}

export function shapeOf(value: Json | undefined): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return `a ${typeof value}`;
}

/** As the API server names them (k8s.io/apimachinery, meta/v1 StatusReason). */
const REASONS = { 403: 'Forbidden', 429: 'TooManyRequests' } as const;
const VERSION = 'admission.k8s.io/v1';
const KIND = 'AdmissionReview';
const WANTED = `an ${KIND} of ${VERSION}, as the API server does`;
const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const satisfies readonly Operation[];
