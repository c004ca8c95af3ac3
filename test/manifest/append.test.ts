import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Resource } from '../../src/engine/resource.ts';
import { append } from '../../src/manifest/append.ts';
import { readManifest } from '../../src/manifest/read.ts';
import { written } from './written.ts';

const MADE: Resource = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny', namespace: 'yes' },
  spec: {
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
    egress: [{ to: [{ podSelector: {} }], ports: [{ port: 53 }, { port: '80' }] }],
  },
};
const TEXT = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: deny
  namespace: "yes"
spec:
  podSelector: {}
  policyTypes:
    - Ingress
    - Egress
  egress:
    - to:
        - podSelector: {}
      ports:
        - port: 53
        - port: "80"
`;
const POD = 'apiVersion: v1\nkind: Pod\n';

describe('a document at the end of a file', () => {
  test.each<[what: string, before: string, after: string]>([
    ['an ended line', POD, `${POD}${TEXT}`],
    ['no ended line', POD.trimEnd(), `${POD}${TEXT}`],
    ['a comment at the end', `${POD}# the end`, `${POD}# the end\n${TEXT}`],
    ['CRLF', POD.replaceAll('\n', '\r\n'), `${POD}${TEXT}`.replaceAll('\n', '\r\n')],
    ['a document end', `${POD}...\n`, `${POD}...\n${TEXT}`],
    ['a block scalar that keeps its lines', `${POD}data: |+\n  a\n\n`, `${POD}data: |+\n  a\n\n${TEXT}`],
    ['an empty file', '', TEXT],
  ])('%s', (_what, before, after) => {
    expect(append(before, MADE)).toEqual({ text: after });
  });

  test.each(['{"apiVersion":"v1","kind":"Pod"}\n', '\uFEFF { apiVersion: v1, kind: Pod }'])('refused after %j', (before) => {
    expect(append(before, MADE)).toMatchObject({ refused: expect.stringMatching(/JSON/u) });
  });

  test('whatever is written, the rest stays and the new one is read', () => {
    fc.assert(
      fc.property(written, ({ text }) => {
        const result = append(text, MADE);
        if ('refused' in result) return;
        expect(result.text.startsWith(text)).toBe(true);
        expect(readManifest(result.text).resources.at(-1)?.resource).toEqual(MADE);
      }),
    );
  });
});
