import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';

/** Sends a body to one address for some seconds, and prints what came of it. Arguments: address, file of the body, seconds, `same` or `new`. */
const [url = '', body = '', seconds = '1', variety = 'same'] = process.argv.slice(2);

/** The part of autocannon that is used; it has no types of its own. */
interface Autocannon {
  (options: Readonly<Record<string, unknown>>, done: (error: Error | null, result: Result) => void): Instance;
}
interface Instance {
  on(event: 'response', listen: (client: Client, status: number, bytes: number, ms: number) => void): void;
}
interface Client {
  setBody(body: string): void;
}
interface Result {
  readonly requests: { readonly total: number };
  readonly errors: number;
  readonly non2xx: number;
  readonly duration: number;
}

/** In the request and in its object. */
const NAMED = '"name":"checkout","namespace":"shop"';
const autocannon = createRequire(import.meta.url)('autocannon') as Autocannon;
const latencies: number[] = [];
const text = await readFile(body, 'utf8');
let sent = 0;
const options = {
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: text,
  connections: 16,
  duration: Number(seconds),
};
const instance = autocannon(options, (error, { requests, errors, non2xx, duration }) => {
  if (error !== null) throw error;
  latencies.sort((a, b) => a - b);
  const answered = requests.total;
  const p99Ms = latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
  process.stdout.write(JSON.stringify({ perSecond: answered / duration, answered, p99Ms, failures: errors + non2xx }));
});
// Its own percentiles are whole milliseconds, which is too coarse to compare.
instance.on('response', (client, _status, _bytes, ms) => {
  latencies.push(ms);
  if (variety === 'new') client.setBody(text.replaceAll(NAMED, NAMED.replace('",', `-${++sent}",`)));
});
