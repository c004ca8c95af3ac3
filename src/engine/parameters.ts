import type { Json, JsonObject } from './json.ts';

/** What a string of a parameter means; the settings are validated against it. */
export type StringFormat = 'glob' | 'pattern' | 'ref' | 'quantity' | 'duration' | 'cidr' | 'address' | 'selector';

/** One parameter of a rule: its JSON Schema, its default, and (in the type alone) what a check receives. */
export interface Parameter<T> {
  readonly schema: JsonObject;
  /** Absent: the parameter is optional, and a check sees undefined. */
  readonly default?: T;
}

/** The parameters of a rule, by the names that the catalogue gives. */
export type Parameters<P> = { readonly [K in keyof P]-?: Parameter<P[K]> };

/** Parameters whose names are of no interest. */
export type AnyParameters = Readonly<Record<string, Parameter<Json | undefined>>>;

export function boolean(fallback: boolean, description: string): Parameter<boolean> {
  return { schema: { type: 'boolean', description }, default: fallback };
}

export function integer(fallback: number, description: string, minimum = 0): Parameter<number> {
  return { schema: { type: 'integer', minimum, description }, default: fallback };
}

export function text(format: StringFormat, fallback: string, description: string): Parameter<string> {
  return { schema: { ...stringOf(format), description }, default: fallback };
}

export function list(format: StringFormat | undefined, fallback: readonly string[], description: string): Parameter<readonly string[]> {
  return { schema: { type: 'array', items: stringOf(format), description }, default: fallback };
}

/** A parameter that the settings may leave out: a check then sees undefined. */
export function optional<T>(parameter: Parameter<T>): Parameter<T | undefined> {
  return { schema: parameter.schema };
}

/** A parameter of any other shape: its JSON Schema as it is. */
export function shaped<T extends Json>(schema: JsonObject, fallback: T): Parameter<T> {
  return { schema, default: fallback };
}

/** Every value of `given` over its default; a value given replaces the default whole. */
export function withDefaults(parameters: AnyParameters | undefined, given: JsonObject): JsonObject {
  const result: Record<string, Json | undefined> = {};
  for (const [name, parameter] of entriesOf(parameters)) result[name] = parameter.default;
  return { ...result, ...given };
}

/** The parameters of a rule as one JSON Schema; every rule with a remedy that is not safe takes `fixWith` too. */
export function parametersSchema(parameters: AnyParameters | undefined, takesFixWith: boolean): JsonObject {
  const properties: Record<string, Json> = {};
  for (const [name, { schema, default: fallback }] of entriesOf(parameters))
    properties[name] = fallback === undefined ? schema : { ...schema, default: fallback };
  if (takesFixWith) properties['fixWith'] ??= FIX_WITH;
  return { type: 'object', properties, additionalProperties: false };
}

function entriesOf(parameters: AnyParameters | undefined): [string, Parameter<Json | undefined>][] {
  return Object.entries(parameters ?? {});
}

function stringOf(format: StringFormat | undefined): JsonObject {
  return format === undefined ? { type: 'string' } : { type: 'string', format };
}

const FIX_WITH: JsonObject = {
  description: "What to write at the finding's place. With it the fix is safe: the platform team has chosen the value.",
};
