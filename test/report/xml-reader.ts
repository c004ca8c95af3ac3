/** An element as read back; a document that is not well-formed throws. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Reads the XML that Lintel writes, and nothing looser: no comments, no CDATA, no unescaped markup, no character that XML 1.0 forbids. */
export function readXml(document: string): Element {
  if (FORBIDDEN.test(document)) throw new Error('A character that XML 1.0 forbids.');
  const body = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n([\s\S]*)$/u.exec(document)?.[1];
  if (body === undefined) throw new Error('No XML declaration.');
  const top: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  for (const [token, close, name, attributes, empty] of body.matchAll(TOKEN)) {
    const parent = open.at(-1)!;
    if (name === undefined) parent.text += decoded(token);
    else if (close === '/') expectName(open.pop()!, name);
    else {
      const element: Element = { name, attributes: readAttributes(attributes ?? ''), children: [], text: '' };
      parent.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  if (body.replaceAll(TOKEN, '') !== '') throw new Error('Something that is neither a tag nor text.');
  if (open.length !== 1 || top.children.length !== 1 || top.text.trim() !== '') throw new Error('Not one closed root.');
  return top.children[0]!;
}

export function elementsOf(element: Element, name: string): readonly Element[] {
  return [...(element.name === name ? [element] : []), ...element.children.flatMap((child) => elementsOf(child, name))];
}

function expectName(element: Element, name: string): void {
  if (element.name !== name) throw new Error(`</${name}> closes <${element.name}>.`);
}

function readAttributes(text: string): Record<string, string> {
  if (text.replaceAll(ATTRIBUTE, '') !== '') throw new Error(`Not attributes: ${text}`);
  const pairs = [...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, decoded(value)] as const);
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error(`An attribute twice: ${text}`);
  return Object.fromEntries(pairs);
}

function decoded(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/u.test(text)) throw new Error(`A bare ampersand: ${text}`);
  return text.replaceAll(/&(?:#(\d+)|(\w+));/gu, (_all, code?: string, name = '') =>
    code === undefined ? (NAMED[name] ?? '') : String.fromCodePoint(Number(code)),
  );
}

const TOKEN = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|[^<]+/gu;
const ATTRIBUTE = / ([a-z]+)="([^"<]*)"/gu;
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
