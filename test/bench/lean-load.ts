import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type TLSSocket } from 'node:tls';

/**
 * Sends requests to one address for some seconds over sockets of its own, and prints what came of it. Costs less than what it measures,
 * and looks at every answer, which a client made for all of HTTP does not. Argument: a file that holds a job.
 */
export interface Job {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Digits in the body that are another number in each request; absent: all requests are the same. */
  readonly mark?: string;
  readonly connections: number;
  readonly seconds: number;
  /** Goes on for this many answers, within reason: what warms a door up must reach its compiler, however slow the machine is. */
  readonly atLeast?: number;
  /** What is no such answer is a failure. */
  readonly expected: { readonly status: number; readonly text: string };
}

export interface Loaded {
  readonly perSecond: number;
  readonly answered: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
  /** The first answer that was not expected. */
  readonly failure?: string;
}

async function load(job: Job): Promise<Loaded> {
  const shared: Shared = { next: randomInt(MANY) * MANY, answered: 0 };
  const lines = await Promise.all(Array.from({ length: job.connections }, async () => await openLine(job)));
  const begun = performance.now();
  const told = await Promise.all(lines.map(async (line) => await talk(line, shared, job, begun)));
  const took = performance.now() - begun;
  const latencies = told.flatMap(({ latencies }) => latencies).sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  const failure = told.find(({ failure }) => failure !== undefined)?.failure;
  return {
    perSecond: (latencies.length / took) * 1000,
    answered: latencies.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    failures: told.reduce((sum, { failures }) => sum + failures, 0),
    ...(failure !== undefined && { failure }),
  };
}

interface Line {
  readonly socket: TLSSocket;
  readonly request: Buffer;
  /** Where the number of a request stands in it. */
  readonly places: readonly number[];
}

async function openLine({ url, headers, body, mark }: Job): Promise<Line> {
  const { hostname: host, port, pathname, search } = new URL(url);
  const socket = connect({ host, port: Number(port), rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  await once(socket, 'secureConnect');
  socket.setNoDelay(true);
  const bytes = Buffer.from(body);
  const fields = { host: `${host}:${port}`, 'content-type': 'application/json', 'content-length': bytes.length, ...headers };
  const head = [`POST ${pathname}${search} HTTP/1.1`, ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`)];
  const request = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]);
  return { socket, request, places: mark === undefined ? [] : placesOf(mark, request) };
}

function placesOf(mark: string, request: Buffer): readonly number[] {
  const places: number[] = [];
  for (let at = request.indexOf(mark); at >= 0; at = request.indexOf(mark, at + mark.length)) places.push(at);
  if (places.length === 0) throw new Error(`There is no ${mark} in the body, so no request would be another.`);
  return places;
}

interface Shared {
  /** The number of the next request. */
  next: number;
  /** By all lines. */
  answered: number;
}

interface Talk {
  readonly latencies: number[];
  failures: number;
  failure?: string;
}

/** One request after the other; the last answer ends it. */
async function talk({ socket, request, places }: Line, shared: Shared, job: Job, begun: number): Promise<Talk> {
  const told: Talk = { latencies: [], failures: 0 };
  const digits = job.mark?.length ?? 0;
  let sent = 0;
  let pending: Buffer | undefined;
  return await new Promise((resolve, reject) => {
    const send = (): void => {
      if (places.length > 0) {
        const number = String(shared.next++).padStart(digits, '0');
        for (const place of places) request.write(number, place, 'latin1');
      }
      sent = performance.now();
      socket.write(request);
    };
    socket.once('error', reject).once('close', () => reject(new Error(`${job.url} closed a connection`)));
    socket.on('data', (chunk: Buffer) => {
      const answer = pending === undefined ? chunk : Buffer.concat([pending, chunk]);
      pending = answer;
      if (!isWhole(answer)) return;
      pending = undefined;
      const now = performance.now();
      shared.answered += 1;
      told.latencies.push(now - sent);
      if (!isExpected(answer, job)) {
        told.failures += 1;
        told.failure ??= answer.toString();
      }
      if (!isOver(now - begun, shared.answered, job)) return send();
      socket.removeAllListeners('close');
      socket.destroy();
      resolve(told);
    });
    send();
  });
}

function isOver(ms: number, answered: number, { seconds, atLeast = 0 }: Job): boolean {
  return ms >= seconds * 1000 && (answered >= atLeast || ms >= PATIENCE_MS);
}

function isExpected(answer: Buffer, { expected }: Job): boolean {
  return answer.toString('latin1', 9, 12) === String(expected.status) && answer.includes(expected.text);
}

/** By its length, or by the last chunk: no JSON holds the line ends that stand before that. */
function isWhole(answer: Buffer): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/iu.exec(answer.toString('latin1', 0, head + 2))?.[1];
  if (length !== undefined) return answer.length >= head + 4 + Number(length);
  return answer.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
}

const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');
const MANY = 1_000_000;
const PATIENCE_MS = 30_000;

const job = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as Job;
process.stdout.write(JSON.stringify(await load(job)));
