import { request } from 'node:https';
import { text } from 'node:stream/consumers';

/** Asks a door, over TLS that this authority vouches for, whether it is Lintel's; what is wrong, or undefined where nothing is. */
export async function troubleAt(url: string, ca: string): Promise<string | undefined> {
  try {
    const printed = await ask(`${url.replace(/\/+$/u, '')}/validate`, ca);
    return printed.includes(OURS) ? undefined : 'something else answers there';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function ask(url: string, ca: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const call = request(url, { method: 'GET', ca, agent: false, timeout: PATIENCE }, (response) => {
      text(response).then(resolve, reject);
    });
    call.once('timeout', () => call.destroy(new Error('no answer')));
    call.once('error', reject);
    call.end();
  });
}

/** The code of the refusal: reviews are posted. */
const OURS = '"wrong-method"';
/** Milliseconds; the API server's own patience with a webhook. */
const PATIENCE = 3000;
