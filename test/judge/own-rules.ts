import type { Files } from '../cli/run.ts';

/** Rules of a user's own that misbehave about ConfigMaps of certain names, each in its own way. */
export const OWN_RULES: Files = {
  'policies/spin.ts': rule('spin', `if (name === 'evil') for (;;);`),
  'policies/endless.ts': rule('endless', `if (name === 'flood') for (;;) yield { message: 'm', at: [] , container: {} };`),
  'policies/hungry.ts': rule(
    'hungry',
    `if (name === 'fat') for (const all: unknown[] = []; ; ) all.push(new Array(100_000).fill({ name }));`,
  ),
  'policies/quits.ts': rule('quits', `if (name === 'quit') process.exit(0);`),
  'policies/learner.ts': rule(
    'learner',
    `facts.get(fact, name);`,
    `const fact = {
  id: 'own-names',
  kinds: [{ group: '', kind: 'ConfigMap' }],
  *extract(source: { name: string }) {
    if (source.name === 'riddle') for (;;);
    yield { key: source.name, value: true };
  },
};`,
    `facts: [fact],`,
  ),
};

export const OWN_SETTINGS = `extends: []
policies: ['./work/policies/*.ts']
rules: { spin: error, endless: warning, hungry: error, quits: error, learner: error }
`;

export function configMap(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: shop }\ndata: { key: value }\n`;
}

/** Each finds fault with ConfigMap `bad`, too. */
function rule(id: string, evil: string, before = '', members = ''): string {
  return `${before}
export const own = {
  id: '${id}',
  category: 'metadata',
  severity: 'error',
  since: '0.1.0',
  summary: 'A rule of our own.',
  why: 'w',
  whenNot: 'n',
  messages: { m: 'This is bad.' },
  match: { kinds: [{ group: '', kind: 'ConfigMap' }] },
  ${members}
  *check({ name }: { name: string }, { facts }: { facts: { get(fact: object, key: string): unknown } }) {
    void facts;
    ${evil}
    if (name === 'bad') yield { message: 'm', at: ['data'] };
  },
};
`;
}
