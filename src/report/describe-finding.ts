import type { Finding } from '../engine/finding.ts';
import { describeRef } from '../engine/resource.ts';
import type { Enforcement, Fix, Severity } from '../engine/rule.ts';
import { lastDay, type Suppressed } from './report.ts';

/** The severity, and what happens at the door where settings part the two. */
export function verdictOf({ severity, enforcement, injected }: Finding): string {
  if (injected) return `${severity} (injected)`;
  return USUAL[severity] === enforcement ? severity : `${severity} (${enforcement})`;
}

/** The resource, and its part, that a finding is about: `Deployment shop/web, container web`. */
export function subjectOf({ resource, container, environment }: Finding): string {
  const parts = [describeRef(resource)];
  if (container !== undefined) parts.push(`container ${container}`);
  if (environment !== undefined) parts.push(`environment ${environment}`);
  return parts.join(', ');
}

/** What the fix does, and the command for it; undefined where there is none. */
export function remedyOf({ fix, injected }: Finding): string | undefined {
  return fix && `${fix.title}${createdBy(fix)}. ${hintFor(fix, injected)}`;
}

/** `by comment until 2027-01-01: the reason`. */
export function suppressionText({ by, reason, until }: Suppressed): string {
  const day = lastDay(until);
  return `by ${by}${day === undefined ? '' : ` until ${day}`}: ${reason}`;
}

function createdBy({ create = [] }: Fix): string {
  const made = create.map((resource) => resource.kind).join(', ');
  return made === '' ? '' : ` (adds ${made})`;
}

function hintFor(fix: Fix, injected: true | undefined): string {
  if (injected) return 'Run "lintel fix --injected".';
  return fix.safety === 'safe' ? 'Run "lintel fix".' : 'May change behaviour: run "lintel fix --unsafe" and review the result.';
}

const USUAL: Readonly<Record<Severity, Enforcement>> = { error: 'deny', warning: 'warn', info: 'audit' };
