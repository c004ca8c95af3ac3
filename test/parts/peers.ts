import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { built, CACHE } from './built.ts';

/** A policy engine of another project. */
export interface PeerParts {
  readonly version: string;
  readonly program: string;
  /** Its own sources, which hold the definitions of its kinds. */
  readonly sources: string;
}

/** Each undefined, and told, where it cannot be had. */
export function findKyverno(): PeerParts | undefined {
  return fromGo('kyverno', '1.19.1', 'github.com/kyverno/kyverno', '/cmd/kyverno');
}

export function findGatekeeper(): PeerParts | undefined {
  return fromGo('gatekeeper', '3.23.1', 'github.com/open-policy-agent/gatekeeper/v3', '');
}

/** From npm, as the lock file beside this file pins it: its `program` is the command that builds a module of policies. */
export function findPepr(): PeerParts | undefined {
  const folder = join(CACHE, `pepr-${PEPR}`);
  // Made last: without it, what is there is half of it.
  const done = join(folder, 'done');
  const parts = { version: PEPR, program: join(folder, 'node_modules/.bin/pepr'), sources: folder };
  if (existsSync(done)) return parts;
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(import.meta.dirname, 'pepr', file), join(folder, file));
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'pipe' });
    writeFileSync(done, '');
    return parts;
  } catch (error) {
    console.warn(`pepr ${PEPR} could not be had from npm: ${String(error)}`);
    return undefined;
  }
}

function fromGo(name: string, version: string, module: string, main: string): PeerParts | undefined {
  const program = built(name, name, `${module}${main}`, version);
  if (program === undefined) return undefined;
  try {
    const options = { cwd: join(import.meta.dirname, name), encoding: 'utf8', stdio: 'pipe' } as const;
    const { Dir: sources }: { readonly Dir: string } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], options));
    return { version, program, sources };
  } catch (error) {
    console.warn(`the definitions of ${name} ${version} could not be had from the Go module ${module}: ${String(error)}`);
    return undefined;
  }
}

const PEPR = '1.1.4';
