import { asString, member, type Json, type JsonObject } from '../engine/json.ts';

/** The account that a pod runs as: `serviceAccount` is the old name of the field, and `default` is what the API server writes. */
export function podAccount(pod: JsonObject): string {
  return nonEmpty(member(pod, 'serviceAccountName')) ?? nonEmpty(member(pod, 'serviceAccount')) ?? 'default';
}

function nonEmpty(value: Json | undefined): string | undefined {
  const text = asString(value);
  return text === '' ? undefined : text;
}
