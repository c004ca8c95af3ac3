import { list } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { normalised } from '../src/kube/image-reference.ts';
import { imagesOf, matchesAny, refPatterns } from './shared/images.ts';
import { compiled } from './shared/memo.ts';

type Params = { readonly registries: readonly string[] };

export const allowedRegistries: Rule<'elsewhere' | 'unreadable', Params> = {
  id: 'allowed-registries',
  category: 'images',
  severity: 'error',
  since: '0.1.0',
  summary: 'Images come from registries that the platform trusts.',
  why: 'Whoever can make a pod can run any code that some registry in the world serves, unless someone says which ones are trusted. Names are compared in full: "nginx" is docker.io/library/nginx.',
  whenNot: 'Clusters without a registry of their own; the list is empty by default, and then nothing is judged.',
  messages: {
    elsewhere: 'Image "{{image}}" ({{full}}) is under none of the allowed registries.',
    unreadable: 'Image "{{image}}" is no valid reference, so it is under none of the allowed registries.',
  },
  parameters: { registries: list('ref', [], 'What images must be under: a registry, a repository or a full reference each.') },
  match: { kinds: ['workloads'] },
  *check(subject, { params }) {
    if (params.registries.length === 0) return;
    for (const { written, image, path: at, owner } of imagesOf(subject)) {
      if (image === undefined) yield { message: 'unreadable', data: { image: written }, at, ...owner };
      else if (!matchesAny(allowed(params), image))
        yield { message: 'elsewhere', data: { image: written, full: normalised(image) }, at, ...owner };
    }
  },
};

const allowed = compiled(({ registries }: Params) => refPatterns(registries));
