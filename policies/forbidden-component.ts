import { asList, member } from '../src/engine/json.ts';
import { list, shaped } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { matchesGlob } from '../src/kube/glob.ts';
import { normalised, type ImageReference } from '../src/kube/image-reference.ts';
import type { Container } from '../src/kube/workloads.ts';
import { imagesOf } from './shared/images.ts';

type Params = { readonly components: Components; readonly allow: readonly string[] };
type Components = { readonly [name: string]: readonly string[] };

/** Judged by how it is run, whatever images the settings give it. */
const GIT_SYNC = 'git-sync';
/** As their projects and the usual mirrors name them. NGINX' own controller is another product: nginx/nginx-ingress. */
const COMPONENTS: Components = {
  'kubernetes-dashboard': [
    '*/kubernetesui/*',
    '*kubernetesui-*',
    '*/kubernetesdashboarddev/*',
    '*/kubernetes-dashboard',
    '*/kubernetes-dashboard-*',
    '*/kubernetes-dashboard/*',
  ],
  tiller: ['*/tiller', '*/tiller-*', '*-tiller'],
  'ingress-nginx': ['*/ingress-nginx/controller*', '*ingress-nginx-controller*', '*/nginx-ingress-controller*'],
  [GIT_SYNC]: ['*/git-sync', '*/git-sync-*'],
};

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
      COMPONENTS,
    ),
    allow: list(undefined, [], 'Names of components that may run.'),
  },
  match: { kinds: ['workloads'] },
  *check(subject, { params: { components, allow } }) {
    for (const { written, image, path: at, owner } of imagesOf(subject)) {
      for (const component of image === undefined ? [] : componentsOf(image, components)) {
        const data = { image: written, component };
        const setting = component === GIT_SYNC ? gitSetting(owner.container) : undefined;
        if (allow.includes(component)) continue;
        if (setting !== undefined) yield { message: 'gitCommand', data: { ...data, setting }, at, ...owner };
        else if (component !== GIT_SYNC) yield { message: 'present', data, at, ...owner };
      }
    }
  },
};

function componentsOf(image: ImageReference, components: Components): readonly string[] {
  const host = image.host.length + 1;
  const names = [`${image.host}/${image.repository}`, normalised(image)].flatMap((name) => [name, name.slice(host)]);
  return Object.keys(components).filter((key) => components[key]?.some((glob) => names.some((name) => matchesGlob(glob, name))));
}

/** An environment variable, or an option on the command line, also inside the script of `sh -c`. */
function gitSetting(container: Container | undefined): string | undefined {
  if (asList(member(container, 'env')).some((item) => member(item, 'name') === 'GITSYNC_GIT')) return 'GITSYNC_GIT';
  const words = ['command', 'args'].flatMap((field) => asList(member(container, field)));
  return words.some((word) => typeof word === 'string' && /(?:^|[\s"'])--git(?:[=\s"']|$)/u.test(word)) ? '--git' : undefined;
}
