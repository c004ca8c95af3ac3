import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renderJson } from '../report/json.ts';
import type { FormatName } from '../report/formats.ts';
import type { Report } from '../report/report.ts';
import { renderText, type ReportTextOptions } from '../report/text.ts';
import { messageOf } from '../sources/failure.ts';
import { CommandFailure } from './failure.ts';
import { EXIT, wantsColor, widthOf, write, type Io } from './io.ts';
import { BUILT_IN } from './session.ts';
import { version } from './version.ts';

/** A format, and the file that it goes to; without one it goes to standard output. */
export interface Output {
  readonly format: FormatName;
  readonly file?: string;
}

const FORMATS = ['text', 'oneline', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown'] as const satisfies readonly FormatName[];

/** What `--format` flags ask for: `text`, `json`, `json=out.json`; several at once, at most one of them to standard output. */
export function readOutputs(given: readonly string[]): readonly Output[] {
  const outputs = (given.length === 0 ? ['text'] : given).map(readOutput);
  if (outputs.filter(({ file }) => file === undefined).length > 1) {
    throw new CommandFailure(EXIT.usage, 'Only one --format can go to standard output. Give the others a file: --format json=out.json');
  }
  return outputs;
}

function readOutput(text: string): Output {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const format = FORMATS.find((known) => known === name);
  if (format === undefined)
    throw new CommandFailure(
      EXIT.usage,
      `--format takes ${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)}, perhaps with =FILE, not "${text}".`,
    );
  if (equals === text.length - 1) throw new CommandFailure(EXIT.usage, `--format ${text} names no file behind the "=".`);
  return { format, ...(equals >= 0 && { file: text.slice(equals + 1) }) };
}

export async function writeReport(report: Report, outputs: readonly Output[], io: Io): Promise<void> {
  for (const { format, file } of outputs) {
    const text = await render(report, format, textOptions(file, io));
    if (file === undefined) await write(io.stdout, text);
    else await writeFileAt(path.resolve(io.cwd, file), file, text);
  }
}

/** The two formats that most runs want need nothing of the others. */
async function render(report: Report, format: FormatName, options: ReportTextOptions): Promise<string> {
  if (format === 'json') return renderJson(report);
  if (format === 'text') return renderText(report, options);
  const { FORMATS: renderers } = await import('../report/formats.ts');
  return renderers[format](report, { ...options, version: await version(), rules: BUILT_IN.rules });
}

function textOptions(file: string | undefined, io: Io) {
  const stream = file === undefined ? io.stdout : {};
  return { color: wantsColor(stream, io.env), width: widthOf(stream, io.env), links: true };
}

async function writeFileAt(absolute: string, shown: string, text: string): Promise<void> {
  try {
    await writeFile(absolute, text);
  } catch (error) {
    throw new CommandFailure(
      EXIT.internal,
      `The report could not be written to ${shown}: ${messageOf(error)}. Nothing of it can be relied on.`,
    );
  }
}
