import { imageSignatureVerified } from '../../policies/image-signature-verified.ts';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import type { Lent } from '../../src/images/lent.ts';
import { OnlineImages } from '../../src/images/online-images.ts';
import type { Puller } from '../../src/kube/puller.ts';
import type { DeclaredWorkload } from '../../src/kube/workloads.ts';
import type { RawImagePolicy } from '../../src/settings/raw.ts';
import { buildWebhook } from '../../src/webhook/app.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';
import type { ImageNotes, ImageSource } from '../../src/webhook/images.ts';
import type { Judging } from '../../src/webhook/judging.ts';
import type { AnswerMemory } from '../../src/webhook/memory.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import type { World } from '../../src/webhook/world.ts';
import { demandsOf, keyed, policyOf, signed } from '../images/images.ts';
import { client, server } from '../signatures/registries.ts';
import { key, stranger } from '../signatures/signers.ts';
import { NOW, responseOf, worldWith, type Settings } from './made-up.ts';

const tls = await makeCertificate([], NOW);
export const GOOD = server.tag('good', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'good' } });
export const BAD = server.tag('bad', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'bad' } });
server.attach(GOOD, [await signed(GOOD, key)]);
server.attach(BAD, [await signed(BAD, stranger)]);
export const APP = `${server.host}/acme/app`;

export interface Door {
  readonly settings?: Settings;
  readonly policy?: Partial<RawImagePolicy>;
  readonly memory?: AnswerMemory;
  readonly judges?: Judging;
  /** Of its world. */
  readonly more?: Partial<World>;
  readonly declared?: readonly DeclaredWorkload[];
  /** Credentials for whoever would pull. */
  readonly lend?: Lend;
}

type Lend = (puller: Puller, signal: AbortSignal, notes: ImageNotes) => Promise<Lent>;

/** A door whose settings want images of the tests' registry signed. */
export function doorWith({ settings, policy, memory, judges, declared = [], lend, more = {} }: Door = {}) {
  const metrics = createMetrics();
  const demands = demandsOf(policyOf([keyed(key)], { match: [server.host], ...policy }));
  const online = new OnlineImages({ registry: client(), demands, now: () => NOW, notes: metrics.images });
  const images: ImageSource = {
    wants: (image) => online.wants(image),
    verify: async (image, signal, puller) => await online.verify(image, signal, puller && (await lend?.(puller, signal, metrics.images))),
    ...(lend === undefined && { recall: (image) => online.recall(image) }),
  };
  const lines: unknown[] = [];
  const log = { info: (...line: unknown[]) => void lines.push(line), error: (...line: unknown[]) => void lines.push(line) };
  const app = buildWebhook({ world: { ...worldFor(settings), ...more, declared }, metrics, tls, log, images, memory, judges });
  const post = async (url: string, review: Json, uid = 'uid-1'): Promise<JsonObject> => {
    const payload = JSON.stringify(review).replace('uid-1', uid);
    const reply = await app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json' } });
    return responseOf(reply.body);
  };
  return { post, metrics, lines };
}

export function worldFor(settings: Settings = {}) {
  return worldWith({ rules: [imageSignatureVerified], ...settings }, { revision: () => 1 });
}

export function messageOf(response: JsonObject): string {
  return JSON.stringify(response['status'] ?? '');
}
