import { isBuiltin, type LoadFnOutput, type ResolveFnOutput } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Modules that are held in memory, by absolute names that are on no disk. */
export type KeptModules = ReadonlyMap<string, string>;

export const NO_MODULES: KeptModules = new Map();

/**
 * Where a kept module's import leads; undefined for what asks from elsewhere, and for what is Node's own. Packages are what the work tree brings, or its lock
 * file, and files of the work tree are what is judged: neither may run in the name of the branch that the modules come from.
 */
export function resolveKept(specifier: string, parent: string | undefined, kept: KeptModules): ResolveFnOutput | undefined {
  if (isBuiltin(specifier)) return undefined;
  const importer = nameOf(parent) ?? '';
  const file = kept.has(importer) ? targetOf(specifier, parent) : specifier;
  const text = kept.get(file);
  if (text !== undefined) return { url: pathToFileURL(file).href, format: formatOf(file, text), shortCircuit: true };
  if (kept.has(importer)) throw refusal(specifier, importer);
  return undefined;
}

function targetOf(specifier: string, importer: string | undefined): string {
  return isPath(specifier) ? fileURLToPath(new URL(specifier, importer)) : specifier;
}

function isPath(specifier: string): boolean {
  return /^\.{0,2}\//u.test(specifier);
}

export function loadKept(url: string, kept: KeptModules): LoadFnOutput | undefined {
  const file = nameOf(url);
  const source = file === undefined ? undefined : kept.get(file);
  if (file === undefined || source === undefined) return undefined;
  return { format: formatOf(file, source), source, shortCircuit: true };
}

function nameOf(url: string | undefined): string | undefined {
  return url?.startsWith('file:') === true ? fileURLToPath(url) : undefined;
}

function formatOf(file: string, text: string): string {
  if (/\.m?ts$/u.test(file)) return 'module-typescript';
  if (file.endsWith('.cts')) return 'commonjs-typescript';
  if (file.endsWith('.json')) return 'json';
  const isModule = file.endsWith('.mjs') || (!file.endsWith('.cjs') && /^\s*(?:import|export)\b/mu.test(text));
  return isModule ? 'module' : 'commonjs';
}

function refusal(specifier: string, importer: string): Error {
  return Object.assign(new Error(`Cannot find ${isPath(specifier) ? 'file' : 'package'} '${specifier}' imported from ${importer}`), {
    code: NOT_KEPT,
  });
}

/** This file, which is no place of a fault. */
export const KEEPER = fileURLToPath(import.meta.url);
/** The code of an import that leads out of what is kept. */
export const NOT_KEPT = 'ERR_LINTEL_NOT_KEPT';
