import { fastify } from 'fastify';
import { makeCertificate } from '../../src/webhook/certificate.ts';

/**
 * The least that any webhook on this server does: takes the review's JSON, and allows it. Set up as the admission door is, at the same
 * paths.
 */
const { ca, cert, key } = await makeCertificate(['127.0.0.1'], Date.now());
const app = fastify({
  logger: false,
  bodyLimit: 8 * 1024 * 1024,
  onProtoPoisoning: 'ignore',
  onConstructorPoisoning: 'ignore',
  exposeHeadRoutes: false,
  forceCloseConnections: true,
  requestTimeout: 30_000,
  https: { cert, key, minVersion: 'TLSv1.2' },
});
let asked = 0;
for (const path of ['/validate', '/validate/deny', '/validate/advise', '/mutate']) {
  app.post<{ Body: { request: { uid: string } } }>(path, (request, reply) => {
    asked += 1;
    return reply.header('content-type', 'application/json; charset=utf-8').send(
      JSON.stringify({
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        response: { uid: request.body.request.uid, allowed: true },
      }),
    );
  });
}
app.post('/asked', () => ({ asked }));
process.on('SIGTERM', () => void app.close());
process.stdout.write(`${JSON.stringify({ url: await app.listen({ host: '127.0.0.1', port: 0 }), ca })}\n`);
