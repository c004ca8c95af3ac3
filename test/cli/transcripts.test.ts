import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOf, run, type Files } from './run.ts';

/**
 * What a person sees: files and a command in, streams, changed files and an exit code out. `UPDATE=1` writes the outcome anew.
 * A section begins at `==== name ====`, a file at `---- name ----`.
 */
const FOLDER = path.join(import.meta.dirname, 'transcripts');

describe('transcripts', () => {
  test.each(readdirSync(FOLDER))('%s', async (name) => {
    const file = path.join(FOLDER, name);
    const given = readFileSync(file, 'utf8');
    const sections = sectionsOf(given);
    const told = await tell(sections);
    if (process.env['UPDATE'] === '1') writeFileSync(file, told);
    else expect(told).toBe(given);
  });
});

async function tell(sections: ReadonlyMap<string, string>): Promise<string> {
  const files = filesOf(sections.get('files') ?? '');
  const cwd = folderOf(files);
  const line = sections.get('command')?.trim() ?? '';
  const stdin = sections.get('stdin');
  const { code, stdout, stderr } = await run(wordsOf(line), { cwd, ...(stdin !== undefined && { stdin }) });
  const changed = Object.keys(files)
    .map((file) => ({ file, text: readFileSync(path.join(cwd, file), 'utf8') }))
    .filter(({ file, text }) => files[file] !== text);
  return [
    section('files', sections.get('files') ?? ''),
    ...(stdin === undefined ? [] : [section('stdin', stdin)]),
    section('command', `${line}\n`),
    section('stdout', stdout),
    section('stderr', stderr),
    ...(changed.length === 0 ? [] : [section('changed', changed.map(({ file, text }) => `---- ${file} ----\n${text}`).join(''))]),
    section('exit', `${code}\n`),
  ].join('');
}

/** Whatever a command says ends in a newline, so that nothing is lost here. */
function section(name: string, text: string): string {
  expect(text).toMatch(/^$|\n$/u);
  return `==== ${name} ====\n${text}`;
}

function sectionsOf(text: string): ReadonlyMap<string, string> {
  return new Map(pieces(text, /^==== (?<name>.+) ====\n/mu));
}

function filesOf(text: string): Files {
  return Object.fromEntries(pieces(text, /^---- (?<name>.+) ----\n/mu));
}

function pieces(text: string, mark: RegExp): readonly (readonly [name: string, text: string])[] {
  const [, ...parts] = text.split(mark);
  return parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? ''] as const] : []));
}

function wordsOf(line: string): readonly string[] {
  const [program, ...args] = line.split(/\s+/u);
  expect(program).toBe('lintel');
  return args;
}
