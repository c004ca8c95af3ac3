import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findPodSecurityTestdata } from '../parts/pod-security.ts';
import { CARRIERS, judgeBy } from './judge.ts';

/** The test data of the Pod Security Standards themselves: what the API server's own admission is held to, every file, without exception. */
const folder = findPodSecurityTestdata() ?? '';
if (folder === '')
  console.warn(
    'NOT RUN: the conformance to the Pod Security Standards. Their data comes by Go, or from the folder that POD_SECURITY_TESTDATA names.',
  );

interface Case {
  readonly level: string;
  readonly version: string;
  readonly verdict: string;
  readonly file: string;
}

/** By the start of a file's name, which is that of a check. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  allowprivilegeescalation: ['no-privilege-escalation'],
  apparmorprofile: ['apparmor-profile'],
  capabilities_baseline: ['no-dangerous-capabilities'],
  capabilities_restricted: ['drop-all-capabilities'],
  hostnamespaces: ['no-host-network', 'no-host-pid', 'no-host-ipc'],
  hostpathvolumes: ['no-host-path'],
  hostports: ['no-host-port'],
  hostprobesandhostlifecycle: ['no-probe-host-override'],
  privileged: ['no-privileged'],
  procmount: ['proc-mount-default'],
  procmount_restricted: ['proc-mount-default'],
  restrictedvolumes: ['allowed-volume-types'],
  runasnonroot: ['run-as-non-root'],
  runasuser: ['no-root-uid'],
  seccompprofile_baseline: ['seccomp-profile'],
  seccompprofile_restricted: ['seccomp-profile'],
  selinuxoptions: ['selinux-options'],
  sysctls: ['safe-sysctls'],
  windowshostprocess: ['no-host-process'],
};
/** In the version of the module that is pinned. */
const FILES = 4241;

const cases = folder === '' ? [] : casesIn(folder);
const sets = Map.groupBy(cases, ({ level, version }) => `pss-${level}@${version}`);

describe.skipIf(folder === '')('the Pod Security Standards', () => {
  test('every file is there', () => {
    console.log(`${cases.length} files of the Pod Security Standards' test data, from ${folder}`);
    if (process.env['POD_SECURITY_TESTDATA'] === undefined) expect(cases).toHaveLength(FILES);
    expect(new Set(cases.map(({ verdict }) => verdict))).toEqual(new Set(['pass', 'fail']));
  });

  describe.each(CARRIERS)('as a %s', (_kind, carrier) => {
    test.each([...sets])('%s', (pack, members) => {
      const judge = judgeBy(pack, carrier);
      const wrong = members.flatMap((one) => {
        const { problems, rules } = judge(readFileSync(one.file, 'utf8'));
        const asWanted = one.verdict === 'pass' ? rules.length === 0 : rules.some((rule) => isAbout(one, rule));
        return problems.length === 0 && asWanted ? [] : [{ file: one.file, problems, rules }];
      });
      expect(wrong).toEqual([]);
    });
  });
});

function casesIn(root: string): readonly Case[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => {
      const [level = '', version = '', verdict = ''] = file.split(/[\\/]/u);
      return { level, version, verdict, file: join(root, file) };
    });
}

/** A file that fails is wrong in the way that its name says, and that has to be found. */
function isAbout({ file }: Case, rule: string): boolean {
  const [, check = ''] = /([a-z_]+)\d+\.yaml$/u.exec(file) ?? [];
  return RULES[check]?.includes(rule) === true;
}
