import { RE2JS } from 're2js';

/** Whether a text holds one of the patterns (RE2, unanchored, without case). The settings refuse what RE2 does not read. */
export function anyPattern(patterns: readonly string[]): (text: string) => boolean {
  // Compiled at the first text, which most runs never come to: it would be the dearest part of a start.
  let read: readonly RE2JS[] | undefined;
  return (text) => {
    read ??= patterns.map((pattern) => RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE));
    return read.some((pattern) => pattern.matcher(text).find());
  };
}
