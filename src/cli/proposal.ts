import type { Severity } from '../engine/rule.ts';
import { plural } from '../report/page.ts';
import type { RawEnvironment, RawSettings, RawWorkload } from '../settings/raw.ts';
import type { Registry, Survey } from './survey.ts';

/** Findings of one rule, as the proposal would have them. */
export interface Sin {
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
}

/** What is proposed for a tree, as far as a reading of it says; the text says the same to people. */
export function proposedSettings({ registries, workloads, environments }: Survey): RawSettings {
  const trusted = registries.filter(({ doubt }) => doubt === undefined).map(({ ref }) => ref);
  return {
    extends: ['recommended'],
    ...(trusted.length > 0 && { rules: { [REGISTRIES]: ['error', { registries: trusted }] } }),
    ...(workloads.length > 0 && { workloads }),
    ...(environments.length > 0 && { environments }),
  };
}

/** The text of a `lintel.yaml`, with what was found as comments. */
export function proposalText(survey: Survey, sins: readonly Sin[]): string {
  return [
    header(survey),
    ['# Pack strict has more; every rule: lintel rules', 'extends: [recommended]'],
    rulesText(survey, sins),
    workloadsText(survey.workloads),
    environmentsText(survey.environments),
    overridesText(survey),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

export function foundText({ resources, files, charts, kustomizations }: Survey): string {
  const others = [
    ...(charts > 0 ? [plural(charts, 'chart')] : []),
    ...(kustomizations > 0 ? [plural(kustomizations, 'kustomization')] : []),
  ];
  return [`${plural(resources, 'resource')} in ${plural(files, 'file')}`, ...others].join(', ');
}

function header(survey: Survey): readonly string[] {
  return [
    `# Settings of Lintel, proposed by lintel init for what is here: ${foundText(survey)}.`,
    '# What holds for a file, and why: lintel config print FILE. What a rule is for: lintel explain RULE.',
  ];
}

function rulesText({ registries }: Survey, sins: readonly Sin[]): readonly string[] {
  const denying = sins.filter(({ severity }) => severity === 'error');
  const elsewhere = denying.find(({ rule }) => rule === REGISTRIES)?.count ?? 0;
  const entries = [...registriesText(registries, elsewhere), ...denyingText(denying.filter(({ rule }) => rule !== REGISTRIES))];
  return entries.length === 0 ? [] : ['rules:', ...entries.map((line) => `  ${line}`)];
}

function registriesText(registries: readonly Registry[], elsewhere: number): readonly string[] {
  if (registries.length === 0) return [];
  const doubtful = registries.filter(({ doubt }) => doubt !== undefined).length;
  const isNoneSure = doubtful === registries.length;
  const lines = [
    `${REGISTRIES}:`,
    elsewhere === 0 ? '  - error' : `  - error # ${plural(elsewhere, 'finding')}; warning, to begin with`,
    '  - registries:',
    ...registries.map((registry) => `      ${registryText(registry, isNoneSure)}`),
  ];
  const doubt = doubtful === 0 ? [] : ['# Commented out is what may be no registry to trust: trust it, or mirror what you need of it.'];
  return [...doubt, ...(isNoneSure ? lines.map((line) => `# ${line}`) : lines)];
}

/** Where none is sure, the whole entry is a comment. */
function registryText({ ref, images, doubt }: Registry, isNoneSure: boolean): string {
  const mark = doubt === undefined || isNoneSure ? '' : '# ';
  return `${mark}- ${plain(ref)} # ${plural(images, 'image')}${doubt === undefined ? '' : `; ${doubt}`}`;
}

/** Severities to begin with where there is much to mend. */
function denyingText(sins: readonly Sin[]): readonly string[] {
  if (sins.length === 0) return [];
  const width = Math.max(...sins.map(({ rule }) => rule.length));
  const lines = sins.map(({ rule, count }) => `# ${rule}: warning${' '.repeat(width - rule.length)} # ${plural(count, 'finding')}`);
  return ['# What denies today; to begin without a standstill, make warnings of some until they are mended:', ...lines];
}

function workloadsText(workloads: readonly RawWorkload[]): readonly string[] {
  if (workloads.length === 0) return [];
  const entries = workloads.map(
    ({ apiVersion, kind, podTemplate, longRunning = true }) =>
      `  - { apiVersion: ${plain(apiVersion)}, kind: ${plain(kind)}, podTemplate: ${plain(podTemplate)}, longRunning: ${longRunning} }`,
  );
  return [
    '# Kinds that are not built in, and hold a pod template. longRunning: their pods run until they are stopped.',
    'workloads:',
    ...entries,
  ];
}

function environmentsText(environments: readonly RawEnvironment[]): readonly string[] {
  if (environments.length === 0) return [];
  const entries = environments.map(
    ({ name, paths, namespace }) =>
      `  - { name: ${plain(name)}, paths: [${paths.map(plain).join(', ')}]${namespace === undefined ? '' : `, namespace: ${plain(namespace)}`} }`,
  );
  return ['# What is deployed together: its objects see each other, and no others.', 'environments:', ...entries];
}

function overridesText({ namespaces }: Survey): readonly string[] {
  const [first] = namespaces;
  if (first === undefined) return [];
  return [
    `# Other settings for some objects. ${listed(namespaces)}`,
    '# overrides:',
    `#   - match: { namespaces: [${plain(first)}] }`,
    '#     rules: { require-readiness-probe: warning }',
  ];
}

function listed(namespaces: readonly string[]): string {
  const shown = namespaces.slice(0, MOST_NAMESPACES).map((name) => plain(name));
  return `Namespaces here: ${shown.join(', ')}${namespaces.length > shown.length ? ` and ${namespaces.length - shown.length} more` : ''}.`;
}

/** As it is where YAML reads it as the string that it is, else quoted; in a comment, one line either way. */
function plain(text: string): string {
  return /^[A-Za-z/.][\w./*-]*(?::\d+)?$/u.test(text) && !/^(?:y|yes|n|no|on|off|true|false|null|\.inf|\.nan)$/iu.test(text)
    ? text
    : JSON.stringify(text);
}

const REGISTRIES = 'allowed-registries';
const MOST_NAMESPACES = 12;
