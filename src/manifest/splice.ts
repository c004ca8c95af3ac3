import { applyEdit } from '../engine/edit.ts';
import { equalJson, type Json, type Path } from '../engine/json.ts';
import type { Edit } from '../engine/rule.ts';
import type { ManifestResource } from './document.ts';
import { readPart } from './read.ts';
import { removeAt } from './splice-remove.ts';
import { setAt } from './splice-set.ts';
import { readTree } from './tree.ts';

/** A text with one edit made, or why it was left alone. */
export type Spliced = { readonly text: string } | { readonly refused: string };

/** A replacement of a stretch of text. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Makes one edit in the text of a file and keeps every other byte. What the new text says is read back and compared with the
 * edited value: where they differ (an anchor that others share, say) the text is left alone.
 */
export function splice({ source, base }: Pick<ManifestResource, 'source' | 'base'>, edit: Edit): Spliced {
  const path: Path = [...base, ...edit.path];
  const document = source.text.slice(source.start, source.end);
  const wanted = applyEdit(readPart(document, { start: 0, end: document.length }), { ...edit, path });
  if (wanted === undefined) return { refused: 'the value at this place has another shape than the fix expects' };
  const made = replacementFor(document, path, edit);
  if (typeof made === 'string') return { refused: made };
  const changed = document.slice(0, made.start) + made.text + document.slice(made.end);
  if (!says(changed, wanted))
    return { refused: 'no edit of the text would change this value alone (is it shared by an anchor or a merge?)' };
  return { text: source.text.slice(0, source.start) + changed + source.text.slice(source.end) };
}

function replacementFor(document: string, path: Path, edit: Edit): Replacement | string {
  const tree = readTree(document);
  return edit.op === 'set' ? setAt(document, tree, path, edit.value) : removeAt(document, tree, path);
}

function says(document: string, wanted: Json): boolean {
  try {
    return equalJson(readPart(document, { start: 0, end: document.length }), wanted);
  } catch {
    return false;
  }
}
