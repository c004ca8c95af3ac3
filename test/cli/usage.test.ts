import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { HELP } from '../../src/cli/help.ts';
import { GOOD } from './manifests.ts';
import { run } from './run.ts';

describe('what cannot be meant is refused with 2, and says what was meant', () => {
  test.each([
    ['an unknown command', ['lnt'], 'There is no command "lnt". Did you mean lint? See: lintel --help'],
    ['a command like nothing', ['xyzzy'], 'There is no command "xyzzy". See: lintel --help'],
    ['a command that every object has', ['constructor'], 'There is no command "constructor". See: lintel --help'],
    ['a command of the server, where there is none', ['serve'], 'There is no command "serve". See: lintel --help'],
    ['an unknown flag', ['lint', '--frmat', 'json'], "Unknown option '--frmat'. Did you mean --format? See: lintel lint --help"],
    ['an unknown flag of another command', ['fix', '--unsave'], "Unknown option '--unsave'. Did you mean --unsafe? See: lintel fix --help"],
    [
      'an unknown flag with a value',
      ['lint', '--max-warning=3'],
      "Unknown option '--max-warning'. Did you mean --max-warnings? See: lintel lint --help",
    ],
    ['a flag like nothing', ['lint', '-q'], "Unknown option '-q'. See: lintel lint --help"],
    ['a flag without its value', ['lint', '--config'], "Option '-c, --config <value>' argument missing. See: lintel lint --help"],
    ['a value for a flag without one', ['lint', '--strict=yes'], "Option '--strict' does not take an argument. See: lintel lint --help"],
    ['a format to a file without a name', ['lint', '--format', 'json='], '--format json= names no file behind the "=".'],
    [
      'two formats on standard output',
      ['lint', '-f', 'json', '-f', 'text'],
      'Only one --format can go to standard output. Give the others a file: --format json=out.json',
    ],
    ['an unknown level', ['lint', '--fail-on', 'err'], '--fail-on takes one of error, warning, info, never, not "err".'],
    ['a number of warnings that is none', ['lint', '--max-warnings', 'few'], '--max-warnings takes a whole number from 0, not "few".'],
    [
      'a number of warnings in scientific notation',
      ['lint', '--max-warnings', '1e3'],
      '--max-warnings takes a whole number from 0, not "1e3".',
    ],
    ['no threads', ['lint', '--jobs', '0'], '--jobs takes a whole number from 1, not "0".'],
    [
      'an unknown rule',
      ['lint', '--rule', 'no-privilegd'],
      'There is no rule "no-privilegd". Did you mean no-privileged? See: lintel rules',
    ],
    [
      'an unknown rule to fix',
      ['fix', '--rule', 'no-privilegd'],
      'There is no rule "no-privilegd". Did you mean no-privileged? See: lintel rules',
    ],
    [
      'an unknown rule to explain',
      ['explain', 'no-privilegd'],
      'There is no rule "no-privilegd". Did you mean no-privileged? See: lintel rules',
    ],
    ['no rule to explain', ['explain'], 'Name a rule: lintel explain require-memory-limit. All of them: lintel rules'],
    ['an unknown format of the rules', ['rules', '--format', 'xml'], '--format takes one of text, json, not "xml".'],
    ['standard input to fix', ['fix', '-'], 'lintel fix writes files, and standard input is none. Name the files.'],
    ['standard input to fix, among files', ['fix', 'a.yaml', '-'], 'lintel fix writes files, and standard input is none. Name the files.'],
  ] as const)('%s', async (_what, args, message) => {
    expect(await run(args, { files: { 'a.yaml': GOOD } })).toEqual({ code: 2, stdout: '', stderr: `${message}\n` });
  });

  test('an unknown format, whatever formats there are', async () => {
    const ran = await run(['lint', '--format', 'xlm'], { files: { 'a.yaml': GOOD } });
    expect(ran).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^--format takes .*text.*, perhaps with =FILE, not "xlm"\..*\n$/u),
    });
  });

  test('a value that may be a flag', async () => {
    const { code, stderr } = await run(['lint', '--max-warnings', '-1']);
    expect({
      code,
      hint: stderr.includes("use '--max-warnings=-XYZ'"),
      guess: stderr.includes('Did you mean'),
      lines: stderr.split('\n').length,
    }).toEqual({
      code: 2,
      hint: true,
      guess: false,
      lines: 2,
    });
  });
});

describe('help', () => {
  test.each(Object.keys(HELP).filter((command) => command !== ''))('of %s says how to use it, with examples', async (command) => {
    const { code, stdout, stderr } = await run(['help', command]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: lintel ${command}\\b`, 'mu'));
    expect(stdout).toMatch(new RegExp(`^Examples:\\n(?:  .+\\n)*  .*lintel ${command}\\b`, 'mu'));
  });

  test.each(['lint', 'fix', 'rules', 'explain'])('%s --help and -h are help on it, whatever else is said', async (command) => {
    const help = await run(['help', command]);
    expect(await run([command, '--help'])).toEqual(help);
    expect(await run([command, '--no-such-flag', '-h'])).toEqual(help);
  });

  test.each([[[]], [['--help']], [['-h']], [['help', 'nothing']], [['help', 'constructor']]])('%j is help on the whole', async (args) => {
    expect(await run(args)).toEqual({ code: 0, stdout: HELP[''], stderr: '' });
  });

  test('names every flag of lint and fix', async () => {
    const flags = { lint: ['config', 'context', 'rule', 'format', 'fail-on', 'max-warnings', 'allow-empty', 'strict', 'jobs'] };
    for (const flag of flags.lint) expect((await run(['lint', '--help'])).stdout).toContain(`--${flag}`);
    for (const flag of ['config', 'context', 'rule', 'unsafe', 'injected', 'diff'])
      expect((await run(['fix', '--help'])).stdout).toContain(`--${flag}`);
  });
});

test.each(['--version', 'version'])('%s is that of the package', async (flag) => {
  const about: unknown = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'));
  expect(about).toHaveProperty('version');
  expect(await run([flag])).toEqual({ code: 0, stdout: `${(about as { version: string }).version}\n`, stderr: '' });
});
