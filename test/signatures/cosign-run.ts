import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { field, type Json } from '../../src/signatures/strict-json.ts';
import type { Cosign } from '../parts/cosign.ts';

export interface Outcome {
  readonly ok: boolean;
  /** What it printed, for people. */
  readonly told: string;
}

/** Runs cosign in a folder that is all of its world: its home, its keys, and whom it trusts. */
export async function runCosign(
  { file }: Cosign,
  args: readonly string[],
  folder: string,
  trust: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  return await new Promise((resolve) => {
    const env = { ...trust, HOME: folder, COSIGN_PASSWORD: '', COSIGN_EXPERIMENTAL: '1', PATH: '', TUF_MIRROR: 'http://127.0.0.1:1' };
    execFile(file, args, { cwd: folder, env, encoding: 'utf8', timeout: LONGEST }, (error, stdout, stderr) => {
      resolve({ ok: error === null, told: `${stdout}${stderr}` });
    });
  });
}

/** Whom cosign trusts where it takes no trusted root: the same in files. */
export function trustFiles(root: Json, folder: string): NodeJS.ProcessEnv {
  return Object.fromEntries(
    PARTS.map(([variable, label, lists]) => {
      const file = path.join(folder, `${variable}.pem`);
      const blocks = lists.flatMap((place) => everyIn(root, place)).map((bytes) => pemOf(label, bytes));
      writeFileSync(file, blocks.join(''));
      return [variable, file];
    }),
  );
}

/** The texts at a place of every object in a list, or of every object in a list of each. */
function everyIn(root: Json, [list = '', ...place]: readonly string[]): readonly string[] {
  const items = field(root, list);
  return (Array.isArray(items) ? items : []).flatMap((item: Json) => {
    const found = field(item, ...place);
    if (typeof found === 'string') return [found];
    return Array.isArray(found) ? found.flatMap((one: Json) => field(one, 'rawBytes') as string) : [];
  });
}

function pemOf(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64.replaceAll(/(.{64})/gu, '$1\n')}\n-----END ${label}-----\n`;
}

const PARTS: readonly (readonly [variable: string, label: string, lists: readonly (readonly string[])[]])[] = [
  ['SIGSTORE_ROOT_FILE', 'CERTIFICATE', [['certificateAuthorities', 'certChain', 'certificates']]],
  ['SIGSTORE_TSA_CERTIFICATE_FILE', 'CERTIFICATE', [['timestampAuthorities', 'certChain', 'certificates']]],
  ['SIGSTORE_REKOR_PUBLIC_KEY', 'PUBLIC KEY', [['tlogs', 'publicKey', 'rawBytes']]],
  ['SIGSTORE_CT_LOG_PUBLIC_KEY_FILE', 'PUBLIC KEY', [['ctlogs', 'publicKey', 'rawBytes']]],
];
const LONGEST = 60_000;
