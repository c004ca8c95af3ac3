import { asString, member } from '../../src/engine/json.ts';
import { openSides, switchTo, type CreateSide } from './create-sides.ts';
import type { Job } from './lean-load.ts';
import { CPU, loadLean, P50, P95, P99, RATE, type LeanLoad, type Metric } from './lean.ts';
import { CannotRun, type Bench, type Row } from './measure.ts';
import { onPlane, type BenchPlane } from './plane.ts';
import { NUMBER, podWith, SIX_RULES } from './pods.ts';
import { allInTurns, compare, pairsOf, rowOf, type Bound } from './ratio.ts';
import { PODS } from './registering.ts';

/** What who creates feels: no webhook, one that allows everything, and Lintel with pack `recommended`. */
export const creates = onPlane('creates', async (plane, bench) => {
  const sides = await openSides(plane, bench);
  for (const side of sides) {
    await switchTo(side, sides, plane);
    await checkVerdicts(side, plane, bench);
  }
  const turns = (atLeast: number) =>
    new Map(sides.map((side) => [side.name, async () => await turnOf(side, sides, { ...jobFor(plane, bench), atLeast }, plane, bench)]));
  // All are warm before anything counts.
  await allInTurns(1, turns(bench.quick ? 0 : WARM));
  const measured = await allInTurns(bench.quick ? 1 : ROUNDS, turns(0));
  const calls = Math.max(...sides.map((side) => side.calls));
  return CONCURRENT.flatMap((many, index) => rowsAt(many, index, measured, calls));
});

/** A door that allows what it should deny would make a fine number. */
async function checkVerdicts({ name }: CreateSide, { admin }: BenchPlane, bench: Bench): Promise<void> {
  const clean = await admin.post(PODS, podWith());
  if (clean.warnings.length > 0) bench.say(`  The clean Pod is not clean under these rules: ${clean.warnings.join('\n')}`);
  for (const [rule, offence] of Object.entries(SIX_RULES)) {
    const { status, body } = await admin.post(PODS, podWith(offence));
    const said = asString(member(body, 'message')) ?? '';
    const denied = status === 403 && said.includes(rule);
    if (denied !== (name === 'Lintel')) throw new CannotRun(`With ${name}, a Pod against ${rule} was answered ${status}: ${said}`);
  }
}

/** One load for each number of connections; every create must have been asked about as often as the registration says. */
async function turnOf(
  side: CreateSide,
  sides: readonly CreateSide[],
  job: Omit<Job, 'connections'>,
  plane: BenchPlane,
  bench: Bench,
): Promise<readonly LeanLoad[]> {
  await switchTo(side, sides, plane);
  const loads: LeanLoad[] = [];
  for (const connections of CONCURRENT) {
    const before = await side.asked();
    const load = await loadLean({ ...job, connections }, side.pid, bench);
    const asked = (await side.asked()) - before;
    if (asked !== load.answered * side.calls) throw new CannotRun(`${side.name} was asked ${asked} times about ${load.answered} creates`);
    loads.push(load);
  }
  return loads;
}

function jobFor({ address }: BenchPlane, { quick }: Bench) {
  return {
    url: `${address.url}${PODS}`,
    headers: { authorization: `Bearer ${address.tokens.admin}` },
    body: JSON.stringify(podWith()),
    mark: NUMBER,
    seconds: quick ? 1 : SECONDS,
    expected: { status: 201, text: '"kind":"Pod"' },
  };
}

type Turn = ReadonlyMap<string, readonly LeanLoad[]>;

function rowsAt(many: number, index: number, turns: readonly Turn[], calls: number): readonly Row[] {
  const at = turns.map((turn) => new Map(Array.from(turn, ([name, loads]) => [name, loads[index]] as const)));
  const row = (ours: string, theirs: CreateSide['name'], { label, amount, tell }: Metric, bound?: Bound): Row => {
    const against = theirs === 'none' ? 'no webhook' : `${theirs} (${calls} calls each)`;
    return rowOf(`create, ${many} at once: ${label}, ${ours} / ${against}`, compare(pairsOf(at, ours, theirs), amount), tell, bound);
  };
  return [
    row('Lintel', 'no-op', RATE, { atLeast: 0.9 }),
    row('Lintel', 'no-op', P50),
    row('Lintel', 'no-op', P95),
    row('Lintel', 'no-op', P99, { atMost: 1.15 }),
    row('Lintel', 'no-op', CPU),
    ...[RATE, P50, P95, P99].map((metric) => row('Lintel', 'none', metric)),
    ...[RATE, P50, P95, P99].map((metric) => row('no-op', 'none', metric)),
  ];
}

const CONCURRENT = [1, 16, 64];
const ROUNDS = 7;
const WARM = 1000;
const SECONDS = 4;
