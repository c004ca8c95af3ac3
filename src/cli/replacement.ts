import type { Edit } from '../engine/rule.ts';
import type { ManifestResource } from '../manifest/document.ts';
import { Lines } from '../manifest/lines.ts';
import { splice } from '../manifest/splice.ts';
import type { Replacement } from '../report/report.ts';

/** The one stretch of a file that a fix would replace; undefined where the fix has no edit of this text. */
export function replacementOf({ source, base }: ManifestResource, edits: readonly Edit[]): Replacement | undefined {
  const after = edited({ source, base }, edits);
  if (after === undefined || after === source.text) return undefined;
  const before = source.text;
  const start = sharedLength(before, after, (text, index) => text[index]);
  const most = Math.min(before.length, after.length) - start;
  const end = Math.min(
    most,
    sharedLength(before, after, (text, index) => text[text.length - 1 - index]),
  );
  const range = new Lines(before).range(start, before.length - end);
  return { ...range, text: after.slice(start, after.length - end) };
}

function edited({ source, base }: Pick<ManifestResource, 'source' | 'base'>, edits: readonly Edit[]): string | undefined {
  let { text } = source;
  for (const edit of edits) {
    const result = splice({ base, source: { ...source, text, end: source.end + text.length - source.text.length } }, edit);
    if ('refused' in result) return undefined;
    ({ text } = result);
  }
  return text;
}

function sharedLength(a: string, b: string, at: (text: string, index: number) => string | undefined): number {
  let length = 0;
  while (length < a.length && length < b.length && at(a, length) === at(b, length)) length++;
  return length;
}
