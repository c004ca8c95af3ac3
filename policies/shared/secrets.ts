import { list, optional, type Parameters } from '../../src/engine/parameters.ts';
import { anyPattern } from './patterns.ts';
import { secretFormat, type SecretFormat } from './secret-formats.ts';
import { isSecretName, namesNoSecret } from './secret-names.ts';
import { isHarmless } from './secret-values.ts';

export type SecretParams = {
  readonly names: readonly string[] | undefined;
  readonly allowNames: readonly string[];
  readonly allowValues: readonly string[];
};

export const secretParameters: Parameters<SecretParams> = {
  names: optional(
    list('pattern', [], 'Names of secrets, instead of those that are built in; an empty list leaves the judgement by form alone.'),
  ),
  allowNames: list('pattern', [], 'Names that are no secrets; a value that has the form of a secret still is one.'),
  allowValues: list('pattern', [], 'Values that are no secrets, whatever their names and forms.'),
};

/** What the rules about secrets ask of a name and a value. */
export interface SecretJudge {
  readonly isNamed: (name: string, value: string) => boolean;
  readonly format: (value: string) => SecretFormat | undefined;
  readonly isAllowed: (value: string) => boolean;
}

export function secretJudge({ names, allowNames, allowValues }: SecretParams): SecretJudge {
  const isListed = names === undefined ? isSecretName : anyPattern(names);
  const isAllowedName = anyPattern(allowNames);
  const isAllowed = anyPattern(allowValues);
  return {
    isAllowed,
    isNamed: (name, value) => isListed(name) && !namesNoSecret(name) && !isHarmless(value) && !isAllowedName(name) && !isAllowed(value),
    format: (value) => (isAllowed(value) ? undefined : secretFormat(value)),
  };
}
