import type { ImageVerification } from '../../src/engine/images.ts';
import type { Fix } from '../../src/engine/rule.ts';
import type { ImageAt } from './images.ts';

/** Names an image by the digest that was verified; undefined where it has one already, or none is known. */
export function pinImage({ written, image, path }: ImageAt, { digest }: ImageVerification): Fix | undefined {
  if (digest === undefined || image === undefined || image.digest !== undefined) return undefined;
  return { title: `Name the image by ${digest}`, safety: 'safe', edits: [{ op: 'set', path, value: `${written}@${digest}` }] };
}
