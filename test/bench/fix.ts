import { cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandOf, LINTED } from './large.ts';
import type { Bench, Measure, Row } from './measure.ts';
import { runNode } from './process.ts';
import { compare, inTurns, milliseconds, rowOf } from './ratio.ts';

/** `fix` reads, judges, splices, reads again, compares and writes, in one thread; so does the `lint` beside it. */
export const fix: Measure = {
  name: 'fix',
  async run(bench: Bench): Promise<readonly Row[]> {
    const command = commandOf(await bench.installed());
    const { folder } = await bench.corpus();
    const settings = path.join(bench.scratch, 'lintel.yaml');
    const copy = path.join(bench.scratch, 'to-fix');
    await writeFile(settings, SETTINGS);
    const fresh = async (): Promise<void> => {
      await rm(copy, { recursive: true, force: true });
      await cp(folder, copy, { recursive: true });
    };
    await fresh();
    const pairs = await inTurns(
      bench.quick ? 1 : 5,
      async () => {
        await fresh();
        return await runNode([command, 'fix', '--config', settings, '.'], copy, LINTED);
      },
      async () => {
        await fresh();
        return await runNode([command, 'lint', '--jobs', '1', '--config', settings, '.'], copy, LINTED);
      },
    );
    return [
      rowOf(
        'fix / lint, one thread, the same set',
        compare(pairs, ({ ms }) => ms),
        milliseconds,
      ),
    ];
  },
};

/** Values that a platform team gives, so that there is much to write. */
const SETTINGS = `extends: [recommended]
rules:
  require-cpu-request: [error, { fixWith: 100m }]
  require-memory-request: [error, { fixWith: 128Mi }]
  require-memory-limit: [error, { fixWith: 256Mi }]
`;
