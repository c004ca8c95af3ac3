import { Ajv } from 'ajv';
import type { ErrorObject, Options } from 'ajv';
import type { Json, JsonObject, Path } from '../engine/json.ts';
import { isList } from '../engine/json.ts';
import { complaintOf } from './complain.ts';
import type { Complaint } from './fault.ts';
import { formats } from './formats.ts';

/** A complaint and the path of what it is about. */
export interface Misfit {
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly complaint: Complaint;
}

/** Everything in a value that a schema refuses: one complaint for each place. */
export function misfitsOf(value: Json, schema: JsonObject): readonly Misfit[] {
  const validate = newAjv({ validateSchema: false }).compile(schema);
  if (validate(value)) return [];
  const misfits = new Map<string, Misfit>();
  for (const error of condensed(validate.errors ?? [])) {
    const path = pathOf(value, error);
    const place = JSON.stringify([path, error.keyword === 'required' ? error.params['missingProperty'] : undefined]);
    if (misfits.has(place)) continue;
    misfits.set(place, { path, part: error.keyword === 'additionalProperties' ? 'key' : 'value', complaint: complaintOf(error, path) });
  }
  return [...misfits.values()];
}

/** `strictTuples` off, since parameters may be left out; `ownProperties`, since keys such as `constructor` are the user's own words; `verbose`, since complaints quote the schema. */
export function newAjv(options: Options = {}): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    strictTuples: false,
    strictRequired: false,
    ownProperties: true,
    verbose: true,
    ...options,
  });
  for (const [name, { accepts }] of Object.entries(formats)) ajv.addFormat(name, accepts);
  return ajv;
}

/** `if` only repeats what its branch said; of a choice, what each alternative lacks is noise. */
function condensed(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = new Set(errors.filter(isChoice).map(({ instancePath }) => instancePath));
  return errors.filter(
    (error) => error.keyword !== 'if' && (isChoice(error) ? !isUnder(parentOf(error), choices) : !isUnder(error.instancePath, choices)),
  );
}

function isChoice({ keyword }: ErrorObject): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf';
}

function parentOf({ instancePath }: ErrorObject): string {
  return instancePath.slice(0, Math.max(instancePath.lastIndexOf('/'), 0));
}

function isUnder(pointer: string, roots: ReadonlySet<string>): boolean {
  if (roots.size === 0) return false;
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (roots.has(at)) return true;
  return roots.has('');
}

/** A step is an index only where the value really is a list. */
function pathOf(root: Json, { instancePath, params }: ErrorObject): Path {
  const path: (string | number)[] = [];
  let value: Json | undefined = root;
  for (const step of instancePath.split('/').slice(1)) {
    const key: string | number = isList(value) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(key);
    value = (value as JsonObject)[key];
  }
  const extra: unknown = params['additionalProperty'];
  return typeof extra === 'string' ? [...path, extra] : path;
}
