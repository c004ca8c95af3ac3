import { asList, member, type Path } from '../../src/engine/json.ts';
import { once } from '../../src/kube/once.ts';
import type { ContainerAt } from '../../src/kube/workloads.ts';
import { assignmentsIn, type Assignment } from './command-words.ts';

export interface CommandLine {
  readonly words: readonly { readonly text: string; readonly at: Path }[];
  /** Their `word` counts in `words`. */
  readonly assignments: readonly Assignment[];
}

/** What a container runs: the process gets `command` and then `args` as one list. */
export const commandLine: (container: ContainerAt) => CommandLine = once(({ container, path }) => {
  const words = ['command', 'args'].flatMap((field) =>
    asList(member(container, field)).flatMap((text, index) => (typeof text === 'string' ? [{ text, at: [...path, field, index] }] : [])),
  );
  return { words, assignments: [...assignmentsIn(words.map(({ text }) => text))] };
});
