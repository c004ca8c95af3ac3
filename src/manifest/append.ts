import { equalJson } from '../engine/json.ts';
import type { Resource } from '../engine/resource.ts';
import { printDocument } from './print.ts';
import { readManifest } from './read.ts';
import type { Spliced } from './splice.ts';

/**
 * Adds a resource to the end of a file, as a document of its own, and keeps every byte before it. The text is read back: a file
 * that would not say the same as before, and the resource after it, is left alone.
 */
export function append(text: string, resource: Resource): Spliced {
  if (/^\uFEFF?\s*\{/u.test(text)) return { refused: 'a file of JSON holds no further document; write the object into a file of its own' };
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const ended = text === '' || text.endsWith('\n') ? text : text + eol;
  const changed = `${ended}---${eol}${printDocument(resource, { eol, step: 2, json: false }).join(eol)}${eol}`;
  const wanted = [...resourcesOf(text), resource];
  const found = resourcesOf(changed);
  if (found.length === wanted.length && wanted.every((one, index) => equalJson(one, found[index]))) return { text: changed };
  return { refused: 'the file would not be read as before with a document added at its end' };
}

function resourcesOf(text: string): readonly Resource[] {
  return readManifest(text).resources.map(({ resource }) => resource);
}
