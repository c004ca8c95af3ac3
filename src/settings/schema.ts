import type { JsonObject } from '../engine/json.ts';
import type { Pack } from '../engine/pack.ts';
import { parametersSchema } from '../engine/parameters.ts';
import type { AnyRule } from '../engine/rule.ts';
import { packRefs, takesFixWith } from './catalogue.ts';
import { imagesSchema } from './images-schema.ts';

/**
 * What `lintel.yaml` may hold, as one JSON Schema (draft-07): it validates, completes in editors, and is embedded in the chart's values.
 * Each `title` completes "is no …", which is how faults name what is unknown.
 * With `named`, only the rules in it are spelt out: all that validating one file needs, and many times faster to compile.
 */
export function settingsSchema(rules: readonly AnyRule[], packs: readonly Pack[], named?: ReadonlySet<string>): JsonObject {
  const isNamed = ({ id }: AnyRule): boolean => named === undefined || named.has(id);
  const ruleId = { type: 'string', enum: rules.map(({ id }) => id), title: 'rule' };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...map('key of the settings', 'The settings of Lintel.', {
      extends: packList(packs),
      rules: { $ref: '#/definitions/rules' },
      policies: list(
        'Files with rules of your own, relative to this file; they are run.',
        text('glob', "Such as './policies/*.ts' or './policies/*.yaml'."),
      ),
      overrides: list('Other settings for some objects; later ones win.', OVERRIDE),
      exemptions: list('Reviewed exceptions, each with a reason, an owner and, at best, an end.', exemption(ruleId)),
      enforcement: enforcement(rules, isNamed),
      inject: list('Rules whose fixes the webhook writes into what is admitted.', ruleId),
      workloads: list('Further kinds that make pods.', WORKLOAD),
      suppressions: suppressions(ruleId),
      environments: list('Sets of files that see each other, and no others: an overlay each, say.', ENVIRONMENT),
      images: imagesSchema(),
      kubernetesVersion: {
        type: 'string',
        pattern: '^v?1\\.\\d{1,3}$',
        description: 'The version of Kubernetes that objects are for, such as v1.34.',
      },
    }),
    definitions: { severity: SEVERITY, rules: ruleEntries(rules, isNamed), match: MATCH },
  };
}

function map(title: string, description: string, properties: JsonObject, required: readonly string[] = []): JsonObject {
  return { type: 'object', title, description, properties, additionalProperties: false, ...(required.length > 0 && { required }) };
}

function list(description: string, items: JsonObject, minItems = 0): JsonObject {
  return { type: 'array', description, items, ...(minItems > 0 && { minItems }) };
}

function text(format: string, description: string): JsonObject {
  return { type: 'string', format, description };
}

function packList(packs: readonly Pack[]): JsonObject {
  const names = [...packRefs(packs).keys()];
  const summaries = packs.map(({ name, summary }) => (summary === undefined ? name : `${name}: ${summary}`));
  const description = `Packs of rules, in order; later ones win. Default: [recommended].\n${summaries.join('\n')}`;
  return { ...list(description, { type: 'string', enum: names, title: 'pack' }), default: ['recommended'] };
}

function ruleEntries(rules: readonly AnyRule[], isNamed: (rule: AnyRule) => boolean): JsonObject {
  const entries = Object.fromEntries(rules.map((rule) => [rule.id, isNamed(rule) ? ruleEntry(rule) : true]));
  return map('rule', 'Severities and parameters, by rule.', entries);
}

/** `if` instead of `anyOf`: a fault inside a list is then told as such, and not as "matches no alternative". */
function ruleEntry(rule: AnyRule): JsonObject {
  const parameters = { ...parametersSchema(rule.parameters, takesFixWith(rule)), title: `parameter of ${rule.id}` };
  return {
    description: `${rule.summary} ${rule.why}`,
    if: { type: 'array' },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { type: 'array', minItems: 1, maxItems: 2, items: [{ $ref: '#/definitions/severity' }, parameters], additionalItems: false },
    else: { $ref: '#/definitions/severity' },
  };
}

function exemption(ruleId: JsonObject): JsonObject {
  const properties = {
    rule: ruleId,
    match: { $ref: '#/definitions/match' },
    reason: { type: 'string', pattern: NOT_BLANK, description: 'Why it is right to leave this as it is.' },
    owner: { type: 'string', pattern: NOT_BLANK, description: 'Who answers for it.' },
    expires: text('day', 'YYYY-MM-DD: the last day on which it counts, until 24:00 UTC.'),
  };
  return map('key of an exemption', 'A reviewed exception.', properties, ['rule', 'match', 'reason', 'owner']);
}

function suppressions(ruleId: JsonObject): JsonObject {
  return map('key of suppressions', 'What submitters may let pass by themselves.', {
    annotation: { type: 'boolean', default: false, description: 'Whether the annotation lintel.dev/ignore counts, at both doors.' },
    never: list('Rules that neither comments nor annotations suppress.', ruleId),
  });
}

function enforcement(rules: readonly AnyRule[], isNamed: (rule: AnyRule) => boolean): JsonObject {
  const levels = { type: 'string', enum: ['deny', 'warn', 'audit'], title: 'enforcement' };
  const description = 'What findings of a rule do, where it differs from the severity: error denies, warning warns, info is for the audit.';
  return map('rule', description, Object.fromEntries(rules.map((rule) => [rule.id, isNamed(rule) ? levels : true])));
}

const NOT_BLANK = String.raw`\S`;
const SEVERITY: JsonObject = {
  title: 'severity',
  description: 'off (or false), error, warning or info; true is the severity that the rule has by itself.',
  enum: ['off', 'error', 'warning', 'info', true, false],
};

const MATCH: JsonObject = {
  ...map('key of a match', 'Which objects are meant: all parts that are given have to hold, and of each list one entry.', {
    namespaces: list('Globs of namespaces.', text('glob', 'A namespace; * is any run of characters.'), 1),
    kinds: list('Kinds.', text('kind', 'Deployment, apps/Deployment, or workloads for all that make pods.'), 1),
    names: list(
      'Globs of metadata.name; where that is left empty, of metadata.generateName.',
      text('glob', 'A name; * is any run of characters.'),
      1,
    ),
    labels: {
      type: 'object',
      description: "Globs of the values of the object's own labels, by key; all have to match.",
      minProperties: 1,
      additionalProperties: text('glob', 'A value; * is any run of characters.'),
    },
    files: list(
      'Globs of file paths: only where files are linted, never in the cluster.',
      text('glob', 'A path; * is any run of characters, / too.'),
      1,
    ),
    containers: list('Globs of names of containers.', text('glob', 'A name; * is any run of characters.'), 1),
    images: list('References of images over the normal form.', text('ref', 'With its registry, such as docker.io/library/nginx.'), 1),
  }),
  minProperties: 1,
};

const OVERRIDE = map(
  'key of an override',
  'Other settings for some objects.',
  { match: { $ref: '#/definitions/match' }, rules: { $ref: '#/definitions/rules' } },
  ['match', 'rules'],
);

const ENVIRONMENT = map(
  'key of an environment',
  'Files whose resources see each other, and no others.',
  {
    name: { type: 'string', pattern: NOT_BLANK, description: 'What findings call it.' },
    paths: list('Folders and files, relative to the settings.', text('glob', 'A path; * is any run of characters, / too.'), 1),
    namespace: { type: 'string', pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', description: 'The namespace of objects that name none.' },
  },
  ['name', 'paths'],
);

const WORKLOAD = map(
  'key of a workload',
  'A kind that makes pods.',
  {
    apiVersion: {
      type: 'string',
      pattern: '^(?:[a-z0-9.-]+/)?v[a-z0-9]+$',
      description: 'Group and version, such as argoproj.io/v1alpha1.',
    },
    kind: { type: 'string', pattern: '^[A-Z][A-Za-z0-9]*$', description: 'The kind, such as Rollout.' },
    podTemplate: text('pointer', "Where the pods' metadata and spec stand, such as /spec/template."),
    longRunning: { type: 'boolean', default: true, description: 'Whether its pods run until they are stopped.' },
    plural: { type: 'string', pattern: '^[a-z0-9-]+$', description: 'Its name in request paths, where the usual guess is wrong.' },
  },
  ['apiVersion', 'kind', 'podTemplate'],
);
