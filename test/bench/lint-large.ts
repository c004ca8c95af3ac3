import { availableParallelism } from 'node:os';
import { openLarge } from './large.ts';
import type { Bench, Measure, Row } from './measure.ts';
import { compare, inTurns, megabytes, milliseconds, rowOf } from './ratio.ts';

/** Lint of a large set, positions of findings and the report included, against nothing but parsing the same bytes. */
export const lintLarge: Measure = {
  name: 'lint-large',
  async run(bench: Bench): Promise<readonly Row[]> {
    const { files, bytes } = await bench.corpus();
    const large = await openLarge(bench);
    const rounds = bench.quick ? 1 : 7;
    const cores = availableParallelism();
    bench.say(`${files.length} files, ${megabytes(bytes)}, ${rounds} rounds`);
    await large.bareParse();
    const one = await inTurns(
      rounds,
      () => large.lint(1),
      () => large.bareParse(),
    );
    const all = await inTurns(
      rounds,
      () => large.lint(cores),
      () => large.lint(1),
    );
    return [
      rowOf(
        'lint, one thread / bare js-yaml loadAll',
        compare(one, ({ ms }) => ms),
        milliseconds,
        { atMost: 2 },
      ),
      rowOf(
        'the same in CPU time',
        compare(one, ({ cpuMs }) => cpuMs),
        milliseconds,
      ),
      rowOf(
        `lint, ${cores} threads / one thread`,
        compare(all, ({ ms }) => ms),
        milliseconds,
      ),
    ];
  },
};
