import { describe, expect, test } from 'vitest';
import { BROKEN, GOOD, PRIVILEGED } from './manifests.ts';
import { run, type Files } from './run.ts';

interface Told {
  readonly findings: readonly {
    readonly rule: string;
    readonly location: { readonly file: string; readonly line: number };
    readonly related: readonly { readonly location?: { readonly file: string; readonly line: number } }[];
  }[];
  readonly problems: readonly { readonly file: string; readonly code: string }[];
  readonly summary: { readonly files: number; readonly resources: number };
}

async function lint(files: Files, args: readonly string[]) {
  const { code, stdout } = await run(['lint', '-f', 'json', '--rule', 'no-shared-db-secret', '--rule', 'no-privileged', ...args], {
    files,
  });
  const { findings, problems, summary } = JSON.parse(stdout) as Told;
  return {
    code,
    found: findings.map(({ rule, location, related }) =>
      `${location.file} ${rule} ${related.map((other) => other.location?.file).join()}`.trim(),
    ),
    problems: problems.map(({ file, code }) => `${file}: ${code}`),
    files: summary.files,
    resources: summary.resources,
  };
}

/** A service that reads a database's password; two of them share it. */
function reader(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, labels: { app.kubernetes.io/name: ${name} } }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, app.kubernetes.io/name: ${name} } }
    spec:
      containers:
        - name: ${name}
          image: registry.example/${name}:1.2.3
          env:
            - { name: DATABASE_PASSWORD, valueFrom: { secretKeyRef: { name: orders-db, key: password } } }
`;
}

const both = { 'new/cart.yaml': reader('cart'), 'base/orders.yaml': reader('orders') };

describe('--context', () => {
  test('shares no secret where the other reader is not known', async () => {
    expect(await lint(both, ['new'])).toMatchObject({ code: 0, found: [] });
  });

  test('lets rules know its objects, and judges none of them', async () => {
    expect(await lint({ ...both, 'base/root.yaml': PRIVILEGED }, ['new', '--context', 'base'])).toEqual({
      code: 1,
      found: ['new/cart.yaml no-shared-db-secret base/orders.yaml'],
      problems: [],
      files: 1,
      resources: 1,
    });
  });

  test('may be given several times, and as files', async () => {
    const files = { ...both, 'more/users.yaml': reader('users') };
    const { found } = await lint(files, ['new', '--context', 'base/orders.yaml', '--context', 'more']);
    expect(found).toEqual(['new/cart.yaml no-shared-db-secret base/orders.yaml,more/users.yaml']);
  });

  test('judges once what is linted too', async () => {
    const files = { ...both, 'new/root.yaml': PRIVILEGED };
    expect(await lint(files, ['new', '--context', '.'])).toMatchObject({
      code: 1,
      found: ['new/cart.yaml no-shared-db-secret base/orders.yaml', 'new/root.yaml no-privileged'],
      files: 2,
      resources: 2,
    });
    expect(await lint(files, ['new/root.yaml', '--context', 'new/root.yaml'])).toMatchObject({
      found: ['new/root.yaml no-privileged'],
      resources: 1,
    });
  });

  test('holds for standard input', async () => {
    const { code, stdout } = await run(['lint', '-', '--rule', 'no-shared-db-secret', '--context', 'base'], {
      files: both,
      stdin: reader('cart'),
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/related: base\/orders\.yaml:\d+:\d+ Deployment default\/orders/u);
  });

  test.each<readonly [what: string, files: Files, problem: string]>([
    ['a broken document', { 'base/b.yaml': BROKEN }, 'base/b.yaml: syntax'],
    ['bytes that are no text', { 'base/b.yaml': Uint8Array.from([0xff]) }, 'base/b.yaml: not-utf8'],
    ['an object of an odd shape', { 'base/b.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: 7\n' }, 'base/b.yaml: invalid-object'],
  ])('%s in it is said, and fails nothing', async (_what, files, problem) => {
    expect(await lint({ 'a.yaml': GOOD, ...files }, ['a.yaml', '--context', 'base'])).toMatchObject({ code: 0, problems: [problem] });
  });

  test('that is not there at all is a slip of the caller', async () => {
    expect(await lint({ 'a.yaml': GOOD }, ['a.yaml', '--context', 'bse'])).toMatchObject({ code: 3, problems: ['bse: not-found'] });
  });

  test('broken context does not hide that nothing was examined', async () => {
    expect(await lint({ 'base/b.yaml': BROKEN, 'new/values.yaml': 'a: 1' }, ['new', '--context', 'base'])).toMatchObject({
      code: 3,
      problems: ['.: nothing-examined', 'base/b.yaml: syntax'],
    });
  });
});
