import type { Path } from '../engine/json.ts';
import type { Resource } from '../engine/resource.ts';

/** A stretch of a text; lines and columns count from 1, columns in UTF-16 code units, the end is exclusive. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One YAML or JSON document of a text: where it stands, so that it can be read again for positions. */
export interface DocumentSource {
  /** The whole text of the file. */
  readonly text: string;
  /** Offsets of the document in the text, UTF-16 code units, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A resource and the place that it was read from. */
export interface ManifestResource {
  readonly resource: Resource;
  readonly source: DocumentSource;
  /** Where the resource stands in its document: `[]`, or `['items', 3]` in a List. */
  readonly base: Path;
}

/** Input that was not understood. */
export interface ManifestProblem {
  readonly code: ProblemCode;
  /** What is wrong, and what to do about it. */
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** A warning does not make the input "not understood": Kubernetes reads it too, though hardly as meant. */
  readonly level: 'error' | 'warning';
}

export type ProblemCode =
  | 'syntax'
  | 'duplicate-key'
  | 'too-deep'
  | 'too-many-aliases'
  | 'alias-cycle'
  | 'too-large'
  | 'not-utf8'
  | 'template'
  | 'invalid-key'
  | 'invalid-object'
  | 'not-a-resource'
  | 'unreadable'
  | 'not-found'
  | 'nothing-examined';

/** A document that is well-formed but no Kubernetes object. */
export interface SkippedDocument {
  readonly line: number;
  readonly reason: string;
}

export interface Manifest {
  readonly resources: readonly ManifestResource[];
  readonly problems: readonly ManifestProblem[];
  readonly skipped: readonly SkippedDocument[];
  /** How many documents the text holds, empty ones left out. */
  readonly documents: number;
}
