import type { Finding } from '../engine/finding.ts';
import type { Path } from '../engine/json.ts';
import { describeRef } from '../engine/resource.ts';
import type { World } from './world.ts';

/** What words are taken from: the rules, and which of them no page tells of. */
export type Speech = Pick<World, 'plan' | 'own'>;

/** Why an object is denied: each rule with its path, what is wrong, what to do, and where to read on. */
export function denialMessage(denied: readonly Finding[], speech: Speech): string {
  const [first] = denied;
  if (first === undefined) return '';
  const lines = denied.slice(0, MOST_TOLD).map((finding) => `- ${explained(finding, speech)}`);
  const rest = denied.length - lines.length;
  if (rest > 0) lines.push(`... and ${rest} more; \`lintel lint\` on the manifest shows them all.`);
  const count = denied.length === 1 ? 'one finding' : `${denied.length} findings`;
  return [`Lintel denies ${describeRef(first.resource)} for ${count}:`, ...lines].join('\n');
}

/** Warnings as the API server takes them: one line each, 256 characters at most, and 4096 in all. */
export function warningsFor(findings: readonly Finding[], speech: Speech): readonly string[] {
  const told: string[] = [];
  let room = WARNINGS_LENGTH - MORE_LENGTH;
  for (const finding of findings) {
    const text = warningText(finding, speech);
    if (text.length > room) break;
    room -= text.length;
    told.push(text);
  }
  const rest = findings.length - told.length;
  return rest === 0 ? told : [...told, `lintel: and ${rest} more findings; \`lintel lint\` on the manifest shows them all`];
}

/** Rule ids with their counts, by what became of their findings: keys that are valid as the names of audit annotations. */
export function annotationsFor(findings: readonly Finding[]): Readonly<Record<string, string>> {
  const counts = new Map<string, Map<string, number>>();
  for (const finding of findings) {
    const outcome = outcomeOf(finding);
    const rules = counts.get(outcome) ?? new Map<string, number>();
    counts.set(outcome, rules.set(finding.rule, (rules.get(finding.rule) ?? 0) + 1));
  }
  return Object.fromEntries(
    [...counts].map(([outcome, rules]) => [outcome, Array.from(rules, ([rule, count]) => `${rule}=${count}`).join(',')]),
  );
}

type Outcome = 'denied' | 'warned' | 'audited' | 'exempted';

/** What becomes of a finding at this door. */
export function outcomeOf({ exempt, enforcement }: Pick<Finding, 'exempt' | 'enforcement'>): Outcome {
  return exempt === undefined ? OUTCOMES[enforcement] : 'exempted';
}

/** A path as the API server writes it: `spec.containers[0].image`. */
export function fieldPath(path: Path): string {
  if (path.length === 0) return 'the object';
  return path.map((key, index) => (isPlain(key) ? `${index === 0 ? '' : '.'}${key}` : `[${JSON.stringify(key)}]`)).join('');
}

/** One line, cut to a length: line breaks and controls have no place in an HTTP header. */
export function oneLine(text: string, longest = WARNING_LENGTH): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}

function explained(finding: Finding, { plan, own }: Speech): string {
  const { rule, path, message, fix } = finding;
  const wanted = fix?.title ?? plan.rules.find(({ id }) => id === rule)?.summary;
  const todo = wanted === undefined ? '' : ` ${fix === undefined ? 'Wanted' : 'To do'}: ${ended(wanted)}`;
  return oneLine(`${rule} at ${fieldPath(path)}: ${ended(message)}${todo}${linkTo(rule, own, ' See ')}`, LINE_LENGTH);
}

function warningText({ rule, path, message, old }: Finding, { own }: Speech): string {
  const tail = ` (${fieldPath(path)})${linkTo(rule, own, ' ')}`;
  const head = `${rule}: ${old === true ? 'not new: ' : ''}`;
  const room = WARNING_LENGTH - head.length - tail.length;
  return room < SHORTEST ? oneLine(`${head}${message}`) : `${head}${oneLine(message, room)}${oneLine(tail)}`;
}

/** Only Lintel's own rules have a page. */
function linkTo(rule: string, own: World['own'], before: string): string {
  return own?.has(rule) === true ? '' : `${before}https://lintel.dev/rules/${encodeURIComponent(rule)}`;
}

function ended(sentence: string): string {
  return /[.!?]$/u.test(sentence) ? sentence : `${sentence}.`;
}

function isPlain(key: string | number): boolean {
  return typeof key === 'string' && /^[\w-]+$/u.test(key);
}

const OUTCOMES = { deny: 'denied', warn: 'warned', audit: 'audited' } as const;
const MOST_TOLD = 10;
const LINE_LENGTH = 1000;
/** k8s.io/apiserver/pkg/endpoints/filters/warning.go: longer items are cut once all together are longer than 4096 characters. */
const WARNING_LENGTH = 256;
const WARNINGS_LENGTH = 4096;
/** Kept free for saying that there are more. */
const MORE_LENGTH = 100;
/** Less of a message tells nothing. */
const SHORTEST = 40;
