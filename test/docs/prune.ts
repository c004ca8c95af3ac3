/** A text with as few list entries as it takes to hold; those further down go first. YAML in block style, by its lines. */
export function prune(text: string, holds: (text: string) => boolean): string {
  let lines: readonly string[] = text.split('\n');
  for (let at = lines.length - 1; at >= 0; at--) {
    const shorter = without(lines, at);
    if (shorter !== undefined && holds(shorter.join('\n'))) lines = shorter;
  }
  return lines.join('\n');
}

/** A text without the innermost list entry, or list, around a line (from 0) that can be spared; undefined where there is none. */
export function withoutEntryAt(text: string, line: number): string | undefined {
  const lines = text.split('\n');
  for (let at = line; at >= 0; at--) {
    if (endOf(lines, at) <= line) continue;
    const shorter = without(lines, at);
    if (shorter !== undefined) return shorter.join('\n');
  }
  return undefined;
}

/** Without the list entry, or the whole list, that starts at a line; undefined where none starts there, or none would be left. */
function without(lines: readonly string[], at: number): readonly string[] | undefined {
  const line = lines[at] ?? '';
  if (!isEntry(line) && !(isEntry(lines[at + 1]) && /^\s*[\w-]+:$/u.test(line) && !NEEDED.test(line))) return undefined;
  const end = endOf(lines, at);
  if (isEntry(line) && !hasSibling(lines, at, end)) return undefined;
  return lines.toSpliced(at, end - at);
}

function endOf(lines: readonly string[], at: number): number {
  const indent = indentOf(lines[at]);
  const isList = !isEntry(lines[at]);
  const past = lines.findIndex((line, index) => {
    if (index <= at) return false;
    const deeper = indentOf(line) > indent || (isList && isEntry(line) && indentOf(line) === indent);
    return !deeper;
  });
  return past < 0 ? lines.length : past;
}

/** Another entry right behind it, or one before it in the same list. */
function hasSibling(lines: readonly string[], at: number, end: number): boolean {
  const indent = indentOf(lines[at]);
  if (isEntry(lines[end]) && indentOf(lines[end]) === indent) return true;
  for (let before = at - 1; before >= 0; before--) {
    const line = lines[before];
    if (indentOf(line) < indent || (indentOf(line) === indent && !isEntry(line))) return false;
    if (indentOf(line) === indent) return true;
  }
  return false;
}

function isEntry(line: string | undefined): boolean {
  return /^\s*- /u.test(line ?? '');
}

function indentOf(line: string | undefined): number {
  return /^\s*/u.exec(line ?? '')?.[0].length ?? 0;
}

/** Lists without which an object is none. */
const NEEDED = /^\s*(?:containers|items):$/u;
