import type { Finding } from '../../src/engine/finding.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { list, integer, optional, text } from '../../src/engine/parameters.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import { countFindings, docsLink, type LocatedFinding, type Location, type Report, type Summary } from '../../src/report/report.ts';

export function finding(change: Partial<Finding> = {}): Finding {
  return {
    rule: 'require-readiness-probe',
    messageId: 'missing',
    message: 'Container "web" has no readinessProbe.',
    severity: 'error',
    enforcement: 'deny',
    resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
    path: ['spec', 'template', 'spec', 'containers', 0, 'readinessProbe'],
    container: 'web',
    related: [],
    data: { container: 'web' },
    identity: 'require-readiness-probe missing apps Deployment shop web',
    ...change,
  };
}

export function place(file: string, line: number, column: number, endLine = line, endColumn = column + 1): Location {
  return { file, line, column, endLine, endColumn };
}

export function located(change: Partial<LocatedFinding> = {}, own: Partial<Finding> = {}): LocatedFinding {
  return {
    finding: finding(own),
    location: place('deploy/web.yaml', 11, 9, 11, 19),
    related: [],
    lines: { first: 10, text: ['    spec:', '        containers:', '      - name: web'] },
    rule: { summary: 'Long-running containers declare a readiness probe.', why: 'Traffic.', docs: docsLink('require-readiness-probe') },
    ...change,
  };
}

export function report(
  findings: readonly LocatedFinding[],
  change: Partial<Omit<Report, 'summary'>> & { summary?: Partial<Summary> } = {},
): Report {
  const summary: Summary = {
    files: 5,
    documents: 70,
    resources: 61,
    rules: 14,
    findings: countFindings(findings),
    skipped: [],
    ...change.summary,
  };
  return { findings, problems: [], ...change, summary };
}

/** One of everything. */
export function fullReport(): Report {
  const network = { apiVersion: 'v1', kind: 'Namespace', name: 'shop' };
  return report(
    [
      located({
        related: [
          { resource: network, path: ['metadata'], location: place('ns.yaml', 3, 1) },
          { resource: network, path: [] },
        ],
      }),
      located(
        { location: place('deploy/web.yaml', 2, 1) },
        {
          rule: 'image-pull-policy',
          severity: 'warning',
          enforcement: 'audit',
          injected: true,
          environment: 'prod',
          fix: {
            title: 'Set imagePullPolicy to Always',
            safety: 'safe',
            edits: [{ op: 'set', path: ['spec', 'a/b~c'], value: { deep: [null, 1] } }],
          },
        },
      ),
      located(
        { location: place('a.yaml', 1, 1), suppressed: { by: 'comment', reason: 'worker', until: Date.UTC(2027, 0, 2) } },
        {
          fix: {
            title: 'Add a budget',
            safety: 'unsafe',
            edits: [{ op: 'remove', path: ['x'] }],
            create: [{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' }],
          },
        },
      ),
      located(
        {},
        {
          severity: 'info',
          enforcement: 'audit',
          identity: 'other',
          exempt: { reason: 'legacy', owner: 'team', until: Number.NaN },
          amount: 10n,
        },
      ),
      { finding: finding(), related: [] },
    ],
    {
      problems: [
        { file: 'broken.yaml', line: 3, column: 5, code: 'syntax', message: 'Bad indentation. Indent as its siblings.', level: 'error' },
        { file: 'a.yaml', line: 1, column: 1, code: 'duplicate-key', message: 'Key "x" twice. Remove one.', level: 'warning' },
      ],
      summary: {
        skipped: [
          { file: 'values.yaml', reason: 'not a Kubernetes object' },
          { file: 'b.yaml', line: 7, reason: 'not a Kubernetes object' },
        ],
      },
    },
  );
}

export function rule(change: Partial<AnyRule> = {}): AnyRule {
  return {
    id: 'no-latest-tag',
    category: 'images',
    severity: 'error',
    since: '0.1.0',
    summary: 'Images name a version.',
    why: 'A moving tag gives every node another image.',
    whenNot: 'Local development.',
    messages: { latest: 'Image "{{image}}" has the tag latest.' },
    match: { kinds: 'all' },
    parameters: {
      allow: list('ref', ['busybox'], 'Images that may move.'),
      max: integer(3, 'How many.'),
      scope: optional(text('glob', '*', 'Where.')),
    },
    remedy: { safety: 'unsafe', value: 'fixWith' },
    check: () => [],
    ...change,
  };
}

export function parsed(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}
