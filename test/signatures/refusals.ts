import { expect, test } from 'vitest';
import type { Evidence } from '../../src/signatures/evidence.ts';
import type { Authority } from '../../src/signatures/policy.ts';
import { signatures } from './signers.ts';

/** A signature that does not count, whom it is offered to, and how the reason begins; several are set apart by `|`. */
export type Refusal = readonly [what: string, evidence: () => Promise<Evidence>, authority: () => Authority, reason: string];

export function testRefusals(rows: readonly Refusal[]): void {
  test.each(rows)('%s', async (_what, evidence, authority, reason) => {
    const verdict = signatures([await evidence()], [authority()]);
    expect(verdict).toMatchObject({ satisfied: false, signers: [], candidates: 1 });
    const told = verdict.rejections.map(({ code, message }) => `${code}: ${message}`);
    expect(told).toEqual([expect.stringMatching(new RegExp(`^(?:${escaped(reason)})`, 'u'))]);
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()[\]\\/]/gu, String.raw`\$&`);
}
