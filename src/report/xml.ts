/** An element of an XML 1.0 document; children are elements or text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children?: readonly (XmlElement | string)[];
}

/** A document with one element per line; an element that holds text is kept on its own lines, as white space counts there. */
export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementLines(root, '').join('\n')}\n`;
}

function elementLines({ name, attributes, children = [] }: XmlElement, indent: string): readonly string[] {
  const pairs = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${attributeText(value)}"`]));
  const start = `${indent}<${name}${pairs.join('')}`;
  if (children.length === 0) return [`${start}/>`];
  const [text] = children;
  if (typeof text === 'string') return [`${start}>${contentText(text)}</${name}>`];
  const inner = children.flatMap((child) => (typeof child === 'string' ? [] : elementLines(child, `${indent}  `)));
  return [`${start}>`, ...inner, `${indent}</${name}>`];
}

/** A parser turns a bare line end within an attribute into a space. */
function attributeText(value: string | number): string {
  return contentText(String(value))
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll(/[\t\n]/gu, (character) => `&#${character.charCodeAt(0)};`);
}

function contentText(text: string): string {
  return text.replaceAll(ILLEGAL, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}

/** What is no Char of XML 1.0, not even as a reference. */
const ILLEGAL = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
