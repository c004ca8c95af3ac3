/** A duration of the settings (`90s`, `15m`, `12h`, `7d`) in seconds; undefined for what is none. */
export function secondsOf(duration: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,9})([smhd])$/u.exec(duration) ?? [];
  const seconds = UNITS.get(unit);
  return digits === undefined || seconds === undefined ? undefined : Number(digits) * seconds;
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);
