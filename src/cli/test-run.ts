import type { ReportProblem } from '../report/report.ts';
import type { Difference, Fixture } from './harness.ts';
import type { SessionSpec } from './session.ts';
import { stoppedProblem } from './stopped.ts';
import { Thread, type Watched } from './thread.ts';

/** A rule and its fixtures. */
export interface Suite {
  readonly id: string;
  /** Where the fixtures should stand, as the user names it. */
  readonly folder: string;
  readonly fixtures: readonly Fixture[];
}

/** What a thread that runs fixtures is started with. */
export interface TestTask {
  readonly policies: Pick<SessionSpec, 'policyFiles' | 'policyTexts'>;
  readonly watch?: Watched;
}

/** What a suite came to: differences, or a rule that had to be stopped. */
export type Tested = { readonly differences: readonly Difference[] } | { readonly stop: ReportProblem };

/** Runs suites one by one where somebody watches: a rule that never ends takes its own suite with it, and no other. */
export async function testWatched(
  suites: readonly Suite[],
  policies: TestTask['policies'],
  ruleTimeoutMs: number,
): Promise<readonly Tested[]> {
  const start = (): Thread => new Thread('test-thread', { policies }, { allowedMs: ruleTimeoutMs, megabytes: MEMORY });
  const tested: Tested[] = [];
  let thread = start();
  try {
    for (const suite of suites) {
      thread.tell(suite);
      const said = await thread.answer('tested', () => undefined);
      if (said.is === 'tested') tested.push({ differences: said.differences });
      else {
        tested.push({ stop: { ...stoppedProblem(said, ruleTimeoutMs / 1000, LACKING) } });
        await thread.stop();
        thread = start();
      }
    }
  } finally {
    await thread.stop();
  }
  return tested;
}

const LACKING = 'its other fixtures were not tested';
const MEMORY = 1024;
