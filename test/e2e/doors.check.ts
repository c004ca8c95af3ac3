import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { rules } from '../../policies/index.ts';
import type { ScannedSubject } from '../../src/cli/examine.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { asString, member } from '../../src/engine/json.ts';
import { offline, realFolders, rewritten, told, worldOf } from '../realms.ts';
import { askedAboutAll, withAllRules } from './all-rules.ts';
import type { Reply } from './client.ts';
import { asNew, completed } from './completed.ts';
import { onGround } from './ground.ts';
import { openRealms, type OpenRealms } from './open-realms.ts';
import { staysOut } from './stays-out.ts';

/**
 * One verdict: what lint says of a file as it is written is what the webhook says of the review that a real API server makes of its
 * object, rule by rule and path by path, with every rule on. No list of tolerated differences. Fixtures leave out what their rule is not
 * about, and the API server refuses most of them: so they are compared completed as well.
 */
onGround('both doors', 'newest', (ground) => {
  const folders = realFolders();
  const fixtures = folders.filter((folder) => rules.some(({ id }) => id === path.basename(folder)));
  const rows = [...folders.map((folder) => [folder, 'as written'] as const), ...fixtures.map((folder) => [folder, 'completed'] as const)];
  let open: OpenRealms;

  beforeAll(async () => {
    open = await openRealms(folders, { settle: withAllRules, registered: askedAboutAll }, ground());
    return async () => await open.close();
  }, 600_000);

  test.each(rows)('%s, %s', { timeout: 600_000 }, async (folder, how) => {
    const tally: Tally = { same: 0, findings: 0, refused: new Map(), unasked: 0, differences: [] };
    for (const found of open.realms.get(folder) ?? []) {
      const realm = rewritten(found, how === 'completed' ? completed : asNew);
      open.door.world = worldOf(realm);
      for (const file of realm.files)
        for (const one of file.subjects) await compare(one, inOrder(offline(realm, file, one)), file.input.path, tally);
    }
    expect(tally.differences).toEqual([]);
    const refused = Array.from(tally.refused, ([reason, count]) => `${count} ${reason}`).join(', ');
    console.log(
      `${path.basename(folder)}, ${how}: ${tally.same} objects, ${tally.findings} findings, the same at both doors` +
        `${tally.unasked > 0 ? `; ${tally.unasked} where the webhook stays out` : ''}${refused === '' ? '' : `; refused by the API server: ${refused}`}`,
    );
  });

  async function compare({ subject }: ScannedSubject, expected: readonly string[], file: string, tally: Tally): Promise<void> {
    const to = open.inventory.pathOf(subject);
    if (to === undefined) return refuse(tally, 'of unknown kinds');
    const { recorder, admin } = ground();
    recorder.exchanges.length = 0;
    const reply = await admin.post(`${to}?dryRun=All&fieldValidation=Strict`, subject.resource);
    const reason = refusal(reply);
    if (reason !== undefined) return refuse(tally, reason);
    const replies = recorder.exchanges.map(({ entry, request, response }) => {
      const findings = open.door.findings.get(asString(member(request, 'uid')) ?? '') ?? [];
      const denied =
        entry === '/validate/deny' && findings.some(({ enforcement, exempt }) => enforcement === 'deny' && exempt === undefined);
      return { entry, told: inOrder(findings), follows: member(response, 'allowed') === !denied };
    });
    if (staysOut(subject)) {
      tally.unasked += 1;
      if (replies.length > 0) tally.differences.push(`${file} ${subject.name}: the webhook was asked, and should stay out`);
      return;
    }
    const online = replies.length === 0 ? [{ entry: 'nobody was asked', told: [], follows: true }] : replies;
    tally.same += 1;
    tally.findings += expected.length;
    for (const { entry, told, follows } of online) {
      if (!follows) tally.differences.push(`${file} ${subject.name}: the reply of ${entry} does not follow from its findings`);
      if (told.join('\n') !== expected.join('\n'))
        tally.differences.push(
          [file, subject.kind, subject.name, entry, ...only('lint', expected, told), ...only('webhook', told, expected)].join('\n  '),
        );
    }
  }
});

interface Tally {
  /** Objects that were compared. */
  same: number;
  findings: number;
  /** By reason. */
  readonly refused: Map<string, number>;
  unasked: number;
  readonly differences: string[];
}

function refuse({ refused }: Tally, reason: string): void {
  refused.set(reason, (refused.get(reason) ?? 0) + 1);
}

/** Why the API server itself does not take an object; what the webhook denies, or what is there already, was judged before. */
function refusal({ status, body }: Reply): string | undefined {
  const message = asString(member(body, 'message')) ?? '';
  if (status === 201 || status === 409 || message.startsWith('admission webhook "deny.lintel.dev" denied the request')) return undefined;
  return asString(member(body, 'reason')) ?? String(status);
}

/** The API server sorts the keys of maps, and findings come in their order. */
function inOrder(findings: readonly Finding[]): readonly string[] {
  return findings.map(told).toSorted();
}

function only(door: string, these: readonly string[], those: readonly string[]): readonly string[] {
  return these.filter((line) => !those.includes(line)).map((line) => `${door} alone: ${line}`);
}
