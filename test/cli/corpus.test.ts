import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { reportSchema } from '../../src/report/json-schema.ts';
import { run } from './run.ts';

/** Manifests of real projects, which stand beside this repository where they were fetched. */
const CORPUS = path.resolve(import.meta.dirname, '../../../shared/corpus');
const present = existsSync(CORPUS);
if (!present) console.warn(`Skipped: no manifests of real projects in ${CORPUS}. What Lintel makes of them is NOT tested.`);

const files = present
  ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:ya?ml|json)$/u.test(file))
      .toSorted()
  : [];
const folders = [...Map.groupBy(files, (file) => file.split(path.sep).slice(0, 2).join('/'))].map(([folder, members]) => ({
  folder,
  members,
}));

describe.skipIf(!present)('every file of real projects', () => {
  test('is there', () => {
    expect(files.length).toBeGreaterThan(1000);
  });

  test.each(folders)('under $folder is linted without a fault of its own', async ({ members }) => {
    const { code, stdout, stderr } = await run(['lint', '--format', 'json', ...members], { cwd: CORPUS });
    if (code === 4) expect(await guilty(members)).toEqual([]);
    expect({ codes: [0, 1, 3].includes(code), stderr }).toEqual({ codes: true, stderr: '' });
    const report: unknown = JSON.parse(stdout);
    const validate = new Ajv({ strict: true }).compile(reportSchema);
    expect(validate(report) ? [] : validate.errors).toEqual([]);
    const { findings } = report as { findings: readonly { rule: string; messageId: string }[] };
    expect(findings.filter(({ messageId }) => messageId === 'rule-failed')).toEqual([]);
  });

  test.each(folders)('under $folder could be fixed without one', async ({ members }) => {
    const { code, stderr } = await run(['fix', '--diff', '--unsafe', ...members], { cwd: CORPUS });
    expect({ codes: [0, 1, 3].includes(code), unsettled: stderr.includes('undo each other') }).toEqual({ codes: true, unsettled: false });
  });
});

/** The files that bring it about, each by itself. */
async function guilty(members: readonly string[]): Promise<readonly string[]> {
  const told: string[] = [];
  for (const file of members) {
    const { code, stderr } = await run(['lint', file], { cwd: CORPUS });
    if (code === 4) told.push(`${file}: ${stderr}`);
  }
  return told;
}
