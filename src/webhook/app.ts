import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { answerWithImages } from './answer-with-images.ts';
import type { ImageSource } from './images.ts';
import type { Judging } from './judging.ts';
import type { WebhookMetrics } from './metrics.ts';
import { respond, type Answered, type Desk, type Route } from './respond.ts';
import { budgetOf } from './timeout.ts';

export interface WebhookDeps extends Desk {
  /** PEM texts. */
  readonly tls: { readonly cert: string; readonly key: string };
  readonly traffic?: Traffic;
  readonly metrics: WebhookMetrics;
  /** Absent: the door's own thread judges. */
  readonly judges?: Judging | undefined;
  /** Absent: nothing is wanted of any image. */
  readonly images?: ImageSource | undefined;
}

/** What whoever closes the door must know and say. */
export interface Traffic {
  /** Reviews answered so far. */
  answered: number;
  /** Answers ask the client for a new connection, so that none is cut when the door closes. */
  leaving: boolean;
}

/** The admission door over HTTPS: builds and never listens. */
export function buildWebhook(deps: WebhookDeps): FastifyInstance {
  const { tls, traffic = { answered: 0, leaving: false } } = deps;
  const app = fastify({ ...SETTINGS, https: { ...TLS_SETTINGS, ...tls } });
  const answer = (route: Route) => (request: FastifyRequest, reply: FastifyReply) => {
    traffic.answered += 1;
    const answered = judge(request, reply, route, deps);
    return answered instanceof Promise ? answered.then((text) => send(reply, text, traffic)) : send(reply, answered, traffic);
  };
  // The text is kept, so that JSON is parsed once and no key of an object is taken for an attack.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post('/validate', answer('all'));
  app.post('/validate/deny', answer('deny'));
  app.post('/validate/advise', answer('advise'));
  app.post('/mutate', answer('mutate'));
  app.setNotFoundHandler(notFound);
  app.setErrorHandler((error: FastifyError, _request, reply) => failure(error, reply, deps));
  return app;
}

function judge({ body, query }: FastifyRequest, reply: FastifyReply, route: Route, deps: WebhookDeps): Answered | Promise<Answered> {
  if (typeof body !== 'string') return respond(body, route, deps);
  const left = (): number => budgetOf((query as { timeout?: unknown }).timeout) - reply.elapsedTime;
  if (deps.images !== undefined) return answerWithImages(body, route, left, { ...deps, images: deps.images });
  return deps.judges?.answer(body, route, left()) ?? respond(body, route, deps);
}

function send(reply: FastifyReply, answered: Answered, { leaving }: Traffic): FastifyReply {
  if (leaving) reply.header('connection', 'close');
  if (typeof answered === 'string') return reply.header('content-type', JSON_TYPE).send(answered);
  return refuse(reply, 400, answered.code, answered.message);
}

function notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.replace(/\?.*$/su, '');
  if (!PATHS.includes(path))
    return refuse(reply, 404, 'unknown-path', `There is nothing here. Send AdmissionReviews to ${PATHS.join(', ')}.`);
  return refuse(reply.header('allow', 'POST'), 405, 'wrong-method', `${path} takes POST alone, with an AdmissionReview as its body.`);
}

function failure(error: FastifyError, reply: FastifyReply, { log, metrics }: Desk): FastifyReply {
  const status = error.statusCode ?? 500;
  const known = KNOWN.get(status);
  metrics.request('none', status < 500 ? 'refused' : 'failed', 0);
  log.error({ code: error.code, status }, status < 500 ? 'refused a request that is no review' : 'failed');
  if (known !== undefined) return refuse(reply, status, known.code, known.message);
  if (status < 500) return refuse(reply, status, 'bad-request', error.message);
  return refuse(reply, status, 'internal', 'Lintel failed to answer; its log says more.');
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply
    .code(status)
    .header('content-type', JSON_TYPE)
    .send(JSON.stringify({ statusCode: status, code, message }));
}

export const TLS_SETTINGS = { minVersion: 'TLSv1.2' } as const;
const JSON_TYPE = 'application/json; charset=utf-8';
const PATHS = ['/validate', '/validate/deny', '/validate/advise', '/mutate'];
/** The API server's own requests are 3 MiB at most, and a review may hold two objects. */
const BODY_LIMIT = 8 * 1024 * 1024;
const KNOWN: ReadonlyMap<number, { readonly code: string; readonly message: string }> = new Map([
  [
    413,
    { code: 'body-too-large', message: 'The body is larger than 8 MiB, which no review of the API server is. Send one object at a time.' },
  ],
  [415, { code: 'wrong-content-type', message: 'The content type must be application/json. Send the AdmissionReview with that header.' }],
]);
const SETTINGS = {
  logger: false,
  bodyLimit: BODY_LIMIT,
  onProtoPoisoning: 'ignore',
  onConstructorPoisoning: 'ignore',
  ajv: { customOptions: { coerceTypes: false, useDefaults: false, removeAdditional: false } },
  exposeHeadRoutes: false,
  forceCloseConnections: 'idle',
  // Fastify is closing before its clients know: what still comes in is answered, since a refusal would deny somebody's write.
  return503OnClosing: false,
  requestTimeout: 30_000,
} as const;
