import { ASN1Obj } from '@sigstore/core';
import type { Json } from '../../src/signatures/strict-json.ts';
import type { Trust } from '../../src/signatures/trust.ts';
import type { BundleParts } from './forge.ts';
import { sha256, trustOf, type Instance } from './instance.ts';
import { foreign, instance } from './signers.ts';

type Change = (parts: BundleParts) => object;
type List = 'tlogs' | 'ctlogs' | 'certificateAuthorities' | 'timestampAuthorities';

/** Trust in the tests' instance, but for one list: each of its entries only within this time. */
export function trustWithin(list: List, validFor: { readonly start: string; readonly end?: string }): Trust {
  const entries = instance.root[list] as readonly { readonly publicKey?: object }[];
  const dated = entries.map((entry) =>
    entry.publicKey === undefined ? { ...entry, validFor } : { ...entry, publicKey: { ...entry.publicKey, validFor } },
  );
  return trustOf({ ...instance.root, [list]: dated as unknown as Json });
}

/** But for the keys of one list, which are another instance's under the ids of ours. */
export function trustIn(list: 'tlogs' | 'ctlogs', other: Instance): Trust {
  const [ours, theirs] = [instance, other].map(
    ({ root }) => root[list] as readonly { readonly publicKey: object; readonly logId: object }[],
  );
  return trustOf({
    ...instance.root,
    [list]: ours?.map((log, index) => ({ ...log, publicKey: theirs?.[index]?.publicKey })) as unknown as Json,
  });
}

/** In another's log, too. */
export function loggedBy(other: Instance): Trust {
  const [ours, theirs] = [instance, other].map(({ root }) => root['tlogs'] as readonly Json[]);
  return trustOf({ ...instance.root, tlogs: [...(ours ?? []), ...(theirs ?? [])] });
}

/** An entry whose kind is said to be another. */
export function kindOf(kind: string, version: string): Change {
  return withEntry((entry) => ({ ...entry, kindVersion: { kind, version } }));
}

/** An entry whose time is told, in milliseconds, and not promised. */
export function promisedAt(time: number): Change {
  return withEntry(({ inclusionPromise: _promise, ...entry }) => ({ ...entry, integratedTime: String(Math.floor(time / 1000)) }));
}

/** A proof in a tree of which the log signs what is said here. */
export interface Tree {
  readonly size: bigint;
  readonly logIndex: string;
  readonly hashes: readonly Buffer[];
  readonly rootOf: (leaf: Buffer) => Buffer;
}

const OTHER_LEAF = sha256(Buffer.from('another entry'));
/** Of two entries, the first is ours. */
export const grown: Tree = {
  size: 2n,
  logIndex: '0',
  hashes: [OTHER_LEAF],
  rootOf: (leaf) => sha256(Buffer.concat([Buffer.of(1), leaf, OTHER_LEAF])),
};
export const grownWrongly: Tree = { ...grown, hashes: [sha256(Buffer.from('a third entry'))] };

export function ofTree({ size, logIndex, hashes, rootOf }: Tree): Change {
  return withEntry((entry) => {
    const body = Buffer.from(String(entry['canonicalizedBody']), 'base64');
    const rootHash = rootOf(sha256(Buffer.concat([Buffer.of(0), body])));
    const inclusionProof = {
      logIndex,
      rootHash: rootHash.toString('base64'),
      treeSize: '2',
      hashes: hashes.map((hash) => hash.toString('base64')),
      checkpoint: { envelope: instance.checkpoint(size, rootHash) },
    };
    return { ...entry, logIndex, inclusionProof };
  });
}

/** What another log signs of a tree that holds the entry. */
export const withForeignCheckpoint: Change = withEntry((entry) => {
  const body = Buffer.from(String(entry['canonicalizedBody']), 'base64');
  const envelope = foreign.checkpoint(1n, sha256(Buffer.concat([Buffer.of(0), body])));
  return { ...entry, inclusionProof: { ...(entry['inclusionProof'] as object), checkpoint: { envelope } } };
});

/**
 * A timestamp of a clock that nobody trusts, which names the trusted one as its signer and brings both certificates, its own first
 * (CVE-2026-39984).
 */
export async function withForgedCertificate(signature: Buffer): Promise<Buffer> {
  const [genuine, forged] = [await instance.timestamp(signature), await foreign.timestamp(signature)].map((der) =>
    partsOf(ASN1Obj.parseBuffer(Buffer.from(der))),
  );
  if (genuine === undefined || forged === undefined) throw new Error('there is no timestamp');
  forged.signer.subs.splice(1, 1, ...genuine.signer.subs.slice(1, 2));
  forged.certificates.subs.push(...genuine.certificates.subs);
  return forged.root.toDER();
}

/** RFC 5652, 5.1: version, digest algorithms, content, certificates, signers. */
function partsOf(root: ASN1Obj): { readonly root: ASN1Obj; readonly certificates: ASN1Obj; readonly signer: ASN1Obj } {
  const signedData = root.subs[1]?.subs[1]?.subs[0];
  const certificates = signedData?.subs[3];
  const signer = signedData?.subs.at(-1)?.subs[0];
  if (certificates === undefined || signer === undefined) throw new Error('this is no timestamp with a certificate');
  return { root, certificates, signer };
}

function withEntry(edit: (entry: Record<string, unknown>) => object): Change {
  return (parts) => ({
    ...parts,
    verificationMaterial: {
      ...parts.verificationMaterial,
      tlogEntries: parts.verificationMaterial.tlogEntries.map((entry) => edit(entry)),
    },
  });
}
