import type { JsonObject } from '../engine/json.ts';
import type { AnyRule, Severity } from '../engine/rule.ts';
import { docsLink, type LocatedFinding, type RuleInfo } from './report.ts';
import { compareText } from './sort.ts';

export type SarifLevel = 'error' | 'warning' | 'note';

/** A rule as `tool.driver.rules` describes it (SARIF 2.1.0, 3.49). */
export interface Descriptor {
  readonly id: string;
  readonly json: JsonObject;
}

/** Lintel's own rules, and what the findings tell of users' rules; sorted by id. */
export function descriptorsOf(rules: readonly AnyRule[], findings: readonly LocatedFinding[]): readonly Descriptor[] {
  const found = new Map(findings.map(({ finding, rule }) => [finding.rule, describeFound(finding.rule, rule)]));
  const own = new Map(rules.map((rule) => [rule.id, describeOwn(rule)]));
  return [...new Map([...found, ...own])].map(([id, json]) => ({ id, json })).toSorted((a, b) => compareText(a.id, b.id));
}

export function levelOf(severity: Severity): SarifLevel {
  return severity === 'info' ? 'note' : severity;
}

function describeOwn({ id, category, severity, summary, why, whenNot }: AnyRule): JsonObject {
  return {
    ...describe(id, { summary, why, docs: docsLink(id) }, `${why}\n\nWhen not: ${whenNot}`),
    defaultConfiguration: { level: levelOf(severity) },
    properties: { category, tags: ['kubernetes', category] },
  };
}

function describeFound(id: string, info: RuleInfo | undefined): JsonObject {
  return describe(id, info ?? { summary: id, why: '' }, info?.why ?? '');
}

/** Viewers show an empty text as a blank, so where there is none the summary stands in. */
function describe(id: string, { summary, why, docs }: RuleInfo, help: string): JsonObject {
  const short = summary || id;
  return {
    id,
    shortDescription: { text: short },
    fullDescription: { text: why || short },
    helpUri: docs,
    help: { text: help || short },
  };
}
