import { isVerified, NO_IMAGES, type ImagesView } from '../src/engine/images.ts';
import { list } from '../src/engine/parameters.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { normalised, parseImage } from '../src/kube/image-reference.ts';
import { isDigest } from './shared/digests.ts';
import { imagesOf, matchesAny, refPatterns, type ImageAt } from './shared/images.ts';
import { compiled } from './shared/memo.ts';
import { pinImage } from './shared/pin-image.ts';

type Params = { readonly exempt: readonly string[] };

export const requireDigest: Rule<'missing' | 'malformed', Params> = {
  id: 'require-digest',
  category: 'images',
  severity: 'info',
  since: '0.1.0',
  summary: 'Images are named by digest.',
  why: 'A tag is what the registry says it is at the moment of a pull: only a digest names the bytes that were built, scanned and signed. A real one is sha256 with 64 or sha512 with 128 lower-case hex digits. The fix knows the digest of an image that was verified: by the setting images and the images.lock that lintel images verify writes.',
  whenNot: 'Images that are meant to follow their tag, as on a development cluster; name them under exempt.',
  messages: {
    missing: 'Image "{{image}}" has no digest.',
    malformed: 'Image "{{image}}" has a digest that names no content: sha256 takes 64 lower-case hex digits, sha512 takes 128.',
  },
  parameters: { exempt: list('ref', [], 'Images that may go without a digest.') },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'safe', value: 'fixed' },
  *check(subject, { params, images = NO_IMAGES }) {
    for (const named of imagesOf(subject)) {
      const message = offenceOf(named);
      if (message === undefined || isExempt(named, params)) continue;
      const fix = fixOf(named, images);
      yield { message, data: { image: named.written }, at: named.path, ...named.owner, ...(fix && { fix }) };
    }
  },
};

/** A digest is safe where it is known what stands behind it: of an image that was verified. */
function fixOf(named: ImageAt, images: ImagesView): Fix | undefined {
  const found = named.image && images.get(normalised(named.image));
  return found !== undefined && isVerified(found) ? pinImage(named, found) : undefined;
}

function offenceOf({ written, image }: ImageAt): 'missing' | 'malformed' | undefined {
  if (!written.includes('@')) return 'missing';
  return isDigest(image?.digest ?? '', REAL) ? undefined : 'malformed';
}

/** A malformed digest can make the whole unreadable; what stands before it still says whose image it is. */
function isExempt({ written, image }: ImageAt, params: Params): boolean {
  const known = image ?? parseImage(written.split('@', 1)[0]);
  return known !== undefined && matchesAny(exempted(params), known);
}

const exempted = compiled(({ exempt }: Params) => refPatterns(exempt));
const REAL: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha512', 128],
]);
