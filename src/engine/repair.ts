import { applyEdit, overlaps } from './edit.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import type { Finding } from './finding.ts';
import type { Resource, Subject } from './resource.ts';
import type { Edit } from './rule.ts';

/** What mending a subject came to. */
export interface Repair {
  /** The resource as written, with the edits made; the very same object where there were none. */
  readonly resource: Resource;
  /** In the order in which they were made. */
  readonly steps: readonly RepairStep[];
  /** The chosen findings that no edit mends: those whose remedy is a new object are among them. */
  readonly left: readonly Finding[];
  /** The rules that still made changes in the later of ten rounds: they undo each other. Empty when all is settled. */
  readonly unsettled: readonly string[];
}

export interface RepairStep {
  readonly finding: Finding;
  readonly edits: readonly Edit[];
}

/** Applies the fixes of the chosen findings and judges again, until nothing changes. */
export function repair(subject: Subject, evaluation: Evaluation, choose: (finding: Finding) => boolean): Repair {
  const steps: RepairStep[] = [];
  const restless = new Set<string>();
  let resource = subject.resource;
  for (let round = 0; round < ROUNDS; round++) {
    const found = evaluate({ ...subject, resource }, evaluation).filter((finding) => finding.exempt === undefined && choose(finding));
    const made = applyRound(resource, found);
    if (made.steps.length === 0) return { resource, steps, left: found, unsettled: [] };
    resource = made.resource;
    steps.push(...made.steps);
    if (round >= ROUNDS / 2) for (const { finding } of made.steps) restless.add(finding.rule);
  }
  return { resource: subject.resource, steps: [], left: [], unsettled: [...restless] };
}

/** Edits that overlap an earlier one of the round wait for the next. */
function applyRound(resource: Resource, findings: readonly Finding[]): { resource: Resource; steps: readonly RepairStep[] } {
  const steps: RepairStep[] = [];
  const made: Edit[] = [];
  let current = resource;
  for (const finding of findings) {
    const edits = finding.fix?.edits ?? [];
    if (edits.length === 0 || edits.some((edit) => made.some((other) => overlaps(edit, other)))) continue;
    const changed = applyAll(current, edits);
    if (changed === undefined || changed === current) continue;
    current = changed;
    made.push(...edits);
    steps.push({ finding, edits });
  }
  return { resource: current, steps };
}

/** All edits of one fix, or none. */
function applyAll(resource: Resource, edits: readonly Edit[]): Resource | undefined {
  let current: Resource = resource;
  for (const edit of edits) {
    const next = applyEdit(current, edit);
    if (next === undefined) return undefined;
    current = next as Resource;
  }
  return current;
}

const ROUNDS = 10;
