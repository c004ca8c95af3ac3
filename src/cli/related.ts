import type { Related } from '../engine/rule.ts';
import { Locator } from '../manifest/locate.ts';
import type { Manifest } from '../manifest/document.ts';
import { readManifest } from '../manifest/read.ts';
import type { LocatedRelated } from '../report/report.ts';
import { fileOfDocument, isDocument } from './examine.ts';

/** Finds where the other ends of findings stand. They may be in any file, judged by any thread: so the file is read once more. */
export class Places {
  readonly #readText: (file: string) => Promise<string>;
  readonly #files = new Map<string, Promise<OpenFile | undefined>>();

  constructor(readText: (file: string) => Promise<string>) {
    this.#readText = readText;
  }

  async locate({ resource, path, document }: Related): Promise<LocatedRelated> {
    if (document === undefined) return { resource, path };
    const file = fileOfDocument(document);
    const open = await this.#open(file);
    const found = open?.manifest.resources.find((candidate) => isDocument(document, candidate));
    if (open === undefined || found === undefined) return { resource, path };
    return { resource, path, location: { file, ...open.locator.rangeOf(found, path) } };
  }

  #open(file: string): Promise<OpenFile | undefined> {
    const known = this.#files.get(file) ?? this.#read(file);
    this.#files.set(file, known);
    return known;
  }

  /** A file that is gone by now leaves its place unsaid. */
  async #read(file: string): Promise<OpenFile | undefined> {
    try {
      const text = await this.#readText(file);
      return { manifest: readManifest(text), locator: new Locator(text) };
    } catch {
      return undefined;
    }
  }
}

interface OpenFile {
  readonly manifest: Manifest;
  readonly locator: Locator;
}
