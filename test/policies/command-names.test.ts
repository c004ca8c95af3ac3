import { describe, expect, it } from 'vitest';
import { commandNames } from '../../policies/shared/command-names.ts';

describe('what a command line runs', () => {
  it.each<[string, readonly string[], string]>([
    ['the first word', ['/bin/ps', 'aux'], 'ps'],
    ['nothing', [], ''],
    ['a wrapper', ['env', '-u', 'X', 'A=b', 'ps'], 'env ps'],
    ['a wrapper with a word of its own', ['timeout', '-s', 'KILL', '5', 'ls'], 'timeout ls'],
    ['wrappers in a row', ['sudo', '-u', 'app', 'nice', '-n', '5', 'du'], 'sudo nice du'],
    ['an applet', ['busybox', 'sh', '-c', 'ps'], 'busybox sh ps'],
    ['what find runs', ['find', '/', '-exec', 'ls', '{}', ';', '-execdir', 'du', ';'], 'find ls du'],
    ['a file that a shell reads', ['sh', 'ps'], 'sh'],
    ['-c of another program', ['psql', '-c', 'ls'], 'psql'],
    ['-c without a script', ['sh', '-c'], 'sh'],
    ['options around -c', ['bash', '-o', 'pipefail', '-ec', 'ps'], 'bash ps'],
  ])('%s', (_, words, names) => {
    expect(
      commandNames(words)
        .map(({ name }) => name)
        .join(' '),
    ).toBe(names);
  });

  it.each<[string, string]>([
    ['a; b && c || d | e & f\ng', 'a b c d e f g'],
    ['if a; then b; elif c; then d; else e; fi', 'a b c d e'],
    ['while a; do b; done; until c; do ! d; done', 'a b c d'],
    ['( a ); { b; }', 'a b'],
    ['A=1 B="x y" a', 'a'],
    ['A=1', ''],
    ['a $(b "$(c)") `d`', 'a b c d'],
    ['a "$(b | c)" \'$(x)\'', 'a b c'],
    ['a >b <c 2>&1 &>d 2>/dev/null; >e f', 'a f'],
    ['a # b; c\nd', 'a d'],
    ['a#b', 'a#b'],
    ['"a" \'b\'; c\\ d', 'a c d'],
    ['a \\\n b', 'a'],
    ["sh -c 'a; sh -c b'", 'sh a sh b'],
    ['eval "a; b"', 'eval a b'],
    ['exec a', 'exec a'],
    ['x | xargs -n 1 a', 'x xargs a'],
    ['$HOME/bin/a', 'a'],
    ['a "', 'a'],
    ["a '$(", 'a'],
    ['$(', '$()'],
  ])('%s', (script, names) => {
    const found = commandNames(['sh', '-c', script]).slice(1);
    expect(
      found
        .map(({ name }) => name)
        .filter((name) => name !== '')
        .join(' '),
    ).toBe(names);
    expect(found.every(({ word }) => word === 2)).toBe(true);
  });

  it('reads what nests without end only so far', () => {
    expect(commandNames(['sh', '-c', `${'$('.repeat(5000)}ps`]).map(({ name }) => name)).not.toContain('ps');
  });
});
