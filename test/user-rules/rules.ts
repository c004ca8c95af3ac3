/** Rules as users write them, as text: how they are loaded is what is tested. */

/** A whole rule in TypeScript; `change` makes it a broken one. */
export function ruleText(id = 'no-host', change: (text: string) => string = (text) => text): string {
  return change(`import { podSpec, type Rule } from 'lintel';

export const rule: Rule<'host'> = {
  id: '${id}',
  category: 'security',
  severity: 'error',
  since: '1.0.0',
  summary: 'Pods keep to their own network.',
  why: 'w',
  whenNot: 'n',
  messages: { host: 'Pod "{{name}}" is on the network of its node.' },
  match: { kinds: ['workloads'] },
  *check(subject) {
    const pod = podSpec(subject);
    if (pod?.spec['hostNetwork'] === true)
      yield { message: 'host', data: { name: subject.name }, at: [...pod.path, 'hostNetwork'] };
  },
};
`);
}

/** A rule in YAML. */
export function yamlText(lines: Readonly<Record<string, string>> = {}): string {
  const rule: Readonly<Record<string, string>> = {
    id: 'no-node-ports',
    severity: 'error',
    summary: 'Services open no ports on the nodes.',
    match: '{ kinds: [Service] }',
    where: '$.spec.type',
    what: '{ not: { const: NodePort } }',
    message: '\'Service "{{name}}" is of type {{value}}.\'',
    ...lines,
  };
  return Object.entries(rule)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

export const SETTINGS = `extends: []\npolicies: ['./policies/*']\n`;

export const NODE_PORT = `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
`;

export const HOST = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  hostNetwork: true
  containers: [{ name: web, image: registry.example/web:1.2.3 }]
`;
