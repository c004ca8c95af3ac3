import type { Path } from '../engine/json.ts';
import type { Replacement } from './splice.ts';
import { columnOf, inPlaceOf } from './style.ts';
import { keyOf, lineEnd, stepInto, type MappingNode, type Node, type SequenceNode, type Step, type Tree } from './tree.ts';

/** The replacement that takes a value and its key, or a list item, out of the text. */
export function removeAt(source: string, tree: Tree, path: Path): Replacement | string {
  const { node: parent, keyEnd } = follow(tree.root, path.slice(0, -1));
  if (parent === undefined || parent.kind === 'scalar') return NOTHING;
  if (parent.kind === 'alias') return 'the value is an alias: what it names is written elsewhere';
  const members = membersOf(source, parent);
  const index = members.findLastIndex(({ name }) => name === path.at(-1));
  const member = members[index];
  if (member === undefined) return NOTHING;
  if (members.length === 1) return inPlaceOf(source, parent, keyEnd, parent.kind === 'mapping' ? '{}' : '[]');
  const [before, next] = [members[index - 1], members[index + 1]];
  return parent.flow ? removeInFlow(member, before, next) : removeInBlock(source, member, next);
}

interface Member {
  readonly name: string | number | undefined;
  /** Where its key begins, or its dash in a block sequence. */
  readonly start: number;
  readonly end: number;
}

function follow(root: Node, path: Path): { readonly node: Node | undefined; readonly keyEnd: number | undefined } {
  let step: Step | undefined = { value: root };
  for (const key of path) step = step && stepInto(step.value, key);
  return { node: step?.value, keyEnd: step?.key?.end };
}

function membersOf(source: string, parent: MappingNode | SequenceNode): readonly Member[] {
  if (parent.kind === 'mapping') {
    return parent.entries.map(({ key, value }) => ({
      name: keyOf(key),
      start: key.outerStart,
      end: Math.max(key.end, value.end),
    }));
  }
  return parent.items.map((item, index) => ({
    name: index,
    start: parent.flow ? item.outerStart : source.lastIndexOf('-', item.outerStart - 1),
    end: item.end,
  }));
}

function removeInFlow(member: Member, before: Member | undefined, next: Member | undefined): Replacement {
  if (next !== undefined) return { start: member.start, end: next.start, text: '' };
  return { start: before?.end ?? member.start, end: member.end, text: '' };
}

/** Whole lines; where the line begins with something else (the dash of a list item), the next entry moves up. */
function removeInBlock(source: string, member: Member, next: Member | undefined): Replacement | string {
  const lineStart = member.start - columnOf(source, member.start);
  if (source.slice(lineStart, member.start).trim() !== '') {
    return next === undefined ? 'it shares its line with other values' : { start: member.start, end: next.start, text: '' };
  }
  const end = lineAfter(source, member);
  const isLast = end === source.length && source[end - 1] !== '\n';
  return { start: isLast ? Math.max(lineStart - 1, 0) : lineStart, end, text: '' };
}

/** A block scalar ends with its line break; all else ends inside a line. */
function lineAfter(source: string, { start, end }: Member): number {
  if (source[end - 1] === '\n' && end > start) return end;
  return Math.min(lineEnd(source, end) + 1, source.length);
}

const NOTHING = 'there is nothing of its own at this place (does it come from a merge?)';
