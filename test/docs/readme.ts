import type { Pack, PackStandard } from '../../src/engine/pack.ts';
import type { AnyRule, Category } from '../../src/engine/rule.ts';
import { docsLink } from '../../src/report/report.ts';
import { code, fence, page, prose, table } from './markdown.ts';
import { fixWords, GENERATED, severityIn } from './rule-page.ts';

/** A rule as a newcomer should see one: its file, and a file of its fixtures. */
export interface Sample {
  readonly id: string;
  readonly source: string;
  readonly fixture: string;
}

/** The page about all rules, in Markdown. */
export function readme(rules: readonly AnyRule[], packs: readonly Pack[], sample: Sample): string {
  return page([
    GENERATED,
    '# Rules',
    INTRODUCTION,
    `A finding ends with a link to its rule, such as <${docsLink(sample.id)}>: \`https://lintel.dev/rules/<id>\` is [docs/\\<id\\>.md](docs/${sample.id}.md) here, and \`lintel explain <id>\` prints its text in a terminal.`,
    `## All ${rules.length} rules`,
    LEGEND,
    ...Object.entries(CATEGORIES).flatMap(([category, what]) => categoryText(category, what, rules, packs)),
    '## Packs',
    packTable(packs),
    '## Settings',
    SETTINGS,
    '## Add a rule',
    ADDING,
    `A whole rule, ${code(`policies/${sample.id}.ts`)}:`,
    fence('ts', sample.source),
    `And one of its fixtures, in ${code(`fixtures/${sample.id}/`)}:`,
    fence('yaml', sample.fixture),
  ]);
}

function categoryText(category: string, what: string, rules: readonly AnyRule[], packs: readonly Pack[]): readonly string[] {
  const members = rules.filter((rule) => rule.category === category).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (members.length === 0) return [];
  const rows = members.map((rule) => [
    `[${rule.id}](docs/${rule.id}.md)`,
    ...packs.map((pack) => (pack.rules.has(rule.id) ? severityIn(pack, rule) : '·')),
    fixWords(rule),
    prose(rule.summary),
  ]);
  return [`### ${category}`, what, table(['Rule', ...packs.map(({ name }) => name), 'Fix', 'Summary'], rows)];
}

function packTable(packs: readonly Pack[]): string {
  const rows = packs.map(({ name, rules, standard, summary = '' }) => {
    const on = [...rules.values()].filter(({ severity }) => severity !== 'off').length;
    return [code(name), String(on), `${prose(summary)}${standard === undefined ? '' : versionsOf(standard)}`];
  });
  return table(['Pack', 'Rules', 'What it is'], rows);
}

function versionsOf({ versions, default: usual }: PackStandard): string {
  const numbered = versions.filter((version) => version !== usual);
  return ` Versions: ${numbered[0]} to ${numbered.at(-1)}, and ${usual}, which it is by default.`;
}

const CATEGORIES: Readonly<Record<Category, string>> = {
  resources: 'Requests, limits and their units.',
  health: 'Probes and shutdown.',
  images: 'Where images come from, and what pins them.',
  secrets: 'Where secrets are written, and who shares them.',
  quotas: 'What namespaces may use.',
  network: 'Who may talk to whom.',
  security: 'What containers may do to their node.',
  rbac: 'Who may do what in the cluster.',
  availability: 'What survives a lost node and a rollout.',
  metadata: 'Names, labels, namespaces and owners.',
  services: 'Services, ingresses and what they lead to.',
  apis: 'Versions and schemas of objects.',
};

const INTRODUCTION = `A rule is one annotated object in one file of this folder: what it is called and why it is there, which objects it concerns (\`match\`), and a pure generator
\`check\` that yields findings. A finding is a message id, its data, the path of the offending field, and perhaps a fix as data. The same object judges at both doors: \`lintel lint\` in
files, the webhook on admission. This page and those in [docs](docs) are made from the rules and their fixtures, and a test compares them.`;

const LEGEND = `Columns are packs: the severity that each gives (\`error\` denies, \`warning\` warns, \`info\` is for the audit); · is a rule that the pack leaves off. Fix: *safe* is what \`lintel fix\` does
and the workload behaves as before; *unsafe* waits for \`--unsafe\`, for a value of yours (\`fixWith\`) or for \`inject:\`; *with a value* is a fix only where the settings give the value as \`fixWith\`;
*a new object* is written into the file by \`--unsafe\` alone.`;

const SETTINGS = `- \`rules: { <id>: off | info | warning | error }\`, or \`[severity, { parameter: value }]\`; a value that is given replaces the default whole, and a wrong one is refused with its line.
- \`overrides: [{ match: { namespaces, kinds, names, labels, files, containers, images }, rules }]\` changes severities and parameters for some objects; later ones win.
- \`exemptions: [{ rule, match, reason, owner, expires }]\` lets findings pass, and says so; \`inject: [<id>]\` has the webhook write a rule's fix into what is admitted.`;

const ADDING = `Ten minutes, three places:

1. **A file**, \`policies/<id>.ts\`: one exported object of type \`Rule\`. The id is kebab-case and begins with a verb (\`require-\`, \`no-\`, \`limit-\`). \`check\` is pure, holds for any JSON and
   never throws; where Kubernetes keeps things is in \`src/kube\`. A fix is \`{ title, safety, edits }\`, and both doors work out their patch from it.
2. **A line** in [index.ts](index.ts), and one in a [pack](packs/recommended.ts) if it is to be on by default.
3. **A folder**, \`fixtures/<id>/\`: \`# expect: <id>/<message>\` stands at the end of each line where a finding belongs, \`ok-*.yaml\` has none, \`<name>.fixed.yaml\` is what fixing \`<name>.yaml\`
   gives, byte for byte, and \`# settings: { rules: … }\` on the first line gives parameters. Every message id has to occur.
   Where a rule is for admission alone, \`# request: { user: { username, groups }, operation }\` says who asks for what.

\`npm test\` runs the fixtures at both doors; \`node test/docs/write.ts\` then writes the rule's page. Nothing else has to be told about the rule.`;
