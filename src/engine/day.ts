/** The end of a day, 24:00 UTC, in milliseconds since the epoch; undefined for what is no day of the calendar, as 2026-02-30. */
export function endOfDay(text: string): number | undefined {
  const [year, month, day] = (DAY.exec(text) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const start = Date.UTC(year, month - 1, day);
  return new Date(start).toISOString().startsWith(text) ? start + MILLISECONDS_A_DAY : undefined;
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/u;
const MILLISECONDS_A_DAY = 86_400_000;
