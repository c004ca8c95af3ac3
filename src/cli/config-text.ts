import type { Json, JsonObject } from '../engine/json.ts';
import type { ResourceRef } from '../engine/resource.ts';
import { describeRef } from '../engine/resource.ts';
import { isObject } from '../engine/json.ts';
import { pageOf, paragraph, plural, type Page, type TextOptions } from '../report/page.ts';
import { printable } from '../report/printable.ts';

/** What `lintel config print` tells; as JSON it is told as it is. */
export interface ConfigReport {
  /** The settings file; absent where pack `recommended` holds without one. */
  readonly settings?: string;
  /** Where it comes from a commit: what `--config-ref` said, and what that is. */
  readonly ref?: string;
  readonly commit?: string;
  /** Before overrides. */
  readonly rules: readonly ConfigRow[];
  /** As written, in order; later ones win. Empty where files were named: then `resources` tell what they come to. */
  readonly overrides: readonly { readonly line?: number; readonly match: Json; readonly rules: Json }[];
  /** Of the files that were named. */
  readonly resources?: readonly ConfigResource[];
}

export interface ConfigResource extends ResourceRef {
  readonly file: string;
  readonly line: number;
  /** Only what overrides make of it. */
  readonly rules: readonly ConfigRow[];
}

export interface ConfigRow {
  readonly rule: string;
  readonly container?: string;
  readonly severity: string;
  readonly enforcement?: string;
  readonly injected: boolean;
  /** With defaults filled in. */
  readonly parameters: JsonObject;
  /** As packs and settings give them. */
  readonly given: JsonObject;
  /** Later ones win. */
  readonly origins: readonly { readonly source: string; readonly pack?: string; readonly line?: number }[];
}

export function renderConfig(report: ConfigReport, options: TextOptions): string {
  const page = pageOf(options);
  const file = report.settings;
  const width = Math.max(0, ...[...report.rules, ...(report.resources ?? []).flatMap(({ rules }) => rules)].map(({ rule }) => rule.length));
  const sections = [
    [sourceText(report)],
    report.rules.flatMap((row) => rowText(page, row, width, file)),
    ...overridesText(page, report),
    ...resourcesText(page, report, width),
    [closing(report)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function sourceText({ settings, commit }: ConfigReport): string {
  if (settings === undefined) return 'No lintel.yaml here or above: pack recommended holds.';
  return `Settings: ${printable(settings)}${commit === undefined ? '' : ` (commit ${commit})`}`;
}

function rowText(page: Page, row: ConfigRow, width: number, file: string | undefined): readonly string[] {
  const { rule, severity, enforcement = '', container, injected } = row;
  const id = printable(rule).padEnd(width);
  const head = { indent: 2, hang: 6, text: `${id}  ${severity.padEnd(7)}  ${enforcement.padEnd(5)}  `, styled: '' };
  const styled = `${page.paint('cyan', id)}  ${page.paint(STYLES[severity] ?? 'dim', severity.padEnd(7))}  ${enforcement.padEnd(5)}  `;
  const notes = [
    ...(container === undefined ? [] : [`container ${printable(container)},`]),
    ...(injected ? ['injected,'] : []),
    originText(row, file),
  ];
  const parameters = Object.entries(row.given).map(([name, value]) => `${printable(name)}: ${printable(JSON.stringify(value) ?? '')}`);
  return [
    ...paragraph(page, { ...head, styled }, notes.join(' ')),
    ...parameters.flatMap((text) => paragraph(page, { indent: 6, hang: 8, text: '' }, text)),
  ];
}

/** The last origin, and what it was laid over. */
function originText({ origins }: ConfigRow, file: string | undefined): string {
  const [last = '', ...before] = origins.map((origin) => oneOrigin(origin, file)).toReversed();
  return before.length === 0 ? last : `${last}, over ${before.join(', ')}`;
}

function oneOrigin({ source, pack, line }: ConfigRow['origins'][number], file = 'the settings'): string {
  if (source === 'default') return 'default';
  if (pack !== undefined) return `pack ${printable(pack)}`;
  const place = `${printable(file)}${line === undefined ? '' : `:${line}`}`;
  return source === 'override' ? `override at ${place}` : `${place} ${source}`;
}

function overridesText(page: Page, { overrides, settings = '' }: ConfigReport): readonly (readonly string[])[] {
  if (overrides.length === 0) return [];
  const lines = overrides.flatMap(({ line, match, rules }) => [
    ...paragraph(page, { indent: 2, text: `${printable(settings)}:${line ?? 1}  ` }, membersText(match).join('; ')),
    ...membersText(rules).flatMap((text) => paragraph(page, { indent: 6, hang: 8, text: '' }, text)),
  ]);
  return [[page.paint('bold', 'Overrides, in order; later ones win'), ...lines]];
}

function membersText(value: Json): readonly string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).map(
    ([key, member]) => `${printable(key)}: ${printable(typeof member === 'string' ? member : (JSON.stringify(member) ?? ''))}`,
  );
}

function resourcesText(page: Page, { resources = [], settings }: ConfigReport, width: number): readonly (readonly string[])[] {
  return resources
    .filter(({ rules }) => rules.length > 0)
    .map((resource) => [
      `${page.paint('bold', printable(describeRef(resource)))} (${printable(resource.file)}:${resource.line}), by overrides:`,
      ...resource.rules.flatMap((row) => rowText(page, row, width, settings)),
    ]);
}

function closing({ rules, resources }: ConfigReport): string {
  const on = rules.filter(({ severity }) => severity !== 'off').length;
  const off = rules.length - on;
  const counted = `${plural(on, 'rule')} on${off === 0 ? '' : `, ${off} off`}`;
  if (resources === undefined) return `${counted}. All parameters of one: lintel explain <rule>`;
  const special = resources.filter((resource) => resource.rules.length > 0).length;
  return `${counted} for ${plural(resources.length, 'resource')}; overrides change ${special === 0 ? 'none of them' : `${special} of them`}.`;
}

const STYLES: Readonly<Record<string, 'red' | 'yellow' | 'blue'>> = { error: 'red', warning: 'yellow', info: 'blue' };
