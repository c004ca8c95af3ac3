import { asList, member } from '../src/engine/json.ts';
import { list, shaped } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { matchesGlob } from '../src/kube/glob.ts';
import { normalised } from '../src/kube/image-reference.ts';
import type { Container } from '../src/kube/workloads.ts';
import { FORBIDDEN_COMPONENTS, GIT_SYNC, type Components } from './shared/forbidden-components.ts';
import { imagesOf } from './shared/images.ts';
import { compiled, remembered } from './shared/memo.ts';

type Params = { readonly components: Components; readonly allow: readonly string[] };

export const forbiddenComponent: Rule<'present' | 'gitCommand', Params> = {
  id: 'forbidden-component',
  category: 'images',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Components that are known to open clusters do not run.',
  why: 'The dashboard (archived) and Tiller act for whoever reaches them, with all that their accounts may do; ingress-nginx reads every Secret and has had no security fixes since March 2026; and a git-sync that is told which git to run is told what to execute.',
  whenNot: 'A component that is kept on purpose behind authentication; name it under allow.',
  messages: {
    present: 'Image "{{image}}" is the component {{component}}.',
    gitCommand: 'Image "{{image}}" is {{component}}, and {{setting}} says what it runs as git.',
  },
  parameters: {
    components: shaped<Components>(
      {
        type: 'object',
        additionalProperties: { type: 'array', items: { type: 'string', format: 'glob' } },
        description:
          'Globs of images by component, over host/repository with or without host, and tag; git-sync is judged by its settings too.',
      },
      FORBIDDEN_COMPONENTS,
    ),
    allow: list(undefined, [], 'Names of components that may run.'),
  },
  match: { kinds: ['workloads'] },
  *check(subject, { params }) {
    const { allow } = params;
    for (const { written, image, path: at, owner } of imagesOf(subject)) {
      for (const component of image === undefined ? [] : componentsOf(params)(normalised(image))) {
        const data = { image: written, component };
        const setting = component === GIT_SYNC ? gitSetting(owner.container) : undefined;
        if (allow.includes(component)) continue;
        if (setting !== undefined) yield { message: 'gitCommand', data: { ...data, setting }, at, ...owner };
        else if (component !== GIT_SYNC) yield { message: 'present', data, at, ...owner };
      }
    }
  },
};

/** By the image in full. */
const componentsOf = compiled(({ components }: Params) =>
  remembered((full) => Object.keys(components).filter((key) => isOne(full, components[key] ?? []))),
);

function isOne(full: string, globs: readonly string[]): boolean {
  const name = full.replace(/(?::[^/@]*)?(?:@.*)?$/u, '');
  const host = full.indexOf('/') + 1;
  const names = [name, full, name.slice(host), full.slice(host)];
  return globs.some((glob) => names.some((each) => matchesGlob(glob, each)));
}

/** An environment variable, or an option on the command line, also inside the script of `sh -c`. */
function gitSetting(container: Container | undefined): string | undefined {
  if (asList(member(container, 'env')).some((item) => member(item, 'name') === 'GITSYNC_GIT')) return 'GITSYNC_GIT';
  const words = ['command', 'args'].flatMap((field) => asList(member(container, field)));
  return words.some((word) => typeof word === 'string' && /(?:^|[\s"'])--git(?:[=\s"']|$)/u.test(word)) ? '--git' : undefined;
}
