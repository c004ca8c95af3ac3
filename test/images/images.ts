import type { RawAuthority, RawImagePolicy, RawImages } from '../../src/settings/raw.ts';
import { compileDemands, type ImageDemand } from '../../src/images/demands.ts';
import type { Evidence } from '../../src/signatures/evidence.ts';
import { attestationLayer, signatureLayer, simpleSigning, statementOf } from '../signatures/forge.ts';
import { pem, type KeyPair } from '../signatures/instance.ts';
import type { Json } from '../../src/engine/json.ts';

/** Settings and evidence of keys without a log: all that the rooms above the verifier need. */
export function keyed({ publicKey }: KeyPair): RawAuthority {
  return { key: pem(publicKey), log: false };
}

export function policyOf(by: readonly RawAuthority[], more: Partial<RawImagePolicy> = {}): RawImagePolicy {
  return { match: ['*'], signatures: { by }, ...more };
}

export function demandsOf(...policies: readonly RawImagePolicy[]): readonly ImageDemand[] {
  return demandsIn({ policies });
}

export function demandsIn(settings: RawImages): readonly ImageDemand[] {
  const compiled = compileDemands(settings);
  if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults));
  return compiled.demands;
}

export async function signed(digest: string, key: KeyPair): Promise<Evidence> {
  return await signatureLayer(simpleSigning(digest), { key });
}

export async function attested(digest: string, type: string, predicate: Json, key: KeyPair): Promise<Evidence> {
  return await attestationLayer(statementOf(digest, type, predicate), { key });
}
