import { openLarge } from './large.ts';
import type { Bench, Measure, Row } from './measure.ts';
import { compare, inTurns, median, megabytes, rowOf } from './ratio.ts';

/** The most memory that a lint of the large set holds at once. The bare parse keeps all documents, as facts across files demand. */
export const memory: Measure = {
  name: 'memory',
  async run(bench: Bench): Promise<readonly Row[]> {
    const { bytes } = await bench.corpus();
    const large = await openLarge(bench);
    const pairs = await inTurns(
      bench.quick ? 1 : 5,
      () => large.lint(1),
      () => large.bareParse(),
    );
    const peaks = pairs.map(({ ours }) => ours.peakBytes);
    return [
      {
        name: 'peak memory of lint / bytes read',
        ratio: median(peaks) / bytes,
        lowest: Math.min(...peaks) / bytes,
        highest: Math.max(...peaks) / bytes,
        detail: `${megabytes(median(peaks))} against ${megabytes(bytes)}`,
      },
      rowOf(
        'peak memory of lint / of bare parse',
        compare(pairs, ({ peakBytes }) => peakBytes),
        megabytes,
      ),
    ];
  },
};
