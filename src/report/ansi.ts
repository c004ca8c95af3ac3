/** Styles of a terminal, or the plain text where colour is off. */
export interface Paint {
  (style: Style, text: string): string;
}

export type Style = keyof typeof CODES;

export function painter(color: boolean): Paint {
  if (!color) return (_style, text) => text;
  return (style, text) => (text === '' ? '' : `\u001B[${CODES[style][0]}m${text}\u001B[${CODES[style][1]}m`);
}

/** SGR parameters that begin and end a style (ECMA-48, 8.3.117). */
const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  underline: [4, 24],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
} as const;
