import { list } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { matchesGlob } from '../src/kube/glob.ts';
import { effectiveTag, imagesOf, matchesAny, refPatterns } from './shared/images.ts';
import { compiled } from './shared/memo.ts';

type Params = { readonly tags: readonly string[]; readonly allow: readonly string[] };

export const noLatestTag: Rule<'untagged' | 'mutable', Params> = {
  id: 'no-latest-tag',
  category: 'images',
  severity: 'error',
  since: '0.1.0',
  summary: 'Images name a version, not "latest".',
  why: 'What "latest" names changes under a running workload: two pods of one Deployment may run different code, and a rollback pulls what it should undo. An image without tag and digest is "latest" too.',
  whenNot: 'Images that are built and run on one development machine; name their registry under allow.',
  messages: {
    untagged: 'Image "{{image}}" has neither tag nor digest, so it means "latest".',
    mutable: 'Image "{{image}}" has the moving tag "{{tag}}".',
  },
  parameters: {
    tags: list('glob', ['latest'], 'Tags that name no version.'),
    allow: list('ref', [], 'Images that may have any tag.'),
  },
  match: { kinds: ['workloads'] },
  *check(subject, { params }) {
    for (const { written, image, path: at, owner } of imagesOf(subject)) {
      const tag = effectiveTag(image);
      if (image === undefined || tag === undefined || matchesAny(allowed(params), image)) continue;
      const data = { image: written, tag };
      if (image.tag === undefined) yield { message: 'untagged', data, at, ...owner };
      else if (params.tags.some((glob) => matchesGlob(glob, tag))) yield { message: 'mutable', data, at, ...owner };
    }
  },
};

const allowed = compiled(({ allow }: Params) => refPatterns(allow));
