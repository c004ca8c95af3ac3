import { asObject, asString, type Json } from '../engine/json.ts';
import type { AnyRule } from '../engine/rule.ts';
import { pageOf, paragraph, type Page, type TextOptions } from './page.ts';
import { printable } from './printable.ts';
import { docsLink } from './report.ts';
import type { Pack } from '../engine/pack.ts';
import { packsOf, schemaOf } from './rules.ts';

export interface ExplainOptions extends TextOptions {
  /** End with the page about the rule; users' own rules have none. */
  readonly links: boolean;
  /** A user's own rule, which no pack has to switch on. */
  readonly own?: boolean;
}

/** All about one rule: `lintel explain <rule>`. */
export function renderExplain(rule: AnyRule, packs: readonly Pack[], options: ExplainOptions): string {
  const page = pageOf(options);
  const sections = [
    [page.paint('bold', printable(rule.id)), ...prose(page, rule.summary, 0)],
    facts(page, rule, packs, options),
    section(page, 'Why', prose(page, rule.why)),
    section(page, 'When not', prose(page, rule.whenNot)),
    section(page, 'Messages', messages(page, rule)),
    section(page, 'Parameters', parameters(page, rule)),
    section(page, 'Settings', example(rule)),
    options.links ? [page.paint('cyan', docsLink(rule.id))] : [],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function facts(page: Page, rule: AnyRule, packs: readonly Pack[], { own }: ExplainOptions): readonly string[] {
  const inPacks = packsOf(rule, packs).map(({ name, rules }) => `${name} (${rules.get(rule.id)?.severity ?? 'off'})`);
  const rows = [
    ['Category', rule.category],
    ['Severity', rule.severity],
    ['Since', rule.since],
    ['Judged', DOORS[rule.doors ?? 'both']],
    ['Fix', fixText(rule)],
    ['Packs', inPacks.join(', ') || (own === true ? 'none: it is on, since the settings name its file' : 'none: switch it on by name')],
  ] as const;
  return rows.flatMap(([name, value]) => paragraph(page, { indent: 0, hang: COLUMN, text: name.padEnd(COLUMN) }, value));
}

function fixText({ remedy }: AnyRule): string {
  if (remedy === undefined) return 'none';
  if (remedy.value === 'create') return 'a new object, written by lintel fix --unsafe';
  if (remedy.value === 'fixWith') return 'safe where the settings give the value (fixWith), else none';
  return remedy.safety === 'safe'
    ? 'safe (lintel fix)'
    : 'unsafe (lintel fix --unsafe; safe where inject: names the rule or fixWith is given)';
}

function messages(page: Page, rule: AnyRule): readonly string[] {
  return Object.entries(rule.messages).flatMap(([id, message]) => paragraph(page, { indent: 2, text: '' }, `${id}: ${message}`));
}

function parameters(page: Page, rule: AnyRule): readonly string[] {
  const { properties } = schemaOf(rule);
  return Object.entries(asObject(properties)).flatMap(([name, value]) => {
    const schema = asObject(value);
    const fallback = schema['default'] === undefined ? 'optional' : `default ${JSON.stringify(schema['default'])}`;
    const lines = paragraph(page, { indent: 2, hang: 4, text: '' }, `${name}: ${typeText(schema)}, ${fallback}`);
    const description = asString(schema['description']);
    return description === undefined ? lines : [...lines, ...paragraph(page, { indent: 4, hang: 4, text: '' }, description)];
  });
}

/** A schema's type in a word or two: `glob[]`, `integer`, `'a' | 'b'`. */
function typeText(value: Json | undefined): string {
  const schema = asObject(value);
  const { enum: values, type, format, items } = schema;
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (type === 'array') return `${typeText(items)}[]`;
  if (Array.isArray(type)) return type.join(' | ');
  return asString(format) ?? asString(type) ?? 'any';
}

/** A settings file that names the rule with the parameters that it has anyway; JSON is YAML. */
function example(rule: AnyRule): readonly string[] {
  const defaults = Object.entries(rule.parameters ?? {}).filter(([, parameter]) => parameter.default !== undefined);
  const id = printable(rule.id);
  if (defaults.length === 0) return ['  rules:', `    ${id}: ${rule.severity}`];
  const rows = defaults.map(([name, parameter], index) => {
    const value = printable(JSON.stringify(parameter.default));
    return `${index === 0 ? '      - ' : '        '}${printable(name)}: ${value}`;
  });
  return ['  rules:', `    ${id}:`, `      - ${rule.severity}`, ...rows];
}

function section(page: Page, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [page.paint('bold', title), ...lines];
}

function prose(page: Page, text: string, indent = 2): readonly string[] {
  return text === '' ? [] : paragraph(page, { indent, hang: indent, text: '' }, text);
}

const COLUMN = 10;
const DOORS = { both: 'in files and on admission', files: 'in files only', admission: 'on admission only' } as const;
