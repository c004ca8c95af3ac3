import type { JsonObject, Path } from '../../src/engine/json.ts';
import type { Fix, Safety } from '../../src/engine/rule.ts';
import { matchesGlob } from '../../src/kube/glob.ts';
import { matchesRef, parseImage, parseRefPattern, type ImageReference, type RefPattern } from '../../src/kube/image-reference.ts';

/** What is under `from` is to be had under `to`; references both. */
export type Move = { readonly from: string; readonly to?: string };

export interface ReadMove extends Move {
  readonly source: RefPattern;
  readonly target: RefPattern | undefined;
}

/** The JSON Schema of a list of moves. */
export function movesSchema(required: readonly string[], description: string): JsonObject {
  const ref = { type: 'string', format: 'ref' };
  return {
    type: 'array',
    items: { type: 'object', properties: { from: ref, to: ref }, required, additionalProperties: false },
    description,
  };
}

/** The moves with the most specific first, so that a repository's own entry outranks its registry's. */
export function readMoves(moves: readonly Move[]): readonly ReadMove[] {
  return moves
    .flatMap((move) => {
      const source = parseRefPattern(move.from);
      return source === undefined ? [] : [{ ...move, source, target: move.to === undefined ? undefined : parseRefPattern(move.to) }];
    })
    .sort((a, b) => specificity(b.source) - specificity(a.source));
}

export function moveOf(moves: readonly ReadMove[], image: ImageReference): ReadMove | undefined {
  return moves.find(({ source }) => matchesRef(source, image));
}

/** Rewrites the reference; none where the target does not say where the image would be. */
export function moveFix(image: ImageReference, move: ReadMove, at: Path, safety: Safety): { readonly fix?: Fix } {
  const value = movedReference(image, move);
  return value === undefined ? {} : { fix: { title: `Set ${at.at(-1)} to ${value}`, safety, edits: [{ op: 'set', path: at, value }] } };
}

/** The rest of the repository, the tag and the digest stay as they are; a target with a tag or digest of its own stands for one image. */
function movedReference(image: ImageReference, { source, target }: ReadMove): string | undefined {
  if (target === undefined) return undefined;
  const rest = image.repository.split('/').slice(depthOf(source, image));
  const isWhole = (target.tag ?? target.digest) !== undefined;
  if (isWhole && rest.length > 0) return undefined;
  const text = `${[target.host, ...target.segments, ...rest].join('/')}${suffixOf(isWhole ? target : image)}`;
  return isImageOf(target.host, text) ? text : undefined;
}

/** A host alone would be read as an image of Docker Hub, and a pattern is no place. */
function isImageOf(host: string, text: string): boolean {
  return !text.includes('*') && parseImage(text)?.host === host;
}

/** How many components of the repository the source covers: `docker.io/nginx` covers both of `library/nginx`. */
function depthOf({ segments }: RefPattern, { host, repository }: ImageReference): number {
  const [first = ''] = segments;
  const isOfficial = segments.length === 1 && host === 'docker.io' && repository.startsWith('library/') && !matchesGlob(first, 'library');
  return segments.length + (isOfficial ? 1 : 0);
}

function suffixOf({ tag, digest }: { readonly tag?: string; readonly digest?: string }): string {
  return `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function specificity({ host, segments, tag, digest }: RefPattern): number {
  return (host.includes('*') ? 0 : 1000) + segments.length * 2 + ((tag ?? digest) === undefined ? 0 : 1);
}
