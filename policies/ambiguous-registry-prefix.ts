import { asList, valueAt, type Path } from '../src/engine/json.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { parseImage } from '../src/kube/image-reference.ts';
import { isDigest, KUBELET_DIGESTS } from './shared/digests.ts';

export const ambiguousRegistryPrefix: Rule<'open' | 'empty'> = {
  id: 'ambiguous-registry-prefix',
  category: 'images',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Entries of a Gatekeeper K8sAllowedRepos constraint end in a slash.',
  why: 'Gatekeeper compares the text of an image with the beginning of it alone: "docker.io/foo" lets docker.io/foo-evil in, and "registry.example" lets registry.example.evil.io in. Only an entry that is pinned to a whole digest can have nothing behind it.',
  whenNot: 'Entries that are meant to end inside of a tag; K8sAllowedReposv2 compares whole names.',
  messages: {
    open: 'The entry "{{entry}}" is a prefix without a final slash: it lets in every image whose name begins with it.',
    empty: 'The entry is empty, and every image begins with it.',
  },
  match: { kinds: [{ group: 'constraints.gatekeeper.sh', kind: 'K8sAllowedRepos' }] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check({ resource }) {
    for (const [index, entry] of asList(valueAt(resource, REPOS)).entries()) {
      if (typeof entry !== 'string' || entry.endsWith('/') || isPinned(entry)) continue;
      const at = [...REPOS, index];
      if (entry === '') yield { message: 'empty', at };
      else yield { message: 'open', data: { entry }, at, ...closing(entry, at) };
    }
  },
};

function isPinned(entry: string): boolean {
  return isDigest(parseImage(entry)?.digest ?? '', KUBELET_DIGESTS);
}

/** Behind a tag or digest a slash would match nothing; behind the port of a registry it belongs. */
function closing(entry: string, at: Path): { readonly fix?: Fix } {
  if (entry.includes('@') || (/:[^/]*$/u.test(entry) && !/^[^/]+:\d+$/u.test(entry))) return {};
  return { fix: { title: `End ${entry} in a slash`, safety: 'unsafe', edits: [{ op: 'set', path: at, value: `${entry}/` }] } };
}

const REPOS: Path = ['spec', 'parameters', 'repos'];
