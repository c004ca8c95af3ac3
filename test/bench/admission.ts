import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ask } from './ask.ts';
import { CannotRun, type Bench, type Measure, type Row } from './measure.ts';
import { askNode, startServer, type Server } from './process.ts';
import { compare, inTurns, milliseconds, rowOf } from './ratio.ts';
import { reviewText, SURROUNDINGS } from './review.ts';

/** The admission door under pack `recommended` against a server that allows everything, each in a process of its own. */
export const admission: Measure = {
  name: 'admission',
  async run(bench: Bench): Promise<readonly Row[]> {
    const servers: Server[] = [];
    try {
      const start = async (name: string, args: readonly string[]): Promise<Server> => {
        const server = await startServer(args, bench.scratch, path.join(bench.scratch, `${name}.log`));
        servers.push(server);
        return server;
      };
      const surroundings = path.join(bench.scratch, 'surroundings');
      await mkdir(surroundings);
      await writeFile(path.join(surroundings, 'objects.yaml'), SURROUNDINGS);
      const door = await start('door', [
        path.join(SOURCES, 'src/bin/lintel.ts'),
        'serve',
        '--port',
        '0',
        '--metrics-port',
        '0',
        '--context',
        surroundings,
        '--drain-seconds',
        '0',
      ]);
      const noOp = await start('no-op', [path.join(SOURCES, 'test/bench/no-op-server.ts')]);
      return [
        ...(await measureReview('allowed', 'same', door, noOp, bench)),
        ...(await measureReview('denied', 'same', door, noOp, bench)),
        ...(await measureReview('allowed', 'new', door, noOp, bench)),
      ];
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  },
};

interface Loaded {
  readonly perSecond: number;
  readonly answered: number;
  readonly p99Ms: number;
  readonly failures: number;
  /** Of the server, for each request. */
  readonly cpuMs: number;
}

/** The same review again and again, as what reconciles sends it, or each one new to the door. */
export type Variety = 'same' | 'new';

async function measureReview(
  kind: 'allowed' | 'denied',
  variety: Variety,
  door: Server,
  noOp: Server,
  bench: Bench,
): Promise<readonly Row[]> {
  const body = path.join(bench.scratch, `${kind}.json`);
  await writeFile(body, reviewText(kind === 'allowed'));
  const answer = await expect(door, body, kind === 'allowed');
  if (kind === 'allowed' && /warnings|audit/u.test(answer)) bench.say(`  The clean review is not clean under these rules: ${answer}`);
  await expect(noOp, body, true);
  const seconds = bench.quick ? 1 : 4;
  const load = async (server: Server): Promise<Loaded> => await loadOn(server, body, variety, seconds, bench);
  // Both are warm before anything counts.
  await inTurns(
    1,
    () => load(door),
    () => load(noOp),
  );
  const pairs = await inTurns(
    bench.quick ? 1 : 7,
    () => load(door),
    () => load(noOp),
  );
  const about = variety === 'same' ? `admission, ${kind}` : `admission, each ${kind} review new`;
  const goals = variety === 'same' ? { perSecond: { atLeast: 0.7 }, p99: { atMost: 2 } } : {};
  return [
    rowOf(
      `${about}: requests per second / no-op's`,
      compare(pairs, (side) => side.perSecond),
      (rate) => rate.toFixed(0),
      goals.perSecond,
    ),
    rowOf(
      `${about}: p99 / no-op's`,
      compare(pairs, (side) => side.p99Ms),
      milliseconds,
      goals.p99,
    ),
    rowOf(
      `${about}: server CPU per request / no-op's`,
      compare(pairs, (side) => side.cpuMs),
      (ms) => `${ms.toFixed(3)} ms`,
    ),
  ];
}

export async function loadOn(server: Server, body: string, variety: Variety, seconds: number, bench: Bench): Promise<Loaded> {
  const before = await server.cpuMs();
  const args = [path.join(SOURCES, 'test/bench/load.ts'), `${server.url}/validate`, body, String(seconds), variety];
  const loaded = await askNode<Omit<Loaded, 'cpuMs'>>(args, bench.scratch);
  if (loaded.failures > 0) throw new CannotRun(`${loaded.failures} requests failed at ${server.url}`);
  return { ...loaded, cpuMs: ((await server.cpuMs()) - before) / loaded.answered };
}

/** A door that refuses the body, or allows what it should deny, would make a fine number. */
async function expect({ url }: Server, body: string, allowed: boolean): Promise<string> {
  const answer = await ask(`${url}/validate`, await readFile(body, 'utf8'));
  if (!answer.includes(`"allowed":${allowed}`)) throw new CannotRun(`${url} answered ${answer}, where allowed: ${allowed} was expected`);
  return answer;
}

const SOURCES = path.resolve(import.meta.dirname, '../..');
