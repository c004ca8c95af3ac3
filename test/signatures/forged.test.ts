import { describe, expect, test } from 'vitest';
import { attestationLayer, bundle, statementOf } from './forge.ts';
import { FORGED_PROOFS } from './forged-proofs.ts';
import { FORGED_SIGNERS } from './forged-signers.ts';
import { FORGED_STATEMENTS } from './forged-statements.ts';
import { grown, ofTree } from './proof-tampering.ts';
import { beacon, DIGEST, key, keyed, keylessBundle, signatures } from './signers.ts';
import { testRefusals } from './refusals.ts';

const SLSA = 'https://slsa.dev/provenance/v1';

describe('what is signed', () => {
  testRefusals(FORGED_STATEMENTS);

  test('an attestation is no signature, and no candidate for one', async () => {
    const evidence = [await bundle(statementOf(DIGEST, SLSA), { key }), await attestationLayer(statementOf(DIGEST, SLSA), { key })];
    expect(signatures(evidence, [keyed(key)])).toEqual({ satisfied: false, signers: [], candidates: 0, rejections: [] });
  });
});

describe('who signed', () => {
  testRefusals(FORGED_SIGNERS);
});

describe('when it was signed, and where that is logged', () => {
  testRefusals(FORGED_PROOFS);

  test('a proof in a tree of two entries counts', async () => {
    const evidence = await keylessBundle(statementOf(DIGEST), { timestamped: true, change: ofTree(grown) });
    expect(signatures([evidence], [beacon()])).toMatchObject({ satisfied: true, rejections: [] });
  });
});
