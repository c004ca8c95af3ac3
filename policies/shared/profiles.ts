import { asString, member, type Json, type JsonObject, type Path } from '../../src/engine/json.ts';
import { optional, shaped, type Parameter } from '../../src/engine/parameters.ts';
import type { Fix } from '../../src/engine/rule.ts';

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

/** The whole profile, since a Localhost one has a name that no other may have. */
export function runtimeDefault(path: Path): Fix {
  return {
    title: `Set ${String(path.at(-1))} to RuntimeDefault`,
    safety: 'unsafe',
    edits: [{ op: 'set', path, value: { type: 'RuntimeDefault' } }],
  };
}
