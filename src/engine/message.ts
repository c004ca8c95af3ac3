/** Fills `{{name}}` from data; a name without data stays as it is, so that a mistake shows. */
export function fillMessage(template = '', data: Readonly<Record<string, string | number>> = {}): string {
  return template.replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) =>
    Object.hasOwn(data, name) ? printable(String(data[name])) : whole,
  );
}

/** Control characters could forge log lines or move a terminal's cursor: they are shown, not sent. */
function printable(value: string): string {
  const shown = value.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`);
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST).replace(HALF_A_CHARACTER, '')}…` : shown;
}

const LONGEST = 300;
const HALF_A_CHARACTER = /\p{Cs}$/u;
