import { expect, test } from 'vitest';
import type { Evidence } from '../../src/signatures/evidence.ts';
import type { Authority } from '../../src/signatures/policy.ts';
import { signatures } from './signers.ts';

/** A signature that does not count, whom it is offered to, and how the reason begins, with its code. */
export type Refusal = readonly [what: string, evidence: () => Promise<Evidence>, authority: () => Authority, reason: string];

export function testRefusals(rows: readonly Refusal[]): void {
  test.each(rows)('%s', async (_what, evidence, authority, reason) => {
    const verdict = signatures([await evidence()], [authority()]);
    expect(verdict).toMatchObject({ satisfied: false, signers: [], candidates: 1 });
    expect(verdict.rejections.map(({ code, message }) => `${code}: ${message}`)).toEqual([beginningWith(reason)]);
  });
}

export function beginningWith(text: string): string {
  return expect.stringMatching(new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`)}`, 'u')) as string;
}
