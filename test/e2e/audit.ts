import { readFileSync } from 'node:fs';
import { asObject, asString, member, type Json, type JsonObject } from '../../src/engine/json.ts';
import type { PlaneAddress } from './plane.ts';

/** One line of the API server's audit log, as far as tests look. */
export interface Audited {
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly status: number;
  readonly annotations: JsonObject;
}

/** Everything that was done in a namespace, in order. */
export function auditedIn({ auditLog }: PlaneAddress, namespace: string): readonly Audited[] {
  const lines = readFileSync(auditLog, 'utf8').split('\n');
  return lines.filter((line) => line.includes(`"namespace":"${namespace}"`)).map((line) => audited(JSON.parse(line) as Json));
}

function audited(event: Json): Audited {
  const about = member(event, 'objectRef');
  return {
    user: text(member(event, 'user'), 'username'),
    verb: text(event, 'verb'),
    resource: text(about, 'resource'),
    subresource: text(about, 'subresource'),
    name: text(about, 'name'),
    status: Number(member(member(event, 'responseStatus'), 'code')),
    annotations: asObject(member(event, 'annotations')),
  };
}

function text(of: Json | undefined, key: string): string {
  return asString(member(of, key)) ?? '';
}
