import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The licence texts of all packages that files of a bundle come from: to pass on their code is to pass these on too. */
export async function licencesOf(inputs: readonly string[], root: string): Promise<string> {
  const folders = new Set(inputs.flatMap((input) => PACKAGE.exec(input)?.groups?.['folder'] ?? []));
  const texts = await Promise.all([...folders].sort().map((folder) => licenceOf(path.join(root, folder))));
  return [INTRODUCTION, ...texts].join(`\n${'-'.repeat(80)}\n\n`);
}

async function licenceOf(folder: string): Promise<string> {
  const about = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as About;
  const holder = path.join(folder, TEXTS_OF[about.name] ?? '');
  const files = (await readdir(holder)).filter((name) => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/iu.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(path.join(holder, name), 'utf8')));
  const title = `${about.name} ${about.version} (${about.license})\n`;
  return [title, ...(texts.length === 0 ? [unaccompanied(about)] : texts.map((text) => `${text.trim()}\n`))].join('\n');
}

/** A few packages name their licence without its text; a new one has to be looked at before it is shipped. */
function unaccompanied({ name, license, author }: About): string {
  const holder = typeof author === 'string' ? author : author?.name;
  if (license !== 'MIT' || holder === undefined)
    throw new Error(`${name} carries no licence text (${license}); find its text, and add it to test/package/licences.ts`);
  return MIT.replace('{{holder}}', holder);
}

interface About {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly author?: string | { readonly name: string };
}

/** Packages of one repository, of which one forgot its copy of the licence; from their own folder. */
const TEXTS_OF: Readonly<Record<string, string>> = { '@sigstore/verify': '../core' };

/** The innermost package: `node_modules/a/node_modules/@b/c/...` is of `@b/c`. */
const PACKAGE = /^(?<folder>(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//u;

const INTRODUCTION =
  'Lintel is licensed under Apache-2.0 (see LICENSE). Its files hold code of the packages below, under their own licences.\n';
const MIT = `Copyright (c) {{holder}}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;
