import { Agent, request } from 'node:https';

/** The certificate is the server's own, which nobody has been given. */
export function post(url: string, body: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ rejectUnauthorized: false });
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, async (response) => {
      resolve((await response.setEncoding('utf8').toArray()).join(''));
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });
}
