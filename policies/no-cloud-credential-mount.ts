import { list } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { shownPaths } from './shared/node-paths.ts';

type Params = { readonly paths: readonly string[] };

const CREDENTIALS: readonly string[] = [
  '.aws',
  '.config/gcloud',
  '.gcloud',
  '.azure',
  '.aliyun',
  '.oci',
  '.bluemix',
  '.config/doctl',
  '.config/openstack',
  '/etc/kubernetes/azure.json',
  '/etc/kubernetes/cloud.conf',
  '/etc/kubernetes/cloud-config',
  '/root/.aws',
  'C:/k/azure.json',
];

export const noCloudCredentialMount: Rule<'shown', Params> = {
  id: 'no-cloud-credential-mount',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: "No volume shows the cloud's credentials of the node.",
  why: 'The command line tools and the cloud provider of a node keep keys in its files: who reads them acts in the cloud as the node, or as whoever logged in there. A folder above such a file shows it too, up to /, and so does a PersistentVolume. Pods get rights in the cloud by an identity of their own.',
  whenNot: "The cloud provider's own controllers, where they read the node's file; exempt them by namespace and name.",
  messages: { shown: 'The volume "{{volume}}" is the path "{{path}}" of the node, which shows cloud credentials ({{credentials}}).' },
  parameters: {
    paths: list(undefined, CREDENTIALS, 'Files and folders of the node; one without a leading slash may lie in any folder.'),
  },
  match: { kinds: ['workloads', { group: '', kind: 'PersistentVolume' }] },
  *check(subject, { params }) {
    for (const { volume, path, at, shown } of shownPaths(subject, params.paths)) {
      yield { message: 'shown', data: { volume, path, credentials: shown }, at };
    }
  },
};
