import type { Evidence } from '../../src/signatures/evidence.ts';
import type { Json } from '../../src/signatures/strict-json.ts';
import type { Trust } from '../../src/signatures/trust.ts';
import { bundle, rekorBundle, signatureLayer, simpleSigning } from './forge.ts';
import { pem, trustOf, type Instance } from './instance.ts';
import { DIGEST, instance, key, OTHER, stranger } from './signers.ts';

/** The signature is of one key, and the log was told another. */
export async function misLogged(): Promise<Evidence> {
  return signatureLayer(simpleSigning(DIGEST), {
    key,
    instance: {
      ...instance,
      log: (entry) => {
        const told = JSON.parse(JSON.stringify(entry)) as { spec: { signature: { publicKey: { content: string } } } };
        told.spec.signature.publicKey.content = Buffer.from(pem(stranger.publicKey)).toString('base64');
        return instance.log(told);
      },
    },
  });
}

export function twice(): string {
  return JSON.stringify(simpleSigning(DIGEST)).replace(
    '"docker-manifest-digest"',
    `"docker-manifest-digest":"${OTHER}","docker-manifest-digest"`,
  );
}

export function bytesOf(value: Json): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export function without(name: string) {
  return (annotations: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== name));
}

export function withEntryOf(other: Evidence) {
  return (annotations: Record<string, string>): Record<string, string> => ({
    ...annotations,
    'dev.sigstore.cosign/bundle': other.form === 'bundle' ? '' : (other.annotations['dev.sigstore.cosign/bundle'] ?? ''),
  });
}

export function laterBy(seconds: number): NonNullable<Parameters<typeof signatureLayer>[1]['change']> {
  return (annotations, entry) =>
    entry === undefined
      ? annotations
      : { ...annotations, 'dev.sigstore.cosign/bundle': rekorBundle({ ...entry, integratedTime: entry.integratedTime + seconds }) };
}

/** Letters whose lower seven bits are those of the wanted name. */
export function lookAlike(text: string): string {
  return text.replace('a', String.fromCodePoint(0x61 + 0x80));
}

export const withoutTime: NonNullable<Parameters<typeof bundle>[1]['change']> = (parts) => ({
  ...parts,
  verificationMaterial: {
    ...parts.verificationMaterial,
    tlogEntries: parts.verificationMaterial.tlogEntries.map(({ inclusionPromise: _promise, ...entry }) => ({
      ...entry,
      integratedTime: '0',
    })),
  },
});

export const doubled: NonNullable<Parameters<typeof bundle>[1]['change']> = (parts) => ({
  ...parts,
  dsseEnvelope: { ...parts.dsseEnvelope, signatures: [...parts.dsseEnvelope.signatures, ...parts.dsseEnvelope.signatures] },
});

/** Trust in all that several instances have. */
export function trusting(...instances: readonly Instance[]): Trust {
  const lists = ['tlogs', 'ctlogs', 'certificateAuthorities', 'timestampAuthorities'];
  return trustOf(Object.fromEntries(lists.map((list) => [list, instances.flatMap(({ root }) => root[list] as readonly Json[])])));
}
