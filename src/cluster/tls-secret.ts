import { asString, member, type Json, type JsonObject } from '../engine/json.ts';

/** PEM texts, as a Secret of type kubernetes.io/tls keeps them. */
export interface KeptPair {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export function tlsSecretPath({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `/api/v1/namespaces/${namespace}/secrets/${name}`;
}

export function tlsSecret({ namespace, name }: { readonly namespace: string; readonly name: string }, pair: KeptPair): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/name': 'lintel' } },
    type: 'kubernetes.io/tls',
    data: { 'ca.crt': base64(pair.ca), 'tls.crt': base64(pair.cert), 'tls.key': base64(pair.key) },
  };
}

/** Undefined where a part of it is missing: it is of no use then. */
export function pairIn(secret: Json): KeptPair | undefined {
  const data = member(secret, 'data');
  const [ca, cert, key] = ['ca.crt', 'tls.crt', 'tls.key'].map((name) => plain(asString(member(data, name)) ?? ''));
  return ca && cert && key ? { ca, cert, key } : undefined;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function plain(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString();
}
