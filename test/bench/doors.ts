import { until } from '../e2e/until.ts';
import { ask } from './ask.ts';
import { inFull, LINTEL, NO_OP, openDoors, PACK, type DoorSide } from './door-sides.ts';
import type { Job } from './lean-load.ts';
import { CPU, loadLean, P99, RATE, type LeanLoad, type Metric } from './lean.ts';
import { CannotRun, type Bench, type Row } from './measure.ts';
import { onPlane } from './plane.ts';
import { NUMBER } from './pods.ts';
import { allInTurns, compare, pairsOf, rowOf, type Bound } from './ratio.ts';
import type { Recorded } from './recorded.ts';

/** The same reviews straight at each webhook: Lintel by six rules, and peers that judge by the same six. */
export const doors = onPlane('doors', async (plane, bench) => {
  const { sides: open, reviews } = await openDoors(plane, bench);
  const sides = await thoseThatJudge(open, reviews, bench);
  const measured: Measured[] = [];
  for (const kind of KINDS) {
    const loads = (atLeast: number) =>
      new Map(
        sides.map((side) => [side.name, async () => await loadOrTell(side, { ...jobFor(side, kind, reviews, bench), atLeast }, bench)]),
      );
    // All are warm before anything counts.
    await allInTurns(1, loads(bench.quick ? 0 : WARM));
    measured.push({ kind, turns: await allInTurns(bench.quick ? 1 : ROUNDS, loads(0)) });
  }
  const still = await thoseThatJudge(sides, reviews, bench);
  return measured.flatMap((one) => still.flatMap((side) => rowsAgainst(side, one)));
});

/** As the API server sends them, each is new: it writes a uid and a time into the object. */
type Kind = 'each new' | 'each new, denied' | 'the same again';

interface Measured {
  readonly kind: Kind;
  readonly turns: readonly ReadonlyMap<string, LeanLoad>[];
}

/** A door that allows what it should deny would make a fine number: such a peer is told, and has no rows. */
async function thoseThatJudge(sides: readonly DoorSide[], reviews: Recorded, bench: Bench): Promise<readonly DoorSide[]> {
  const judging: DoorSide[] = [];
  for (const side of sides) {
    try {
      // A peer learns its rules a while after it has started.
      await until(`${side.name} allows the clean Pod and denies the others`, async () => await judges(side, reviews));
      judging.push(side);
    } catch (error) {
      if (side.goal === undefined) throw new CannotRun(inFull(error));
      bench.say(`NOT MEASURED: ${inFull(error)}`);
    }
  }
  return judging;
}

async function judges({ url, denies }: DoorSide, { clean, bad }: Recorded): Promise<boolean> {
  for (const [rule, review] of [['clean', clean] as const, ...bad]) {
    const answer = await ask(url, review);
    if (!answer.includes(verdict(rule === 'clean' || !denies))) throw new Error(`${rule}: ${answer.slice(0, TOLD)}`);
  }
  return true;
}

/** What fails is told, and is not in the rows; Lintel itself must not fail. */
async function loadOrTell(side: DoorSide, job: Job, bench: Bench): Promise<LeanLoad | undefined> {
  try {
    return await loadLean(job, side.part.pid, bench);
  } catch (error) {
    if (!(error instanceof CannotRun) || side.goal === undefined) throw error;
    bench.say(`NOT MEASURED: ${side.name}. ${error.message}`);
    return undefined;
  }
}

function jobFor({ url, denies }: DoorSide, kind: Kind, { clean, bad }: Recorded, { quick }: Bench): Job {
  const isBad = kind === 'each new, denied';
  return {
    url,
    headers: {},
    body: (isBad ? bad.get(DENIED_BY) : clean) ?? '',
    ...(kind !== 'the same again' && { mark: NUMBER }),
    connections: 16,
    seconds: quick ? 1 : SECONDS,
    expected: { status: 200, text: verdict(!isBad || !denies) },
  };
}

function verdict(allowed: boolean): string {
  return `"allowed":${allowed}`;
}

function rowsAgainst({ name, goal }: DoorSide, { kind, turns }: Measured): readonly Row[] {
  const row = (ours: string, { label, amount, tell }: Metric, bound?: Bound): Row => {
    const about = `${ours === PACK ? 'pack recommended' : 'six rules'}, reviews ${kind}`;
    return rowOf(`${about}: ${label}, Lintel / ${name}`, compare(pairsOf(turns, ours, name), amount), tell, bound);
  };
  if (name === LINTEL || name === PACK || pairsOf(turns, LINTEL, name).length === 0) return [];
  const bound = goal === undefined || kind !== 'each new' ? undefined : { atLeast: goal };
  const rows = [row(LINTEL, RATE, bound), row(LINTEL, P99), row(LINTEL, CPU)];
  return name === NO_OP ? [...rows, ...[RATE, P99, CPU].map((metric) => row(PACK, metric))] : rows;
}

const KINDS: readonly Kind[] = ['each new', 'each new, denied', 'the same again'];
const DENIED_BY = 'no-latest-tag';
const ROUNDS = 5;
const WARM = 3000;
const SECONDS = 4;
const TOLD = 300;
