import { readFileSync } from 'node:fs';
import { messageOf } from './failure.ts';

/** The text of a file, or why there is none. */
export type SourceText = { readonly text: string } | { readonly code: 'unreadable' | 'not-utf8' | 'too-large'; readonly message: string };

/** `bytes`: what is known of its size, so that what is too large is not read at all. */
export function readSource(absolute: string, bytes = 0): SourceText {
  if (bytes > LARGEST) return TOO_LARGE;
  try {
    return decode(readFileSync(absolute));
  } catch (error) {
    return { code: 'unreadable', message: `Cannot be read: ${messageOf(error)}. Check the path and its permissions.` };
  }
}

/** All of a stream, up to the limit. */
export async function readStream(stream: AsyncIterable<Uint8Array | string>): Promise<SourceText> {
  try {
    return await readChunks(stream);
  } catch (error) {
    return { code: 'unreadable', message: `Cannot be read: ${messageOf(error)}. Pipe manifests in, or name their files.` };
  }
}

async function readChunks(stream: AsyncIterable<Uint8Array | string>): Promise<SourceText> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > LARGEST) return TOO_LARGE;
    chunks.push(bytes);
  }
  return decode(Buffer.concat(chunks));
}

function decode(bytes: Uint8Array): SourceText {
  if (bytes.length > LARGEST) return TOO_LARGE;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { code: 'not-utf8', message: 'Not UTF-8 text. Kubernetes reads manifests as UTF-8: convert the file.' };
  }
}

const LARGEST = 64 * 1024 * 1024;
const TOO_LARGE: SourceText = { code: 'too-large', message: 'Larger than 64 MiB. Split the file.' };
