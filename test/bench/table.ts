import type { Row } from './measure.ts';

/** The numbers for a person: one line each, columns lined up. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map(
      (cells) =>
        `${cells
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function cellsOf({ name, ratio, lowest, highest, goal = '', met, detail }: Row): readonly string[] {
  const verdict = met === undefined ? '' : met ? 'yes' : 'MISSED';
  return [name, ratio.toFixed(2), `${lowest.toFixed(2)}..${highest.toFixed(2)}`, goal, verdict, detail];
}

const HEADINGS: readonly string[] = ['measure', 'ratio', 'pairs', 'goal', 'met?', 'medians'];
