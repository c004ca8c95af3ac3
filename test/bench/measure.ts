import type { Corpus } from './corpus.ts';

/** One thing that is measured; it may fill several rows of the table. */
export interface Measure {
  readonly name: string;
  run(bench: Bench): Promise<readonly Row[]>;
}

/** What all measures share, each part made when it is first asked for. */
export interface Bench {
  /** For a smoke run: hardly any repeats, and smaller sets. */
  readonly quick: boolean;
  /** A folder that is gone after the run. */
  readonly scratch: string;
  say(text: string): void;
  /** Where the package stands once it is installed, with its command in `node_modules/.bin`. */
  installed(): Promise<string>;
  corpus(): Promise<Corpus>;
}

/** One number: how many times the one side costs what the other does. */
export interface Row {
  readonly name: string;
  readonly ratio: number;
  /** Of the pairs that were measured side by side. */
  readonly lowest: number;
  readonly highest: number;
  /** As it is told: `<= 2.00`. Absent where a number is only good to know. */
  readonly goal?: string;
  readonly met?: boolean;
  /** The two medians, in their own unit. */
  readonly detail: string;
}

/** A benchmark that cannot run: the only reason for a failing exit code. */
export class CannotRun extends Error {}
