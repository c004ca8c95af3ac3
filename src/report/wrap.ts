import { characterWidth, displayWidth, printable } from './printable.ts';

/** Breaks prose into printable lines: `first` columns for the first line, `rest` for the others. A word too long for a line is cut. */
export function wrap(text: string, first: number, rest: number): readonly string[] {
  const words = text
    .split(/\s+/u)
    .filter((word) => word !== '')
    .flatMap((word) => cut(printable(word), rest));
  return fill(words, first, rest);
}

/** Lays words into lines; a word too long for a line gets one of its own, whole, as a file's path must stay to be clicked. */
export function fill(words: readonly string[], first: number, rest: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of words) {
    const width = displayWidth(word);
    const room = lines.length === 0 ? first : rest;
    const fits = line === '' ? width <= room || lines.length > 0 : used + 1 + width <= room;
    if (!fits) {
      lines.push(line);
      line = '';
      used = 0;
    }
    used += width + (line === '' ? 0 : 1);
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function cut(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of word) {
    const next = characterWidth(character);
    if (used + next > width) {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += next;
  }
  return [...pieces, piece];
}
