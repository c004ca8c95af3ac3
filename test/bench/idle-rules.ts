import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { rules } from '../../policies/index.ts';
import { packs } from '../../policies/packs/index.ts';
import { gather } from '../../src/cli/collect.ts';
import { judge, scan, type Input } from '../../src/cli/examine.ts';
import type { Session } from '../../src/cli/session.ts';
import { NO_IMAGES } from '../../src/engine/images.ts';
import { compilePlan, type Door } from '../../src/engine/plan.ts';
import type { RuleInstance } from '../../src/engine/policy.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import { factsOf } from '../../src/facts/extract.ts';
import { FactIndex } from '../../src/facts/fact-index.ts';
import { kubernetesModel } from '../../src/kube/model.ts';
import { compile } from '../../src/settings/compile.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import { respond, type Desk } from '../../src/webhook/respond.ts';
import type { Bench, Measure, Row } from './measure.ts';
import { compare, inTurns, milliseconds, rowOf } from './ratio.ts';
import { reviewText } from './review.ts';

/** A thousand rules about kinds that do not occur, at both doors in this process: what does not concern an object costs it nothing. */
export const idleRules: Measure = {
  name: 'idle-rules',
  async run(bench: Bench): Promise<readonly Row[]> {
    const inputs = await shopInputs();
    const rows: Row[] = [];
    const measure = async (name: string, work: (added: readonly AnyRule[]) => () => void): Promise<void> => {
      const more = work(MADE_UP);
      const fewer = work([]);
      for (let warm = 0; warm < 3; warm++) void (timed(more) + timed(fewer));
      const pairs = await inTurns(
        bench.quick ? 5 : 41,
        () => timed(more),
        () => timed(fewer),
      );
      rows.push(
        rowOf(
          name,
          compare(pairs, (ms) => ms),
          milliseconds,
          { atMost: 1.05 },
        ),
      );
    };
    await measure(`${MADE_UP.length} idle rules, lint / without`, (added) => () => lintAll(inputs, added));
    await measure(`${MADE_UP.length} idle rules, admission / without`, (added) => {
      const desk = deskWith(added);
      const review = reviewText(true);
      return () => {
        for (let times = 0; times < 1000; times++) respond(review, 'all', desk);
      };
    });
    return rows;
  },
};

/** In time of this thread, since what is looked for is smaller than what other processes take. */
function timed(work: () => void): number {
  const begun = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(begun);
  return (user + system) / 1000;
}

/** The session is opened outside: a thousand rules take their time to compile, once. */
const sessions = new Map<readonly AnyRule[], Session>();

function lintAll(inputs: readonly Input[], added: readonly AnyRule[]): void {
  const session = sessions.get(added) ?? sessionWith(added, 'files');
  sessions.set(added, session);
  for (let times = 0; times < 5; times++) {
    const scanned = inputs.map((input) => scan(input, session));
    for (const { extracts } of scanned) for (const extract of extracts) session.index.insert(extract);
    for (const one of scanned) judge(one, session);
  }
}

function deskWith(added: readonly AnyRule[]): Desk {
  const { plan, index } = sessionWith(added, 'admission');
  const log = { info: () => undefined, error: () => undefined };
  return { world: { plan, model: kubernetesModel, facts: index, declared: [], now: () => 0 }, log, metrics: createMetrics() };
}

function sessionWith(added: readonly AnyRule[], door: Door): Session {
  const { policy, workloads } = compile({}, { rules, packs });
  const more = added.map((rule): RuleInstance => ({ rule, setting: { severity: rule.severity, parameters: {} }, injected: false }));
  const plan = compilePlan({ ...policy, rules: [...more, ...policy.rules] }, door);
  const tools = { digest: (text: string) => text };
  const suppressions = {
    known: new Set<string>(),
    active: new Set<string>(),
    policy: { annotation: false, never: new Set<string>() },
    now: 0,
  };
  const index = new FactIndex(factsOf(plan.rules), tools);
  return { plan, workloads, now: 0, tools, images: NO_IMAGES, suppressions, replacements: false, index };
}

async function shopInputs(): Promise<readonly Input[]> {
  const folder = path.resolve(import.meta.dirname, '../../fixtures/shop');
  const { stdin, stdout, stderr } = process;
  const { work } = await gather(['.'], [], { folder, raw: {} }, { stdin, stdout, stderr, env: {}, cwd: folder, now: 0, cores: 1 });
  return await Promise.all(
    work.map(async (item) => ({
      path: item.path,
      settingsPath: item.settingsPath,
      text: await readFile(path.join(folder, item.path), 'utf8'),
      context: false,
    })),
  );
}

/** Every tenth also has a fact of its own. */
const MADE_UP: readonly AnyRule[] = Array.from({ length: 1000 }, (_, number): AnyRule => {
  const kinds = [{ group: `made-up-${number % 100}.example`, kind: `Thing${number}` }];
  return {
    id: `made-up-${number}`,
    category: 'metadata',
    severity: 'error',
    since: '0.1.0',
    summary: 'A rule about things that there are not.',
    why: 'To see what it costs.',
    whenNot: 'Always.',
    messages: { wrong: 'Wrong.' },
    match: { kinds },
    ...(number % 10 === 0 && { facts: [{ id: `made-up-${number}`, kinds, extract: () => [{ key: 'a', value: 1 }] }] }),
    check: () => [{ message: 'wrong', at: [] }],
  };
});
