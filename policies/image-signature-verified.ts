import { isVerified, NO_IMAGES, type ImageVerification, type Proof } from '../src/engine/images.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { normalised } from '../src/kube/image-reference.ts';
import { imagesOf, type ImageAt } from './shared/images.ts';
import { pinImage } from './shared/pin-image.ts';

type Message = 'unsigned' | 'refused' | 'unknown' | 'unpinned';

export const imageSignatureVerified: Rule<Message> = {
  id: 'image-signature-verified',
  category: 'images',
  severity: 'error',
  since: '0.1.0',
  summary: 'Images are signed by those whom the settings name.',
  why: 'A registry hands out whatever was pushed to it, by whoever could. A signature that the pipeline made over the digest, and that is verified before the image runs, is what ties the running code to the code that was reviewed. Which images need one, and whose, is the setting images. A tag may mean another image in a minute, so what was verified is named by its digest. Files are judged by the proofs in images.lock, which lintel images verify writes.',
  whenNot: 'Images that nobody signs: leave them out of the policies of the setting images, by except.',
  messages: {
    unsigned: 'Image "{{image}}" is not signed ({{digest}}).',
    refused: 'Image "{{image}}" has no signature that counts: {{reason}}.',
    unknown: 'Whether image "{{image}}" is signed could not be found out: {{reason}}.',
    unpinned: 'Image "{{image}}" is named by its tag, and what was verified is {{digest}}.',
  },
  match: { kinds: ['workloads'] },
  softens: true,
  remedy: { safety: 'safe', value: 'fixed' },
  *check(subject, { images = NO_IMAGES }) {
    for (const named of imagesOf(subject)) {
      const found = named.image && images.get(normalised(named.image));
      if (found !== undefined) yield* offencesOf(named, found);
    }
  },
};

function* offencesOf(named: ImageAt, found: ImageVerification): Iterable<Offence<Message>> {
  const wrong = found.signatures.filter(({ outcome }) => outcome !== 'verified');
  for (const proof of wrong) yield offenceOf(named, found, proof);
  if (found.pinned && isVerified(found)) yield* unpinned(named, found);
}

function offenceOf(
  { written, path: at, owner }: ImageAt,
  { digest = 'unknown digest' }: ImageVerification,
  proof: Proof,
): Offence<Message> {
  const data = { image: written, digest, reason: proof.reason };
  if (proof.outcome === 'unknown') return { message: 'unknown', data, at, ...owner, ...(proof.atMost && { atMost: proof.atMost }) };
  return { message: proof.code === 'missing' ? 'unsigned' : 'refused', data, at, ...owner };
}

function* unpinned(named: ImageAt, found: ImageVerification): Iterable<Offence<Message>> {
  const fix = pinImage(named, found);
  if (fix === undefined) return;
  yield { message: 'unpinned', data: { image: named.written, digest: found.digest ?? '' }, at: named.path, ...named.owner, fix };
}
