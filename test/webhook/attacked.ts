import { imageAttestation } from '../../policies/image-attestation.ts';
import { imageSignatureVerified } from '../../policies/image-signature-verified.ts';
import type { ImageVerification } from '../../src/engine/images.ts';
import { asString, member, type Json, type JsonObject } from '../../src/engine/json.ts';
import type { ImageDemand } from '../../src/images/demands.ts';
import { OnlineImages } from '../../src/images/online-images.ts';
import { parseRefPattern } from '../../src/kube/image-reference.ts';
import type { Evidence } from '../../src/signatures/evidence.ts';
import type { ImagePolicy } from '../../src/signatures/policy.ts';
import type { Registry } from '../../src/signatures/registry/registry.ts';
import { buildWebhook } from '../../src/webhook/app.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';
import type { ImageSource } from '../../src/webhook/images.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import type { World } from '../../src/webhook/world.ts';
import { NOW } from '../signatures/instance.ts';
import { client, server } from '../signatures/registries.ts';
import { DIGEST, IMAGE } from '../signatures/signers.ts';
import { pod, responseOf, reviewOf, worldWith, type Settings } from './made-up.ts';

/** What a request came to: what was found out about its images, in short, and what the API server is told. */
export interface Outcome {
  readonly allowed: boolean;
  readonly found: readonly string[];
  /** Why it is denied, or the warnings. */
  readonly says: string;
  readonly response: JsonObject;
}

export interface Door {
  readonly demands: readonly ImageDemand[];
  readonly registry?: Registry;
  readonly settings?: Settings;
  /** Of its world. */
  readonly more?: Partial<World>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

const tls = await makeCertificate([], NOW.getTime());
const silent = { info: () => undefined, error: () => undefined };

/** A door before a registry: the whole way from a review to its answer, through the client, the verifier and the rules. */
export function doorBefore({ demands, registry = client(), settings, more, now = () => NOW.getTime() }: Door) {
  const online = new OnlineImages({ registry, demands, now });
  const found: ImageVerification[] = [];
  const images: ImageSource = {
    wants: (image) => online.wants(image),
    verify: async (image, signal) => {
      const verification = await online.verify(image, signal);
      if (verification !== undefined) found.push(verification);
      return verification;
    },
  };
  const world = worldWith({ rules: [imageSignatureVerified, imageAttestation], ...settings }, more);
  const app = buildWebhook({ world, metrics: createMetrics(), tls, log: silent, images });
  return async (object: Json, request: JsonObject = {}, url = '/validate'): Promise<Outcome> => {
    found.length = 0;
    const reply = await app.inject({ method: 'POST', url, payload: JSON.stringify(reviewOf(object, request)), headers: JSON_TYPE });
    const response = responseOf(reply.body);
    const says = asString(member(response['status'], 'message')) ?? JSON.stringify(response['warnings'] ?? []);
    return { allowed: response['allowed'] === true, found: found.flatMap(proofsOf), says, response };
  };
}

/** An image that nobody else looks at, and what lies beside it; gives the name by which a Pod would have it. */
export function laid(evidence: readonly Evidence[] = []): string {
  server.repository = `acme/app-${++count}`;
  server.tag('v1', IMAGE);
  server.attach(DIGEST, evidence);
  return `${server.host}/${server.repository}`;
}

/** What images of the tests' registry have to prove. */
export function demanding(policy: ImagePolicy): readonly ImageDemand[] {
  const pattern = parseRefPattern(server.host);
  if (pattern === undefined) throw new Error(server.host);
  return [{ patterns: [pattern], except: [], policy, pin: true, unreachable: 'deny', unread: { signatures: [], attestations: [] } }];
}

/** A Pod with the image, by its digest. */
export async function posted(evidence: readonly Evidence[], demands: readonly ImageDemand[]): Promise<Outcome> {
  return await doorBefore({ demands })(pod(`${laid(evidence)}@${DIGEST}`));
}

function proofsOf({ signatures, attestations }: ImageVerification): readonly string[] {
  return [...signatures, ...attestations].map(({ outcome, code, reason }) => `${outcome} ${code}: ${reason}`);
}

const JSON_TYPE = { 'content-type': 'application/json' };
let count = 0;
