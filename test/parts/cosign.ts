import { execFileSync } from 'node:child_process';
import { built } from './built.ts';

/** The program that signs images, of one generation. */
export interface Cosign {
  readonly generation: 2 | 3;
  /** As it says it itself, without the `v`: `2.6.5`. */
  readonly version: string;
  readonly file: string;
}

/** The programs in COSIGN2 and COSIGN3, else those that Go builds from modules. A generation that cannot be had is not in the list. */
export function findCosigns(): readonly Cosign[] {
  return BUILT.flatMap(({ generation, version }) => {
    const { [`COSIGN${generation}`]: given = '' } = process.env;
    const main = `github.com/sigstore/cosign/v${generation}/cmd/cosign`;
    const file = given === '' ? built(`cosign-${generation}`, 'cosign', main, version) : given;
    return file === undefined ? [] : [{ generation, version: versionOf(file), file }];
  });
}

function versionOf(file: string): string {
  const printed = execFileSync(file, ['version'], { encoding: 'utf8' });
  const version = /^GitVersion:\s+v(?<version>\d+\.\d+\.\d+\S*)/mu.exec(printed)?.groups?.['version'];
  if (version === undefined) throw new Error(`${file} version names no version`);
  return version;
}

const BUILT = [
  { generation: 2, version: '2.6.5' },
  { generation: 3, version: '3.1.3' },
] as const;
