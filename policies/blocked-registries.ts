import { list } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { normalised } from '../src/kube/image-reference.ts';
import { imagesOf } from './shared/images.ts';
import { moveOf, readMoves } from './shared/image-moves.ts';
import { compiled } from './shared/memo.ts';

type Params = { readonly registries: readonly string[] };

export const blockedRegistries: Rule<'blocked', Params> = {
  id: 'blocked-registries',
  category: 'images',
  severity: 'error',
  since: '0.1.0',
  summary: 'Images do not come from registries that the platform has ruled out.',
  why: 'Some registries serve what anyone uploads, and some are known to serve malware. Names are compared in full and at path boundaries: to block docker.io blocks "nginx" too, which is docker.io/library/nginx.',
  whenNot: 'Clusters that list what is allowed instead; the list is empty by default, and then nothing is judged.',
  messages: { blocked: 'Image "{{image}}" ({{full}}) is under the blocked {{registry}}.' },
  parameters: { registries: list('ref', [], 'What images must not be under: a registry, a repository or a full reference each.') },
  match: { kinds: ['workloads'] },
  *check(subject, { params }) {
    for (const { written, image, path: at, owner } of imagesOf(subject)) {
      const registry = image && moveOf(blocked(params), image)?.from;
      if (image === undefined || registry === undefined) continue;
      yield { message: 'blocked', data: { image: written, full: normalised(image), registry }, at, ...owner };
    }
  },
};

const blocked = compiled(({ registries }: Params) => readMoves(registries.map((from) => ({ from }))));
