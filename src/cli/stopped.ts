import type { ReportProblem } from '../report/report.ts';
import { fileOfDocument } from './examine.ts';
import type { ThreadStopped } from './thread.ts';

/** A rule that was stopped, as a problem of the run; `lacking` says what is missing for it. Never a silent gap. */
export function stoppedProblem(stopped: ThreadStopped, seconds: number, lacking: string): ReportProblem {
  const { reason, rules, about } = stopped;
  const [, object = ''] = about.split('\n');
  const named = `${rules.length === 1 ? 'Rule' : 'Rules'} ${rules.join(', ')}`;
  const did =
    reason === 'timeout'
      ? `did not finish with ${object} within ${seconds} s`
      : `took a thread down with ${object} (out of memory, or ended by the rule itself)`;
  const more = reason === 'timeout' ? ' (--rule-timeout gives it more time)' : '';
  const message = `${named} ${did}, and the run went on without: ${lacking}. Mend the rule, or switch it off until then${more}.`;
  return { file: fileOfStop(stopped) ?? '.', line: 1, column: 1, code: CODES[reason], message, level: 'error' };
}

/** The file of the object that a rule was stopped at. */
export function fileOfStop({ about }: ThreadStopped): string | undefined {
  const [document = ''] = about.split('\n');
  return document === '' ? undefined : fileOfDocument(document);
}

const CODES = { timeout: 'rule-timeout', crash: 'rule-crashed' } as const;
