import { shaped } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { matchesAny, imagesOf } from './shared/images.ts';
import { moveFix, moveOf, movesSchema, readMoves, type Move } from './shared/image-moves.ts';
import { compiled } from './shared/memo.ts';

type Params = { readonly mirrors: readonly Move[] };

export const requireRegistryMirror: Rule<'direct', Params> = {
  id: 'require-registry-mirror',
  category: 'images',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Images are drawn through the mirror of their registry.',
  why: 'A mirror keeps what was once pulled, scans it on the way, and needs no way out of the cluster: the limits and outages of a public registry are then not yours. The most specific entry decides where an image belongs.',
  whenNot: 'Nodes whose container runtime is set to use the mirror by itself.',
  messages: { direct: 'Image "{{image}}" is drawn from {{host}} itself, not through {{to}}.' },
  parameters: {
    mirrors: shaped<readonly Move[]>(
      movesSchema(['from', 'to'], 'Which registries or repositories have a mirror, and what their images are under there.'),
      [],
    ),
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    const { moves, targets } = mirrored(params);
    for (const { written, image, path: at, owner } of imagesOf(subject)) {
      const move = image && moveOf(moves, image);
      if (image === undefined || move === undefined || matchesAny(targets, image)) continue;
      const data = { image: written, host: image.host, to: move.to ?? '' };
      yield { message: 'direct', data, at, ...owner, ...moveFix(image, move, at, 'unsafe') };
    }
  },
};

const mirrored = compiled(({ mirrors }: Params) => {
  const moves = readMoves(mirrors);
  return { moves, targets: moves.map(({ target }) => target).filter((target) => target !== undefined) };
});
