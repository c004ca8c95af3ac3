import { displayWidth, printable } from '../report/printable.ts';

/** What became of one image. */
export interface ImageVerdict {
  /** In normal form. */
  readonly image: string;
  readonly is: 'verified' | 'refused' | 'unknown';
  /** Absent where it could not be found out. */
  readonly digest?: string;
  /** By whom it is verified, or why it is not. */
  readonly reasons: readonly string[];
}

/** A table of images and verdicts, and a count of each. */
export function renderVerdicts(verdicts: readonly ImageVerdict[]): string {
  if (verdicts.length === 0) return 'No image here is one that the settings want anything of.\n';
  const rows = verdicts.map(({ image, is, reasons }) => [printable(image), WORDS[is], reasons.map(printable).join('; ')] as const);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))));
  const lines = rows.map(([image, is, why]) => `${padded(image, widths[0])}  ${padded(is, widths[1])}  ${why}`);
  return `${lines.join('\n')}\n\n${counted(verdicts)}\n`;
}

function padded(text: string, width = 0): string {
  return text + ' '.repeat(width - displayWidth(text));
}

function counted(verdicts: readonly ImageVerdict[]): string {
  const counts = (['verified', 'refused', 'unknown'] as const).map((is) => ({ is, count: verdicts.filter((one) => one.is === is).length }));
  const told = counts.filter(({ count }) => count > 0).map(({ is, count }) => `${count} ${WORDS[is]}`);
  return `${verdicts.length} ${verdicts.length === 1 ? 'image' : 'images'}: ${told.join(', ')}.`;
}

const WORDS = { verified: 'verified', refused: 'not verified', unknown: 'unknown' } as const;
