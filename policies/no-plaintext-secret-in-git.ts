import { asObject, isObject, member, type Json } from '../src/engine/json.ts';
import { list, type Parameters } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { decodedText } from '../src/kube/base64-text.ts';
import { matchesGlob } from '../src/kube/glob.ts';
import { isPlaceholder } from '../src/kube/placeholders.ts';

type Params = { readonly allow: readonly string[] };

const parameters: Parameters<Params> = { allow: list('glob', [], 'Names of Secrets that may stand in files as they are.') };

export const noPlaintextSecretInGit: Rule<'plain', Params> = {
  id: 'no-plaintext-secret-in-git',
  category: 'secrets',
  severity: 'error',
  since: '0.1.0',
  summary: 'No Secret stands in files with its real data.',
  why: 'base64 is no encryption: what is committed once is read by everyone who clones, forever. Encrypt it (SOPS, SealedSecret) or have it fetched (ExternalSecret). Placeholders and empty values are no data.',
  whenNot: 'Secrets of tests and of local clusters; allow them by name, or leave their files out.',
  messages: { plain: 'Secret "{{name}}" holds the plain value of "{{key}}".' },
  parameters,
  doors: 'files',
  match: { kinds: [{ group: '', kind: 'Secret' }] },
  *check({ resource, name }, { params: { allow } }) {
    if (isSops(resource['sops']) || allow.some((glob) => matchesGlob(glob, name))) return;
    for (const [field, isReal] of FIELDS) {
      const entries = asObject(resource[field]);
      for (const key of Object.keys(entries))
        if (isReal(textOf(member(entries, key)))) yield { message: 'plain', data: { name, key }, at: [field, key] };
    }
  },
};

/** What SOPS writes beside the values that it encrypts. */
function isSops(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}

/** A placeholder may stand in `data` as it is, or encoded. */
function isRealData(value: string): boolean {
  return !isPlaceholder(value) && !isPlaceholder(decodedText(value) ?? value);
}

function isRealText(value: string): boolean {
  return !isPlaceholder(value);
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const FIELDS = [
  ['data', isRealData],
  ['stringData', isRealText],
] as const;
