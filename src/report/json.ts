import { toPointer, type JsonObject, type Json } from '../engine/json.ts';
import type { ResourceRef } from '../engine/resource.ts';
import type { Edit, Fix } from '../engine/rule.ts';
import { fingerprint } from './fingerprint.ts';
import {
  lastDay,
  suppressionOf,
  type LocatedFinding,
  type LocatedRelated,
  type Location,
  type Report,
  type ReportProblem,
  type Skipped,
  type Summary,
  type Suppressed,
} from './report.ts';
import { sortFindings, sortProblems, sortSkipped } from './sort.ts';

/** The report as a contract for machines; `reportSchema` is its published schema. Members come in a fixed order. */
export function renderJson(report: Report): string {
  const document = {
    version: 1,
    findings: sortFindings(report.findings).map(findingJson),
    problems: sortProblems(report.problems).map(problemJson),
    summary: summaryJson(report.summary),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

// JSON.stringify leaves out undefined members, so an absent member is written as an undefined one here.

function findingJson(found: LocatedFinding): JsonObject {
  const { finding } = found;
  return {
    rule: finding.rule,
    messageId: finding.messageId,
    message: finding.message,
    severity: finding.severity,
    enforcement: finding.enforcement,
    resource: resourceJson(finding.resource),
    path: toPointer(finding.path),
    location: locationJson(found.location),
    container: finding.container,
    environment: finding.environment,
    related: found.related.map(relatedJson),
    fix: fixJson(finding.fix),
    injected: finding.injected,
    fingerprint: fingerprint(finding),
    suppressed: suppressedJson(suppressionOf(found)),
  };
}

function resourceJson({ apiVersion, kind, namespace, name }: ResourceRef): JsonObject {
  return { apiVersion, kind, namespace, name };
}

function locationJson(location: Location | undefined): JsonObject | undefined {
  if (location === undefined) return undefined;
  const { file, line, column, endLine, endColumn } = location;
  return { file, line, column, endLine, endColumn };
}

function relatedJson({ resource, path, location }: LocatedRelated): JsonObject {
  return { resource: resourceJson(resource), path: toPointer(path), location: locationJson(location) };
}

function fixJson(fix: Fix | undefined): JsonObject | undefined {
  if (fix === undefined) return undefined;
  const create: readonly Json[] | undefined = fix.create;
  return { title: fix.title, safety: fix.safety, edits: fix.edits.map(editJson), create };
}

function editJson(edit: Edit): JsonObject {
  const path = toPointer(edit.path);
  return edit.op === 'set' ? { op: edit.op, path, value: edit.value } : { op: edit.op, path };
}

function suppressedJson(suppressed: Suppressed | undefined): JsonObject | undefined {
  return suppressed && { by: suppressed.by, reason: suppressed.reason, until: lastDay(suppressed.until) };
}

function problemJson({ file, line, column, code, message, level }: ReportProblem): JsonObject {
  return { file, line, column, code, message, level };
}

function summaryJson({ files, documents, resources, rules, findings, skipped }: Summary): JsonObject {
  const { error, warning, info } = findings;
  return { files, documents, resources, rules, findings: { error, warning, info }, skipped: sortSkipped(skipped).map(skippedJson) };
}

function skippedJson({ file, line, reason }: Skipped): JsonObject {
  return { file, line, reason };
}
