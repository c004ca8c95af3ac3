import { globSync, statSync } from 'node:fs';
import path from 'node:path';

export type FoundRuleFiles = { readonly files: readonly string[] } | { readonly fault: string; readonly advice: string };

/** The files that one entry of `policies:` names, absolute and in a stable order; or what is wrong with it. */
export function findRuleFiles(glob: string, folder: string, list: ListFiles = onDisk): FoundRuleFiles {
  if (glob.length > LONGEST || path.isAbsolute(glob))
    return { fault: 'has to be a short path relative to the settings', advice: "write './policies/*.ts'" };
  const files = list(glob, folder)
    .filter((file) => !file.endsWith('.d.ts'))
    .toSorted();
  if (files.length === 0)
    return { fault: 'matches no file', advice: `it is relative to ${path.basename(folder)}/, where the settings are` };
  if (files.length > MOST) return { fault: `matches more than ${MOST} files`, advice: 'name a folder of rules' };
  const other = files.find((file) => !RULE_FILE.test(file));
  if (other !== undefined) return { fault: `matches ${other}, which is no rule file`, advice: "end it in '*.ts' or '*.yaml'" };
  return { files: files.map((file) => path.resolve(folder, file)) };
}

/** The files that match, relative to a folder. */
export type ListFiles = (glob: string, folder: string) => readonly string[];

function onDisk(glob: string, folder: string): readonly string[] {
  const matched = globSync(glob, { cwd: folder, exclude: (name) => name === 'node_modules' || name === '.git' });
  return matched.filter((file) => isFile(path.resolve(folder, file)));
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/** Whether a file of rules is one of data. */
export function isYaml(file: string): boolean {
  return /\.ya?ml$/u.test(file);
}

const RULE_FILE = /\.(?:[mc]?[jt]s|ya?ml)$/u;
const LONGEST = 300;
const MOST = 500;
