import type { Path } from '../src/engine/json.ts';
import { shaped } from '../src/engine/parameters.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { effectiveTag, imagesOf } from './shared/images.ts';

type Params = { readonly mutableTags: MutableTags };
type MutableTags = string | readonly string[];

export const imagePullPolicy: Rule<'notAlways', Params> = {
  id: 'image-pull-policy',
  category: 'images',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Images whose tag can move are pulled at every start.',
  why: 'Under any other policy than Always a node runs whatever it once pulled under that tag, also without asking the registry whether the pod may have it. The policy is the effective one: Kubernetes takes Always for "latest" and IfNotPresent for other tags.',
  whenNot: 'Nodes that are loaded with images beforehand and never reach a registry.',
  messages: { notAlways: 'Image "{{image}}" has the mutable tag "{{tag}}", and its pull policy is {{policy}}, not Always.' },
  parameters: {
    mutableTags: shaped<MutableTags>(
      {
        anyOf: [{ enum: ['latest', 'all'] }, { type: 'array', items: { type: 'string' } }],
        description: 'Which tags can move: latest alone, all, or a list of tags beside latest.',
      },
      'latest',
    ),
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    for (const { written, image, pullPolicy, pullPolicyPath: at, owner } of imagesOf(subject)) {
      const tag = effectiveTag(image);
      if (tag === undefined || !isMutable(tag, params.mutableTags)) continue;
      const policy = pullPolicy ?? (tag === 'latest' ? 'Always' : 'IfNotPresent');
      if (policy !== 'Always') yield { message: 'notAlways', data: { image: written, tag, policy }, at, ...owner, fix: pullAlways(at) };
    }
  },
};

function isMutable(tag: string, mutableTags: MutableTags): boolean {
  if (tag === 'latest' || mutableTags === 'all') return true;
  return typeof mutableTags !== 'string' && mutableTags.includes(tag);
}

function pullAlways(at: Path): Fix {
  return { title: `Set ${at.at(-1)} to Always`, safety: 'unsafe', edits: [{ op: 'set', path: at, value: 'Always' }] };
}
