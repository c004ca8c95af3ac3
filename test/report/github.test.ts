import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderGithub } from '../../src/report/github.ts';
import type { LocatedFinding } from '../../src/report/report.ts';
import { oddReport, oddWord } from './odd.ts';
import { finding, located, place, report } from './samples.ts';

function firstLine(found: LocatedFinding, links = false): string {
  return renderGithub(report([found]), { links }).split('\n')[0] ?? '';
}

const BODY = '::Container "web" has no readinessProbe. (Deployment shop/web, container web)';

describe('GitHub annotations', () => {
  it.each([
    ['an error', located(), 'error file=deploy/web.yaml,line=11,endLine=11,col=9,endColumn=19,title=require-readiness-probe'],
    [
      'a warning',
      located({}, { severity: 'warning' }),
      'warning file=deploy/web.yaml,line=11,endLine=11,col=9,endColumn=19,title=require-readiness-probe',
    ],
    [
      'information',
      located({}, { severity: 'info' }),
      'notice file=deploy/web.yaml,line=11,endLine=11,col=9,endColumn=19,title=require-readiness-probe',
    ],
    [
      'several lines, without columns',
      located({ location: place('a.yaml', 1, 2, 3, 4) }),
      'error file=a.yaml,line=1,endLine=3,title=require-readiness-probe',
    ],
    [
      'a path of Windows',
      located({ location: place('.\\a\\b,c:d.yaml', 1, 1) }),
      'error file=a/b%2Cc%3Ad.yaml,line=1,endLine=1,col=1,endColumn=2,title=require-readiness-probe',
    ],
    ['no place', { finding: finding(), related: [] }, 'error title=require-readiness-probe'],
  ])('tell %s', (_name, found, expected) => {
    expect(firstLine(found)).toBe(`::${expected}${BODY}`);
  });

  it('tell the fix and the page on lines of their own', () => {
    const fix = { title: 'Set x to 100%', safety: 'safe' as const, edits: [] };
    expect(firstLine(located({}, { fix }), true).split('::')[2]).toBe(
      'Container "web" has no readinessProbe. (Deployment shop/web, container web)%0Afix: Set x to 100%25. Run "lintel fix".%0Ahttps://lintel.dev/rules/require-readiness-probe',
    );
  });

  it('leave out what is suppressed, but count it', () => {
    const text = renderGithub(report([located({ suppressed: { by: 'comment', reason: 'r' } })]), { links: true });
    expect(text).toBe('No findings in 5 files (61 resources, 14 rules); 1 suppressed\n'.replace('No', '✔ No'));
  });

  it('forge no command: as many lines as there is to tell, each read back as it was', () => {
    fc.assert(
      fc.property(oddWord, (word) => {
        const lines = renderGithub(oddReport(word), { links: false }).split(/\r\n|[\n\r]/u);
        const commands = lines.flatMap((line) => readCommand(line) ?? []);
        expect([lines.length, commands.length]).toEqual([7, 4]);
        expect(commands.map(({ properties }) => properties['title'])).toEqual([word, word, word, word]);
        expect(commands.slice(0, 2).map(({ data }) => data)).toEqual([word, word]);
        expect(lines.slice(4).filter((line) => line.trimStart().startsWith('::') || line.includes('##['))).toEqual([]);
      }),
    );
  });
});

interface Command {
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** As the runner reads it (actions/runner, ActionCommand.TryParseV2). */
function readCommand(line: string): Command | undefined {
  const end = line.indexOf('::', 2);
  if (!line.startsWith('::') || end < 0) return undefined;
  const head = line.slice(2, end);
  const pairs = head
    .slice(head.indexOf(' ') + 1)
    .split(',')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), unescaped(pair.slice(pair.indexOf('=') + 1))] as const);
  return { properties: Object.fromEntries(pairs), data: unescaped(line.slice(end + 2)) };
}

function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
}
