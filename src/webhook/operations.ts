import { fastify, type FastifyInstance } from 'fastify';
import type { WebhookMetrics } from './metrics.ts';

export interface OperationsDeps {
  /** Why no requests should be sent here now; undefined while all is well. */
  readonly unready: () => string | undefined;
  readonly metrics: WebhookMetrics;
}

/** Health and metrics on plain HTTP, on a port of their own; builds and never listens. */
export function buildOperations({ unready, metrics }: OperationsDeps): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.get('/livez', () => 'ok\n');
  app.get('/readyz', (_request, reply) => {
    const reason = unready();
    return reply.code(reason === undefined ? 200 : 503).send(`${reason ?? 'ok'}\n`);
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  return app;
}
