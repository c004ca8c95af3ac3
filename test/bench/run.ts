import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { admission } from './admission.ts';
import { coldStart } from './cold-start.ts';
import { openCorpus, type Corpus } from './corpus.ts';
import { creates } from './creates.ts';
import { doors } from './doors.ts';
import { fix } from './fix.ts';
import { idleRules } from './idle-rules.ts';
import { images } from './images.ts';
import { install } from './install.ts';
import { lintLarge } from './lint-large.ts';
import { CannotRun, type Bench, type Measure, type Row } from './measure.ts';
import { memory } from './memory.ts';
import { renderTable } from './table.ts';
import { verify } from './verify.ts';

/** Measures ratios, side by side on this machine. A goal that is missed is told, and is no failure. */
const MEASURES: readonly Measure[] = [lintLarge, memory, coldStart, admission, images, idleRules, fix, verify];
/** As the API server feels it: these take real parts, and run by themselves. */
const END_TO_END: readonly Measure[] = [creates, doors];
const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, quick: { type: 'boolean' }, e2e: { type: 'boolean' } },
});
const offered = values.e2e === true ? END_TO_END : MEASURES;
const chosen = offered.filter(({ name }) => values.only?.includes(name) ?? true);
const unknown = values.only?.filter((name) => !offered.some((measure) => measure.name === name)) ?? [];
const scratch = await mkdtemp(path.join(tmpdir(), 'lintel-bench-'));
// What runs beside ends with this process; the folder does not.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => {
    rmSync(scratch, { recursive: true, force: true });
    say(`Ended by ${signal}.`);
    process.exit(code);
  });
try {
  if (unknown.length > 0)
    throw new CannotRun(`There is no measure "${unknown.join('", "')}". There are: ${offered.map(({ name }) => name).join(', ')}`);
  const load = loadavg()[0] ?? 0;
  if (load > availableParallelism() / 2)
    say(`THIS MACHINE IS BUSY (load ${load.toFixed(1)}): ratios of whole processes and of servers will be off.`);
  const rows = await runAll(chosen, benchIn(scratch, values.quick === true));
  process.stdout.write(`\n${renderTable(rows)}`);
  await keep(rows);
} catch (error) {
  if (!(error instanceof CannotRun)) throw error;
  process.stderr.write(`Could not run: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function runAll(measures: readonly Measure[], bench: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const measure of measures) {
    const begun = performance.now();
    bench.say(`${measure.name} ...`);
    const found = await measure.run(bench);
    for (const { name, ratio } of found) bench.say(`  ${name}: ${ratio.toFixed(2)}`);
    bench.say(`${measure.name} took ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    rows.push(...found);
  }
  return rows;
}

function benchIn(scratch: string, quick: boolean): Bench {
  let installed: Promise<string> | undefined;
  let corpus: Promise<Corpus> | undefined;
  return {
    quick,
    scratch,
    say,
    installed: () => (installed ??= install(scratch)),
    corpus: () => (corpus ??= openCorpus(scratch, quick, say)),
  };
}

async function keep(rows: readonly Row[]): Promise<void> {
  const folder = path.resolve(import.meta.dirname, '../../reports');
  const machine = { node: process.version, cores: availableParallelism(), processor: cpus()[0]?.model ?? 'unknown', load: loadavg()[0] };
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, values.e2e === true ? 'bench-e2e.json' : 'bench.json'),
    `${JSON.stringify({ at: new Date().toISOString(), quick: values.quick === true, machine, rows }, null, 2)}\n`,
  );
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
