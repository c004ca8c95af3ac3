import { gitopsOnly } from '../../policies/gitops-only.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { compilePlan, type Plan } from '../../src/engine/plan.ts';
import type { Policy } from '../../src/engine/policy.ts';
import type { Settings } from './made-up.ts';

export const ALL_WRITES = ['CREATE', 'UPDATE', 'DELETE'];

/** `gitops-only` with parameters, and other rules beside it. */
export function planWith(parameters: JsonObject, overrides: Policy['overrides'] = [], others: Settings['rules'] = []): Plan {
  const setting = { severity: 'error', parameters } as const;
  const rules = [
    { rule: gitopsOnly, setting, injected: false },
    ...others.map((rule) => ({ rule, setting: { severity: rule.severity, parameters: {} }, injected: false })),
  ];
  return compilePlan({ rules, overrides, exemptions: [] }, 'admission');
}
