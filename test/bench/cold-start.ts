import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { documentOf } from './corpus.ts';
import type { Bench, Measure, Row } from './measure.ts';
import { timeCommand } from './process.ts';
import { compare, inTurns, milliseconds, rowOf } from './ratio.ts';

/** What a hook on one staged file waits for: the installed command from start to end, against Node doing nothing. */
export const coldStart: Measure = {
  name: 'cold-start',
  async run(bench: Bench): Promise<readonly Row[]> {
    const installed = await bench.installed();
    const command = path.join(installed, 'node_modules/.bin/lintel');
    await writeFile(path.join(installed, 'one-file.yaml'), documentOf(1));
    const lint = (): number => timeCommand(command, ['lint', 'one-file.yaml'], installed);
    const nothing = (): number => timeCommand(process.execPath, ['-e', '0'], installed);
    // The first run of all compiles and fills the cache; it is no sample.
    for (let warm = 0; warm < 3; warm++) void (lint() + nothing());
    const pairs = await inTurns(bench.quick ? 5 : 40, lint, nothing);
    const compared = compare(pairs, (ms) => ms);
    const more = compared.ours - compared.theirs;
    return [
      {
        ...rowOf('cold start of lint, installed / node -e 0', compared, milliseconds),
        goal: `<= +${MOST_MORE_MS} ms`,
        met: more <= MOST_MORE_MS,
        detail: `+${milliseconds(more)}: ${milliseconds(compared.ours)} against ${milliseconds(compared.theirs)}`,
      },
    ];
  },
};

const MOST_MORE_MS = 45;
