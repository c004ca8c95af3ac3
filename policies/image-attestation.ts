import { NO_IMAGES, type AttestationProof, type ImageVerification } from '../src/engine/images.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { normalised } from '../src/kube/image-reference.ts';
import { imagesOf, type ImageAt } from './shared/images.ts';

type Message = 'missing' | 'refused' | 'unknown';

export const imageAttestation: Rule<Message> = {
  id: 'image-attestation',
  category: 'images',
  severity: 'error',
  since: '0.1.0',
  summary: 'Images come with the signed statements that the settings want.',
  why: 'A signature says who; an attestation says what: where and from which source an image was built, what is in it, what a scanner found and when. It is signed like an image, and its content is held against the conditions of the setting images.',
  whenNot: 'Images that come without: leave them out of the policies of the setting images, by except.',
  messages: {
    missing: 'Image "{{image}}" has no attestation of type {{type}} ({{digest}}).',
    refused: 'Image "{{image}}" has no attestation of type {{type}} that counts: {{reason}}.',
    unknown: 'Whether image "{{image}}" has an attestation of type {{type}} could not be found out: {{reason}}.',
  },
  match: { kinds: ['workloads'] },
  softens: true,
  *check(subject, { images = NO_IMAGES }) {
    for (const named of imagesOf(subject)) {
      const found = named.image && images.get(normalised(named.image));
      if (found !== undefined) yield* offencesOf(named, found);
    }
  },
};

function* offencesOf(named: ImageAt, found: ImageVerification): Iterable<Offence<Message>> {
  for (const proof of found.attestations) if (proof.outcome !== 'verified') yield offenceOf(named, found, proof);
}

function offenceOf(
  { written, path: at, owner }: ImageAt,
  { digest = 'unknown digest' }: ImageVerification,
  proof: AttestationProof,
): Offence<Message> {
  const data = { image: written, digest, type: proof.type, reason: proof.reason };
  if (proof.outcome === 'unknown') return { message: 'unknown', data, at, ...owner, ...(proof.atMost && { atMost: proof.atMost }) };
  return { message: proof.code === 'missing' ? 'missing' : 'refused', data, at, ...owner };
}
