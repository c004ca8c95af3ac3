/** Whether a glob covers the whole text. `*` is any run of characters, `/` too; every other character is itself. */
export function matchesGlob(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const first = pattern.slice(0, star);
  if (!text.startsWith(first)) return false;
  const pieces = pattern.split('*');
  const last = pieces.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.endsWith(last)) return false;
  return holdsInOrder(pieces.slice(1, -1), text.slice(first.length, text.length - last.length));
}

/** The leftmost place of each piece leaves the most room for the next, so nothing is ever tried twice. */
function holdsInOrder(pieces: readonly string[], text: string): boolean {
  let from = 0;
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}
