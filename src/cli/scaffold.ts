/** The files of a new rule, by their paths from the settings: a rule about an annotation, to be made into what is wanted. */
export function scaffold(id: string, yaml: boolean): Readonly<Record<string, string>> {
  const message = yaml ? 'unwanted' : 'missing';
  return {
    [`policies/${id}.${yaml ? 'yaml' : 'ts'}`]: yaml ? yamlRule(id) : typeScriptRule(id),
    [`fixtures/${id}/bad.yaml`]: fixture('bad', `  annotations: {} # expect: ${id}/${message}`),
    [`fixtures/${id}/ok-good.yaml`]: fixture('good', '  annotations:\n    example.com/owner: team-a'),
  };
}

function typeScriptRule(id: string): string {
  return `import { member, type Rule } from 'lintel';

export const ${camelCase(id)}: Rule<'missing'> = {
  id: '${id}',
  category: 'metadata',
  severity: 'warning',
  since: '1.0.0',
  summary: 'Deployments name their owner in annotation example.com/owner.',
  why: 'Say here what goes wrong without it.',
  whenNot: 'Say here who may be exempted.',
  messages: { missing: 'Deployment "{{name}}" has no annotation example.com/owner.' },
  match: { kinds: [{ group: 'apps', kind: 'Deployment' }] },
  *check({ resource, name }) {
    const annotations = member(resource.metadata, 'annotations');
    if (member(annotations, OWNER) === undefined) yield { message: 'missing', data: { name }, at: ['metadata', 'annotations', OWNER] };
  },
};

const OWNER = 'example.com/owner';
`;
}

function yamlRule(id: string): string {
  return `id: ${id}
category: metadata
severity: warning
summary: Deployments name their owner in annotation example.com/owner.
why: Say here what goes wrong without it.
whenNot: Say here who may be exempted.
match: { kinds: [apps/Deployment] }
# What is selected (JSONPath) ...
where: $.metadata
# ... has to be like this (JSON Schema).
what:
  required: [annotations]
  properties:
    annotations: { required: [example.com/owner] }
message: 'Deployment "{{name}}" has no annotation example.com/owner.'
`;
}

function fixture(name: string, annotations: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
${annotations}
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: main
          image: registry.example/main:1.2.3
`;
}

function camelCase(id: string): string {
  return id.replaceAll(/-(?<first>.)/gu, (_, first: string) => first.toUpperCase());
}
