import { endOfDay } from './day.ts';

/** What a submitter writes beside an object to let a finding pass: `<rule> -- <reason> [until YYYY-MM-DD]`. */
export interface Suppression {
  readonly rule: string;
  readonly reason: string;
  /** Milliseconds since the epoch, the first moment at which it no longer counts: a date ends at 24:00 UTC. */
  readonly until: number | undefined;
}

export type SuppressionFault = 'no-rule' | 'no-reason' | 'no-date';

/** A suppression, or why the text is none. */
export function parseSuppression(text: string): Suppression | { readonly fault: SuppressionFault } {
  const [rule = '', ...rest] = text.split('--');
  if (!RULE.test(rule.trim())) return { fault: 'no-rule' };
  const words = rest.join('--').trim();
  const date = UNTIL.exec(words)?.[1];
  const reason = words.replace(UNTIL, '').trim();
  if (!/[\p{L}\p{N}]/u.test(reason)) return { fault: 'no-reason' };
  const until = date === undefined ? undefined : endOfDay(date);
  return date !== undefined && until === undefined ? { fault: 'no-date' } : { rule: rule.trim(), reason, until };
}

const RULE = /^[a-z\d][\w./-]*$/u;
/** Only what begins like a date: a reason may well say "until the next release". */
const UNTIL = /(?:^|\s)until\s+(\d\S*)$/u;
