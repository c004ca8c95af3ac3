import { expect, test } from 'vitest';
import { only } from './manifests.ts';
import { run } from './run.ts';

const POD = `---
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
`;
const CONTAINERS = 100;
const PODS = 100;

test('ten thousand findings of one file are each told, in their order and at their place', async () => {
  const pod = POD + Array.from({ length: CONTAINERS }, (_, index) => `    - { name: c${index}, image: 'web:latest' }\n`).join('');
  const files = { 'lintel.yaml': only('no-latest-tag'), 'a.yaml': pod.repeat(PODS) };
  const { code, stdout } = await run(['lint', 'a.yaml', '--format', 'json'], { files });
  const { findings, summary } = JSON.parse(stdout) as Report;
  expect(code).toBe(1);
  expect(summary.findings).toEqual({ error: PODS * CONTAINERS, warning: 0, info: 0 });
  const height = pod.split('\n').length - 1;
  const lines = Array.from({ length: PODS }, (_, at) => Array.from({ length: CONTAINERS }, (_, index) => at * height + index + 7)).flat();
  expect(findings.map(({ location }) => location.line)).toEqual(lines);
});

interface Report {
  readonly findings: readonly { readonly location: { readonly line: number } }[];
  readonly summary: { readonly findings: object };
}
