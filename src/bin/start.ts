import path from 'node:path';
import { toPointer } from '../engine/json.ts';
import type { Finding } from '../engine/finding.ts';
import { describeRef, refOf } from '../engine/resource.ts';
import { rules } from '../../policies/index.ts';
import { fixFile } from '../cli/fix-file.ts';
import { wantsColor, type Io } from '../cli/io.ts';
import { renderDiff } from '../report/diff.ts';
import { startWebhook } from '../webhook/serve.ts';
import { admit, type Admitted } from './admit.ts';
import { openWorld } from './admission-world.ts';
import { openShop, type Shop, type ShopObject } from './shop.ts';

/**
 * The whole job on a shop of microservices: its manifests are linted as files, and sent to the webhook as the API server would send
 * them. Exits non-zero where the two doors disagree.
 */
const folder = path.resolve(import.meta.dirname, '../../fixtures/shop');
const io: Io = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: folder,
  now: Date.now(),
  cores: 1,
};
// A reader that leaves early (`| head`) is no fault.
process.stdout.on('error', () => process.exit());
const FILES_ALONE = new Set(rules.filter(({ doors }) => doors === 'files').map(({ id }) => id));
const paint = painter(wantsColor(process.stdout, process.env));
const shop = await openShop(io);
say(paint.bold('At the pull-request door'), `lintel lint fixtures/shop: ${countsOf(shop)}`, '');

const world = await openWorld(shop.settings, ['.'], io);
const judged = new Map<string, readonly string[]>();
const silent = { info: () => undefined, error: (fields: object, message: string) => say(`${message} ${JSON.stringify(fields)}`) };
const webhook = await startWebhook({
  world: { ...world, onVerdict: (uid, findings) => judged.set(uid, findings.map(lineOf)) },
  log: silent,
  host: '127.0.0.1',
  port: 0,
  metricsPort: 0,
  drainMs: 0,
});
const admitted = new Map<ShopObject, Admitted>();
try {
  for (const object of shop.objects) admitted.set(object, await admit(object, webhook));
} finally {
  await webhook.close();
}

say(paint.bold('At the admission door'), `the same ${shop.objects.length} objects, each posted to /mutate and then to /validate`, '');
say(paint.dim(row('object', 'lint', 'webhook', 'findings of both')));
const disagreements = shop.objects.filter((object) => !compare(object));
const clean = shop.objects.filter((object) => object.findings.length === 0 && !disagreements.includes(object)).length;
say(paint.dim(`and ${clean} more objects, clean at both doors`), '');

showInjection();
say(
  disagreements.length === 0
    ? paint.green(`Both doors agree on all ${shop.objects.length} objects, finding by finding.`)
    : paint.red(`The doors disagree on ${disagreements.length} of ${shop.objects.length} objects.`),
);
process.exitCode = disagreements.length === 0 ? 0 : 1;

/** The lines of an object in the table; true where both doors say the same. */
function compare(object: ShopObject): boolean {
  const { allowed, lines } = replyFor(object);
  const offline = object.findings.filter(isForAdmission);
  const denied = offline.some(({ enforcement }) => enforcement === 'deny');
  const same = sorted(offline.map(lineOf)) === sorted(lines) && allowed === !denied;
  if (same && object.findings.length === 0) return true;
  const told = same ? toldOf(object.findings) : [paint.red(`not the same: ${lines.length} at admission`)];
  sayVerdicts([describeRef(refOf(object.subject)), denied ? 'denies' : 'allows', allowed ? 'allowed' : 'denied'], told);
  return same;
}

function sayVerdicts(columns: readonly [string, string, string], told: readonly string[]): void {
  for (const [index, line] of told.entries()) say(index === 0 ? row(...columns, line) : row('', '', '', line));
}

function replyFor(object: ShopObject): { readonly allowed: boolean; readonly lines: readonly string[] } {
  const answer = admitted.get(object);
  return { allowed: answer?.allowed === true, lines: judged.get(answer?.uid ?? '') ?? [] };
}

/** What the webhook injects is settled before it validates, and some rules are about files alone. */
function isForAdmission({ injected, rule }: Finding): boolean {
  return injected !== true && !FILES_ALONE.has(rule);
}

function sorted(lines: readonly string[]): string {
  return lines.toSorted().join('\n');
}

/** Each rule once; in brackets what changes no verdict. */
function toldOf(findings: readonly Finding[]): readonly string[] {
  return [...Map.groupBy(findings, toldAs)]
    .map(([told, found]) => (found.length === 1 ? told : `${told} ×${found.length}`))
    .toSorted(bracketsLast);
}

function toldAs({ rule, injected, enforcement }: Finding): string {
  if (injected === true) return '(injected)';
  if (FILES_ALONE.has(rule)) return `(${rule}, in files alone)`;
  return enforcement === 'audit' ? '(for the audit)' : rule;
}

function bracketsLast(a: string, b: string): number {
  return Number(a.startsWith('(')) - Number(b.startsWith('('));
}

/** One injection, as the patch that the webhook answers and as the edit that the linter makes. */
function showInjection(): void {
  const object = shop.objects.find((candidate) => (admitted.get(candidate)?.patch.length ?? 0) > 1);
  if (object === undefined) return;
  say(paint.bold('One injection, at both doors'), `/mutate patches ${describeRef(refOf(object.subject))}:`);
  for (const operation of admitted.get(object)?.patch ?? []) say(`  ${JSON.stringify(operation)}`);
  const { after } = fixFile(object.scanned, shop.session, 'injected');
  const { path: file, text } = object.scanned.input;
  say('', `lintel fix --injected ${file}:`, renderDiff(file, text, after, { color: paint.on }));
}

function countsOf({ objects, documents }: Shop): string {
  const findings = objects.flatMap((object) => object.findings);
  const count = (enforcement: Finding['enforcement']): number =>
    findings.filter((finding) => finding.injected !== true && finding.enforcement === enforcement).length;
  const injected = findings.filter((finding) => finding.injected === true).length;
  return `${count('deny')} findings that deny, ${count('warn')} that warn, ${count('audit')} for the audit, ${injected} left to injection; ${documents} documents`;
}

function lineOf(finding: Finding): string {
  return `${finding.rule}/${finding.messageId} ${toPointer(finding.path)} ${finding.enforcement}: ${finding.message}`;
}

function row(...[object, lint, online, rest]: readonly [string, string, string, string]): string {
  return `  ${object.slice(0, 46).padEnd(46)} ${lint.padEnd(7)} ${online.padEnd(8)} ${rest}`;
}

function say(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

function painter(on: boolean) {
  const style = (code: number) => (text: string) => (on ? `\u001B[${code}m${text}\u001B[0m` : text);
  return { on, bold: style(1), dim: style(2), red: style(31), green: style(32) };
}
