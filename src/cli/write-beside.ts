import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../sources/failure.ts';
import { replaceFile } from '../sources/write.ts';
import { CommandFailure } from './failure.ts';
import { EXIT } from './io.ts';

/** Writes a file beside the settings, or puts another text into it. */
export async function writeBeside(folder: string, name: string, text: string): Promise<void> {
  const file = path.resolve(folder, name);
  try {
    await (existsSync(file) ? replaceFile(file, text) : writeFile(file, text));
  } catch (error) {
    throw new CommandFailure(EXIT.internal, `${name} could not be written: ${messageOf(error)}.`);
  }
}
