import { asObject, member, type Json, type JsonObject, type Path } from '../src/engine/json.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { decodedText } from '../src/kube/base64-text.ts';
import { compiled } from './shared/memo.ts';
import { secretJudge, secretParameters, type SecretJudge, type SecretParams } from './shared/secrets.ts';

type Message = 'named' | 'format';

export const noSecretInConfigmap: Rule<Message, SecretParams> = {
  id: 'no-secret-in-configmap',
  category: 'secrets',
  severity: 'error',
  since: '0.1.0',
  summary: 'ConfigMaps hold no secrets.',
  why: 'A ConfigMap is read by everyone who may list configuration, is not encrypted at rest where Secrets are, and is shown by every tool. A value of one line is taken for a secret by its key or by its form, a file of several lines by its form alone; binaryData is decoded and judged alike, what is no text by its form alone.',
  whenNot: 'Keys that only look like secrets; list them under allowNames, and placeholders under allowValues.',
  messages: {
    named: 'ConfigMap entry "{{key}}" is by its name a secret; keep it in a Secret.',
    format: 'ConfigMap entry "{{key}}" holds what looks like a secret ({{format}}); keep it in a Secret.',
  },
  parameters: secretParameters,
  match: { kinds: [{ group: '', kind: 'ConfigMap' }] },
  *check({ resource }, { params }) {
    const judge = judgeOf(params);
    const data = asObject(resource['data']);
    for (const key of Object.keys(data)) yield* inEntry(key, textOf(member(data, key)), ['data', key], judge);
    yield* inBinary(asObject(resource['binaryData']), judge);
  },
};

const judgeOf = compiled(secretJudge);

function* inBinary(data: JsonObject, judge: SecretJudge): Iterable<Offence<Message>> {
  for (const key of Object.keys(data)) {
    const value = member(data, key);
    if (typeof value !== 'string') continue;
    const text = decodedText(value);
    const path = ['binaryData', key];
    if (text === undefined) yield* byFormat(key, Buffer.from(value, 'base64').toString('latin1'), path, judge);
    else yield* inEntry(key, text, path, judge);
  }
}

function* inEntry(key: string, text: string | undefined, at: Path, judge: SecretJudge): Iterable<Offence<Message>> {
  if (text === undefined) return;
  const value = text.trimEnd();
  if (!value.includes('\n') && judge.isNamed(key, value)) yield { message: 'named', data: { key }, at };
  else yield* byFormat(key, value, at, judge);
}

function* byFormat(key: string, value: string, at: Path, judge: SecretJudge): Iterable<Offence<Message>> {
  const format = judge.format(value);
  if (format !== undefined) yield { message: 'format', data: { key, format }, at };
}

/** A number is no legal entry, but who writes `PASSWORD: 1234` means one. */
function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
