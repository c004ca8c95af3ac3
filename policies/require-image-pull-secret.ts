import type { Json } from '../src/engine/json.ts';
import { list, optional, shaped } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { podSpec } from '../src/kube/workloads.ts';
import { podAccount } from '../src/kube/pod-account.ts';
import { imagesOf, matchesAny, refPatterns } from './shared/images.ts';
import { compiled } from './shared/memo.ts';
import { hasPullSecret, pullingAccounts } from './shared/pull-secrets.ts';

type PullSecrets = readonly { readonly [name: string]: Json }[];
type Params = { readonly private: readonly string[]; readonly public: readonly string[]; readonly fixWith: PullSecrets | undefined };

export const requireImagePullSecret: Rule<'missing', Params> = {
  id: 'require-image-pull-secret',
  category: 'images',
  severity: 'info',
  since: '0.1.0',
  summary: 'Pods with private images are given a pull secret.',
  why: 'Without one the kubelet asks the registry as nobody, and the pod waits in ImagePullBackOff. The secret may stand on the pod or on its ServiceAccount, "default" where it names none, which Kubernetes copies into the pod.',
  whenNot: 'Nodes that log in to the registry by themselves (a credential provider of the kubelet).',
  messages: {
    missing: 'Image "{{image}}" is private, and neither the pod nor its ServiceAccount "{{account}}" names a pull secret.',
  },
  parameters: {
    private: list('ref', [], 'Images that can be pulled with a secret alone; without any, nothing is judged.'),
    public: list('ref', [], 'Images that anyone can pull, also where they are under a private entry.'),
    fixWith: optional(
      shaped<PullSecrets>(
        {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            properties: { name: { type: 'string', minLength: 1 } },
            required: ['name'],
            additionalProperties: false,
          },
          description: 'The pull secrets to give a pod, as [{ name: registry }].',
        },
        [],
      ),
    ),
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixWith' },
  facts: [pullingAccounts],
  *check(subject, { params, facts }) {
    const pod = podSpec(subject);
    if (params.private.length === 0 || pod === undefined || hasPullSecret(subject, pod.spec, facts)) return;
    const { closed, open } = listed(params);
    for (const { written, image, owner } of imagesOf(subject)) {
      if (image === undefined || !matchesAny(closed, image) || matchesAny(open, image)) continue;
      const data = { image: written, account: podAccount(pod.spec) };
      yield { message: 'missing', data, at: [...pod.path, 'imagePullSecrets'], ...owner };
    }
  },
};

const listed = compiled((params: Params) => ({ closed: refPatterns(params.private), open: refPatterns(params.public) }));
