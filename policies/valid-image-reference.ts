import { member } from '../src/engine/json.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { parseImage } from '../src/kube/image-reference.ts';
import { allContainers } from '../src/kube/workloads.ts';
import { isDigest, KUBELET_DIGESTS } from './shared/digests.ts';
import { imagesOf, type ImageAt } from './shared/images.ts';

type Message = 'malformed' | 'digest' | 'empty';

export const validImageReference: Rule<Message> = {
  id: 'valid-image-reference',
  category: 'images',
  severity: 'error',
  since: '0.1.0',
  summary: 'Images are references that a kubelet can read.',
  why: 'The API server takes any text for an image, and the kubelet then leaves the pod in InvalidImageName for ever: it reads references by the grammar of the distribution project, and digests of sha256, sha384 and sha512 alone.',
  whenNot: 'Templates whose placeholders something fills before they reach a cluster; lint what comes out of it instead.',
  messages: {
    malformed: 'Image "{{image}}" is no valid reference: {{reason}}.',
    digest:
      'Image "{{image}}" has a digest that no kubelet reads: sha256 takes 64 lower-case hex digits, sha384 takes 96, sha512 takes 128.',
    empty: 'Container "{{container}}" has an empty image.',
  },
  match: { kinds: ['workloads'] },
  *check(subject) {
    for (const { container, name, path } of allContainers(subject))
      if (member(container, 'image') === '') yield { message: 'empty', data: { container: name }, at: [...path, 'image'], container };
    for (const named of imagesOf(subject)) yield* judged(named);
  },
};

function* judged({ written, image, path: at, owner }: ImageAt): Iterable<Offence<Message>> {
  const digest = written.indexOf('@');
  if (image !== undefined && (image.digest === undefined || isDigest(image.digest, KUBELET_DIGESTS))) return;
  const isDigestAlone = digest > 0 && parseImage(written.slice(0, digest)) !== undefined;
  if (isDigestAlone) yield { message: 'digest', data: { image: written }, at, ...owner };
  else yield { message: 'malformed', data: { image: written, reason: reasonOf(written) }, at, ...owner };
}

function reasonOf(written: string): string {
  const known = REASONS.find(([pattern]) => pattern.test(written));
  if (known !== undefined) return known[1];
  if (parseImage(written) !== undefined) return 'it is not written as a string';
  return parseImage(written.toLowerCase()) === undefined ? 'the grammar of references does not read it' : 'a repository has no capitals';
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/[${}<>%]/u, 'it has a placeholder that nothing filled'],
  [/\s/u, 'it has white space in it'],
  [/^[A-Za-z][A-Za-z0-9+.-]*:\/\//u, 'it begins with a scheme, and a registry is named without one'],
  [/^[a-f0-9]{64}$/u, 'it is the bare id of an image'],
  [/:[^/]{129,}$/u, 'its tag is longer than 128 characters'],
  [/:$/u, 'its tag is empty'],
];
