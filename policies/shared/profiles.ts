import { asString, isObject, member, type Json, type JsonObject, type Path } from '../../src/engine/json.ts';
import { optional, shaped, type Parameter } from '../../src/engine/parameters.ts';
import type { Edit, Fix } from '../../src/engine/rule.ts';

/** A `fixWith` that is a profile of seccomp or AppArmor as the API has it. */
export const profileParameter: Parameter<JsonObject | undefined> = optional(
  shaped<JsonObject>(
    {
      type: 'object',
      properties: { type: { enum: ['RuntimeDefault', 'Localhost'] }, localhostProfile: { type: 'string' } },
      required: ['type'],
      additionalProperties: false,
      description: "The profile to write at the finding's place. With it the fix is safe: the platform team has chosen it.",
    },
    {},
  ),
);

/** A profile without a type is of none. */
export function profileType(profile: Json | undefined): string {
  return asString(member(profile, 'type')) ?? '';
}

export function isConfined(type: string): boolean {
  return type === 'RuntimeDefault' || type === 'Localhost';
}

/** Where there is a profile its type is changed, and the name goes that a Localhost one alone may have. */
export function runtimeDefault(path: Path, profile: Json | undefined): Fix {
  const type = 'RuntimeDefault';
  const edits: Edit[] = isObject(profile) ? [{ op: 'set', path: [...path, 'type'], value: type }] : [{ op: 'set', path, value: { type } }];
  if (member(profile, 'localhostProfile') !== undefined) edits.push({ op: 'remove', path: [...path, 'localhostProfile'] });
  return { title: `Set ${String(path.at(-1))} to ${type}`, safety: 'unsafe', edits };
}
