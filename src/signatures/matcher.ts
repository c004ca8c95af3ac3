import { RE2JS } from 're2js';

/** What a text has to be: exactly this, or matched from end to end by a pattern in RE2's syntax, which is linear in time. */
export type Matcher =
  | { readonly is: 'exact'; readonly text: string }
  | { readonly is: 'pattern'; readonly source: string; readonly pattern: RE2JS };

/** Throws a TypeError where the text is empty: what everything satisfies is no identity. */
export function exactly(text: string): Matcher {
  if (text === '') throw new TypeError('an empty text matches nothing that is signed');
  return { is: 'exact', text };
}

/** Throws a TypeError that says what is wrong with the pattern. It is anchored at both ends, and `.` matches no line break. */
export function matching(source: string): Matcher {
  if (source === '') throw new TypeError('an empty pattern matches nothing that is signed');
  try {
    return { is: 'pattern', source, pattern: RE2JS.compile(source) };
  } catch (error) {
    throw new TypeError(
      `${JSON.stringify(source)} is no pattern in RE2's syntax: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

export function matches(matcher: Matcher, text: string | undefined): boolean {
  if (text === undefined) return false;
  return matcher.is === 'exact' ? matcher.text === text : matcher.pattern.matches(text);
}

export function describeMatcher(matcher: Matcher): string {
  return matcher.is === 'exact' ? JSON.stringify(matcher.text) : `/${matcher.source}/`;
}
