import type { Pack } from '../engine/pack.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import { parametersSchema } from '../engine/parameters.ts';
import type { AnyRule } from '../engine/rule.ts';
import { pageOf, paragraph, plural, type Page, type TextOptions } from './page.ts';
import { displayWidth, printable } from './printable.ts';
import { compareText } from './sort.ts';

/** The rules there are: `lintel rules`. */
export function renderRules(rules: readonly AnyRule[], packs: readonly Pack[], format: 'text' | 'json', options: TextOptions): string {
  const sorted = rules.toSorted((a, b) => compareText(a.id, b.id));
  if (format === 'text') return `${tableText(pageOf(options), sorted, packs).join('\n')}\n`;
  return `${JSON.stringify({ version: 1, rules: sorted.map((rule) => ruleJson(rule, packs)) }, null, 2)}\n`;
}

/** What a rule's remedy is by itself, without settings that make a guess safe. */
function fixKind({ remedy }: AnyRule): 'safe' | 'unsafe' | 'none' {
  return remedy?.safety ?? 'none';
}

/** The parameters that the settings may give a rule. */
export function schemaOf({ parameters, remedy }: AnyRule): JsonObject {
  return parametersSchema(parameters, remedy !== undefined && (remedy.safety === 'unsafe' || remedy.value === 'fixWith'));
}

/** The packs that switch a rule on. */
export function packsOf(rule: AnyRule, packs: readonly Pack[]): readonly Pack[] {
  return packs.filter(({ rules }) => (rules.get(rule.id)?.severity ?? 'off') !== 'off');
}

function ruleJson(rule: AnyRule, packs: readonly Pack[]): Record<string, Json> {
  const { id, category, severity, summary } = rule;
  return {
    id,
    category,
    severity,
    summary,
    fix: fixKind(rule),
    parameters: schemaOf(rule),
    packs: packsOf(rule, packs).map(({ name }) => name),
  };
}

function tableText(page: Page, rules: readonly AnyRule[], packs: readonly Pack[]): readonly string[] {
  const categories = [...Map.groupBy(rules, ({ category }) => category)].toSorted(([a], [b]) => compareText(a, b));
  const width = Math.min(Math.max(0, ...rules.map(({ id }) => displayWidth(printable(id)))), Math.floor(page.width / 2));
  const tables = categories.flatMap(([category, members]) => [
    page.paint('bold', printable(category)),
    ...members.flatMap((rule) => rowText(page, rule, packs, width)),
    '',
  ]);
  const closing = `${plural(rules.length, 'rule')} in ${plural(categories.length, 'category', 'categories')}. More about one: lintel explain <rule>`;
  return [...tables, ...paragraph(page, { indent: 0, text: '' }, closing)];
}

function rowText(page: Page, rule: AnyRule, packs: readonly Pack[], width: number): readonly string[] {
  const id = printable(rule.id).padEnd(width);
  const severity = rule.severity.padEnd('warning'.length);
  const style = rule.severity === 'error' ? 'red' : rule.severity === 'warning' ? 'yellow' : 'blue';
  const head = { indent: 2, hang: 4, text: `${id}  ${severity}  `, styled: `${page.paint('cyan', id)}  ${page.paint(style, severity)}  ` };
  const names = packsOf(rule, packs).map(({ name }) => name);
  const tags = [
    ...(rule.remedy === undefined ? [] : [`fix: ${fixKind(rule)}`]),
    ...(names.length === 0 ? [] : [`packs: ${names.join(', ')}`]),
  ];
  return paragraph(page, head, tags.length === 0 ? rule.summary : `${rule.summary} (${tags.join('; ')})`);
}
