import { shaped } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { matchesRef } from '../src/kube/image-reference.ts';
import { DEPRECATED_REGISTRIES } from './shared/deprecated-registries.ts';
import { moveFix, moveOf, movesSchema, readMoves, type Move } from './shared/image-moves.ts';
import { imagesOf } from './shared/images.ts';
import { compiled } from './shared/memo.ts';

type Params = { readonly registries: readonly Move[] };

export const deprecatedRegistry: Rule<'moved' | 'closed', Params> = {
  id: 'deprecated-registry',
  category: 'images',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Images do not come from registries that are frozen or closed.',
  why: 'A frozen registry gets no security fixes, and a closed one serves nothing: the pod runs until its node needs to pull the image again. gcr.io as such is none of these: Artifact Registry serves it today.',
  whenNot: 'Nodes that reach the old name through a mirror of their own; give registries a list without it.',
  messages: {
    moved: 'Image "{{image}}" is of {{from}}, which is frozen or closed; its images are at {{to}}.',
    closed: 'Image "{{image}}" is of {{from}}, which is frozen or closed.',
  },
  parameters: {
    registries: shaped<readonly Move[]>(
      movesSchema(['from'], 'Registries and repositories that are frozen or closed, and where the same images are now, if anywhere.'),
      DEPRECATED_REGISTRIES,
    ),
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'safe', value: 'fixed' },
  *check(subject, { params }) {
    for (const { written, image, path: at, owner } of imagesOf(subject)) {
      const move = image && moveOf(deprecated(params), image);
      if (image === undefined || move === undefined || (move.target !== undefined && matchesRef(move.target, image))) continue;
      const { from, to } = move;
      if (to === undefined) yield { message: 'closed', data: { image: written, from }, at, ...owner };
      else yield { message: 'moved', data: { image: written, from, to }, at, ...owner, ...moveFix(image, move, at, 'safe') };
    }
  },
};

const deprecated = compiled(({ registries }: Params) => readMoves(registries));
