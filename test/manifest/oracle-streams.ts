/** Whole files. */
export const STREAMS: readonly string[] = [
  '',
  '\n',
  '# only\n',
  '---',
  '---\n',
  'null\n',
  '{}\n',
  '[]\n',
  'text\n',
  '- a\n',
  `${named('a')}--- # two\n${named('b')}`,
  `${named('a')}--- \n${named('b')}`,
  `${named('a')}---\t\n${named('b')}`,
  `${named('a')}---\r\n${named('b')}`,
  `---\n---\n${named('a')}`,
  `---\n\n---\n# c\n---\n${named('a')}---\n---\n`,
  `# c\n---\n${named('a')}`,
  `# c\n--- # d\n${named('a')}`,
  `\n\n---\n${named('a')}`,
  `${named('a')}...\n---\n${named('b')}`,
  `${named('a')}...\n...\n---\n${named('b')}`,
  `${named('a')}... # c\n---\n${named('b')}`,
  `\uFEFF${named('a')}`,
  `\uFEFF---\n${named('a')}`,
  `\uFEFF# c\n${named('a')}`,
  named('a').replaceAll('\n', '\r\n'),
  `${named('a')}---\n${named('b')}`.replaceAll('\n', '\r\n'),
  `${named('a')}x: {{ .Values.x }}\n`,
  `${named('a')}x: "{{ .Values.x }}"\n`,
  `${named('a')}x: a\0b\n`,
  `${named('a')}x: a\u0007b\n`,
  `${named('a')}x: a\uFEFFb\n`,
  `${named('a')}x:\n\ty: 1\n`,
  `${named('a')} x: b\n`,
  `${named('a')}x:\n  a: 1\n b: 2\n`,
  `${named('a')}x\n`,
  `${named('a')}x:#c\n`,
  `${named('a')}"x" y: 1\n`,
  `${named('a')}? x : y\n: z\n`,
  json('a'),
  json('a') + json('b'),
  `${json('a')}\n${json('b')}\n`,
  `\uFEFF${json('a')}`,
  `  \n${json('a')}\n\n`,
  `---\n${json('a')}\n---\n${named('b')}`,
  `${named('a')}---\n${json('b')}`,
  `# c\n${json('a')}`,
  `[${json('a')}]`,
  '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"},"a":1,"a":2}',
  '{"apiVersion":"v1","kind":"A","kind":"B","metadata":{"name":"a"}}',
  '{"apiVersion":"v1","kind":"A","Kind":"B","metadata":{"name":"a"}}',
  '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"},"__proto__":{"a":1},"":2}',
  '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"},"a":"\\/\\ud83d\\ude00","b":12345678901234567890}',
  '---\n{\n\t"apiVersion": "v1",\n\t"kind": "A",\n\t"metadata": {\n\t\t"name": "a"\n\t}\n}\n',
  `apiVersion: v1\nkind: List\nitems:\n- ${json('a')}\n- ${json('b')}\n`,
  `apiVersion: v1\nkind: AList\nitems:\n- {metadata: {name: a}}\n- ${json('b')}\n`,
  'apiVersion: v1\nkind: AList\nitems: [{kind: "", apiVersion: null, metadata: {name: a}}]\n',
  'apiVersion: v1\nkind: AList\nitems: [{kind: 1, apiVersion: {}, metadata: {name: a}}]\n',
  `apiVersion: v1\nkind: Play\nitems:\n- ${json('a')}\n`,
  'apiVersion: v1\nkind: Play\nitems:\n- {metadata: {name: a}}\n',
  'apiVersion: v1\nkind: List\nitems: []\n',
  'apiVersion: v1\nkind: List\nitems: null\n',
  'apiVersion: v1\nkind: List\n',
  'apiVersion: v1\nkind: A\n',
  'apiVersion: v1\nkind: A\nmetadata: {name: a, labels: null}\n',
  'apiVersion: v1\nkind: 7\nmetadata: {name: a}\n',
  'apiVersion: 1\nkind: A\nmetadata: {name: a}\n',
  'apiVersion: v1\nkind: ""\nmetadata: {name: a}\n',
  'apiVersion: v1\nmetadata: {name: a}\n',
  'Kind: A\napiVersion: v1\nmetadata: {name: a}\n',
];

/** Where the two part, and why that does no harm: neither says less than the other without saying so. */
export const APART: readonly {
  readonly why: string;
  readonly by:
    | 'kubectl refuses, we read'
    | 'older kubectl refuse, we read'
    | 'we refuse, kubectl reads'
    | 'kubectl leaves the rest out, we read it'
    | 'read otherwise';
  readonly texts: readonly string[];
}[] = [
  {
    why: 'YAML 1.2 has them; go-yaml v2 is older',
    by: 'kubectl refuses, we read',
    texts: [
      `${named('a')}v: [http://x.y/z?a=b&c=d]\n`,
      `${named('a')}v: [:a]\n`,
      `${named('a')}v: {k: ?a}\n`,
      `${named('a')}v: [!!str]\n`,
      `${named('a')}v: "\\/"\n`,
      `${named('a')}x: a\u0085b\n`,
      `${named('a')}x: a\u2028b\n`,
      `${named('a')}x: "a\u007fb"\n`,
      `${named('a')}${'x'.repeat(1025)}: 1\n`,
    ],
  },
  {
    why: 'tabs that YAML allows',
    by: 'kubectl refuses, we read',
    texts: [`${named('a')}v: |\n  \ta\n`, `${named('a')}x:\n  - a\n\t\n`, `${named('a')}\t# c\n`, `${named('a')}x: {\n\ta: 1\n\t}\n`],
  },
  {
    why: 'kubectl cuts at --- without regard to what belongs there',
    by: 'kubectl refuses, we read',
    texts: [
      `%YAML 1.1\n---\n${named('a')}`,
      `%YAML 1.2\n---\n${named('a')}`,
      `...\n${named('a')}`,
      `...\n---\n${named('a')}`,
      '--- {apiVersion: v1, kind: A, metadata: {name: b}}\n',
      `--- !!map\n${named('b')}`,
    ],
  },
  {
    why: 'a file that begins with { was JSON alone to kubectl 1.32; 1.35 goes on to read it as YAML',
    by: 'older kubectl refuse, we read',
    texts: [
      '{apiVersion: v1, kind: A, metadata: {name: a}}',
      `${json('a')}\n---\n${named('b')}`,
      '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"},"a":[1,2,],}',
      '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"} # c\n}',
    ],
  },
  {
    why: 'of the wrong type: a rule says so, with its place',
    by: 'kubectl refuses, we read',
    texts: [
      'apiVersion: v1\nkind: A\nmetadata: 7\n',
      'apiVersion: v1\nkind: A\nmetadata: []\n',
      'apiVersion: v1\nkind: A\nmetadata: {name: 7}\n',
      'apiVersion: v1\nkind: A\nmetadata: {name: a, labels: {x: 1}}\n',
      'apiVersion: a/b/c\nkind: A\nmetadata: {name: a}\n',
      'apiVersion: v1\nkind: List\nmetadata: {name: a}\nitems: {a: 1}\n',
      '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"},"a":1e400}',
      `${named('a')}x: !!int 1.5\n`,
      `${named('a')}x: !!bool 1\n`,
      `${named('a')}x: {12345678901234567890: a}\n`,
    ],
  },
  {
    why: 'what a merge names may stand elsewhere',
    by: 'kubectl refuses, we read',
    texts: [`${named('a')}x: &q [{a: 1}]\nz:\n  <<: *q\n`],
  },
  {
    why: 'the documents around a broken one are read, and it is named',
    by: 'kubectl leaves the rest out, we read it',
    texts: [`${named('a')}---\nkind: {\n---\n${named('b')}`],
  },
  {
    why: 'kubectl stops at the end mark of a document',
    by: 'kubectl leaves the rest out, we read it',
    texts: [`${named('a')}...\n${named('b')}`],
  },
  {
    why: 'kubectl does not open a List inside a List',
    by: 'kubectl refuses, we read',
    texts: [`apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items: [${json('a')}]\n`],
  },
  {
    why: 'no YAML by any version, or dropped in silence by kubectl',
    by: 'we refuse, kubectl reads',
    texts: [
      `${named('a')}v: [-]\n`,
      `${named('a')}x: "a"#b\n`,
      `${named('a')}---\n\uFEFF${named('b')}`,
      `# c\n${json('a')}\n${json('b')}`,
      `${json('a')},`,
      `kind: A\nmetadata: {name: a}\n`,
      `apiVersion: ""\nkind: A\nmetadata: {name: a}\n`,
      'apiVersion: v1\nkind: AList\nitems: [{kind: B, metadata: {name: a}}]\n'.replace('[{', `[${json('a')}, {`),
    ],
  },
  {
    why: 'an explicit key without its space; nobody writes it',
    by: 'read otherwise',
    texts: [`${named('a')}v: [?a]\n`],
  },
  {
    why: 'a key whose colon touches a comma: go-yaml v2 makes it part of the key',
    by: 'read otherwise',
    texts: [`${named('a')}v: {a:,b:}\n`],
  },
  {
    why: 'a number with an exponent as a key: Go writes it out in its own way',
    by: 'read otherwise',
    texts: [`${named('a')}v: {1e20: a, 0.000001: b}\n`],
  },
  {
    why: 'half of a surrogate pair, which UTF-8 cannot hold',
    by: 'read otherwise',
    texts: ['{"apiVersion":"v1","kind":"A","metadata":{"name":"a"},"a":"\\ud800"}'],
  },
];

function named(name: string): string {
  return `apiVersion: v1\nkind: A\nmetadata: {name: ${name}}\n`;
}

function json(name: string): string {
  return `{"apiVersion":"v1","kind":"A","metadata":{"name":"${name}"}}`;
}
