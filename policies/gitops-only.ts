import { list, shaped, type Parameters } from '../src/engine/parameters.ts';
import type { User } from '../src/engine/resource.ts';
import type { Rule } from '../src/engine/rule.ts';
import { matchesGlob } from '../src/kube/glob.ts';
import { isControlPlane } from '../src/kube/users.ts';
import { namespaceWritten, writesStatusAlone } from './shared/writes.ts';

type Written = 'CREATE' | 'UPDATE' | 'DELETE';
type Params = {
  readonly operations: readonly Written[];
  readonly namespaces: readonly string[];
  readonly writers: readonly string[];
  readonly breakGlass: readonly string[];
};

/** As the manifests of the projects name them; argocd-server is left out, since people write through it. */
const WRITERS: readonly string[] = [
  'system:serviceaccount:argocd:argocd-application-controller',
  'system:serviceaccount:argocd:argocd-applicationset-controller',
  'system:serviceaccount:argocd:argocd-notifications-controller',
  'system:serviceaccount:openshift-gitops:openshift-gitops-argocd-application-controller',
  'system:serviceaccount:openshift-gitops:openshift-gitops-applicationset-controller',
  'system:serviceaccount:flux-system:*-controller',
];

const parameters: Parameters<Params> = {
  operations: shaped<readonly Written[]>(
    { type: 'array', items: { enum: ['CREATE', 'UPDATE', 'DELETE'] }, description: 'What counts as a write; a patch is an UPDATE.' },
    ['CREATE', 'UPDATE'],
  ),
  namespaces: list(
    'glob',
    [],
    "Namespaces that are written from Git alone, and their Namespace objects; an empty list judges nothing. The webhook is never asked about kube-system and Lintel's own.",
  ),
  writers: list(
    'glob',
    WRITERS,
    'Usernames that may write: GitOps controllers, and operators that write there. A list that is given replaces this one. argocd-server is not in it, since people write through it.',
  ),
  breakGlass: list('glob', [], 'Groups whose members may write in an emergency; they are warned, and it is recorded.'),
};

export const gitopsOnly: Rule<'notAWriter' | 'breakGlass', Params> = {
  id: 'gitops-only',
  category: 'rbac',
  severity: 'error',
  since: '0.1.0',
  summary: 'Protected namespaces are written by GitOps controllers alone.',
  why: "What is changed by hand is undone at the next sync, or stays and is in no review; where only the controllers write, Git is what runs. To scale, to resize a pod and to add a debug container are writes; to write a status alone is none, nor are exec, evictions and logs. Users that begin with system: pass unless they are service accounts, and so do kube-system's service accounts, so that what Kubernetes makes of an object goes on. An ownerReference exempts nothing, since anyone can write one.",
  whenNot:
    'Namespaces that operators write into (certificates, volumes, autoscalers of their own): name their service accounts as writers, or leave the namespace out. Begin with severity warning, which shows who writes. Where annotations may suppress findings, list this rule under suppressions.never.',
  messages: {
    notAWriter: 'User "{{user}}" may not {{verb}} {{kind}} "{{name}}": only GitOps writes in namespace "{{namespace}}".',
    breakGlass:
      'User "{{user}}" of break-glass group "{{group}}" may {{verb}} {{kind}} "{{name}}", though only GitOps writes in namespace "{{namespace}}".',
  },
  parameters,
  doors: 'admission',
  match: { kinds: 'all', operations: ['CREATE', 'UPDATE', 'DELETE'], scale: true },
  reach: ({ operations, namespaces, breakGlass }) => ({ operations, namespaces, warns: breakGlass.length > 0 }),
  *check(subject, { params: { operations, namespaces, writers, breakGlass } }) {
    const { user, operation, kind, name } = subject;
    const namespace = namespaceWritten(subject);
    if (user === undefined || namespace === undefined || !covers(namespaces, namespace)) return;
    if (!operations.some((one) => one === operation) || mayWrite(user, writers) || writesStatusAlone(subject)) return;
    const data = { user: user.username, verb: operation.toLowerCase(), kind, name, namespace };
    const group = user.groups.find((one) => covers(breakGlass, one));
    if (group === undefined) yield { message: 'notAWriter', data, at: [] };
    else yield { message: 'breakGlass', data: { ...data, group }, at: [], atMost: 'warn' };
  },
};

function mayWrite({ username }: User, writers: readonly string[]): boolean {
  return isControlPlane(username) || covers(writers, username);
}

function covers(globs: readonly string[], text: string): boolean {
  return globs.some((glob) => matchesGlob(glob, text));
}
