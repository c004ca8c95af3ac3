import { existsSync } from 'node:fs';
import module, { createRequire, type LoadFnOutput, type LoadHookContext, type ResolveFnOutput } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isNativeError } from 'node:util/types';
import { KEEPER, loadKept, NO_MODULES, NOT_KEPT, resolveKept, type KeptModules } from './user-rule-kept.ts';

/** What a module exports; or why it could not be loaded, and where that is. */
export type Imported =
  | { readonly exports: Readonly<Record<string, unknown>> }
  | { readonly fault: string; readonly advice?: string; readonly file: string; readonly line: number | undefined };

/**
 * Loads a rule module as Node runs it, at once: rules are synchronous, and so is what they import. While that lasts, `lintel` is this
 * very Lintel, so that rules need no installed package, and TypeScript is a module whatever the package around it says.
 */
export function importRules(file: string, kept: KeptModules = NO_MODULES): Imported {
  const hooks = module.registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'lintel' ? PUBLIC : (resolveKept(specifier, context.parentURL, kept) ?? next(specifier, context)),
    load: (url, context, next) => loadKept(url, kept) ?? loadAsWritten(url, context, next),
  });
  try {
    return { exports: createRequire(import.meta.url)(file) as Readonly<Record<string, unknown>> };
  } catch (error) {
    return faultOf(error, file);
  } finally {
    hooks.deregister();
  }
}

function loadAsWritten(url: string, context: LoadHookContext, next: NextLoad): LoadFnOutput {
  return isOwnTypeScript(url) ? { ...next(url, { ...context, format: MODULE }), format: MODULE } : next(url, context);
}

type NextLoad = (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput;

function isOwnTypeScript(url: string): boolean {
  return /\.m?ts$/u.test(url) && !url.includes('/node_modules/');
}

function faultOf(error: unknown, file: string): Imported {
  if (!isNativeError(error)) return { fault: `threw ${String(error)} while it was loaded`, file, line: undefined };
  const place = placeIn(error.stack ?? '') ?? { file: importerIn(error.message) ?? file, line: undefined };
  return { ...whatFailed(error), ...place };
}

function whatFailed(error: Error): { readonly fault: string; readonly advice?: string } {
  const text = `${codeOf(error)} ${error.name} ${error.message}`;
  const [message] = error.message.replace(/ imported from .*/u, '').split('\n');
  const known = ADVICE.find(({ test }) => test.test(text));
  if (known !== undefined) return { fault: `cannot be loaded: ${known.says ?? message}`, advice: known.advice };
  return { fault: `${isOfLoading(text) ? 'cannot be loaded' : 'threw while it was loaded'}: ${message}` };
}

function isOfLoading(text: string): boolean {
  return /^ERR_|^ SyntaxError/u.test(text);
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}

/** The first place outside of Node's own code: the head of a syntax error, or the frame of a throw. */
function placeIn(stack: string): { readonly file: string; readonly line: number } | undefined {
  for (const text of stack.split('\n')) {
    const { url = OWN, line } = PLACE.exec(text)?.groups ?? {};
    const file = url.startsWith('file:') ? fileURLToPath(url) : url;
    if (!OURS.has(file) && !file.includes('/node_modules/')) return { file, line: Number(line) };
  }
  return undefined;
}

/** What could not be found is missing in the file that asks for it, which need not be the rule's. */
function importerIn(message: string): string | undefined {
  return / imported from (?<file>\/.*)/u.exec(message)?.groups?.['file'];
}

/** Beside the command in the package, above this folder in the sources. */
function publicModule(): URL {
  const packaged = new URL('./index.js', import.meta.url);
  return existsSync(packaged) ? packaged : new URL('../public.ts', import.meta.url);
}

const PLACE = /(?:^|[\s(])(?<url>(?:file:\/\/)?\/[^\s()]+?):(?<line>\d+)(?::\d+)?\)?$/u;
const OWN = fileURLToPath(import.meta.url);
const OURS: ReadonlySet<string> = new Set([OWN, KEEPER]);
const MODULE = 'module-typescript';
const PUBLIC: ResolveFnOutput = {
  url: publicModule().href,
  format: publicModule().pathname.endsWith('.ts') ? MODULE : 'module',
  shortCircuit: true,
};
const ADVICE: readonly { readonly test: RegExp; readonly says?: string; readonly advice: string }[] = [
  { test: /enum is not supported/u, advice: "Node only strips types: write const colours = ['red', 'blue'] as const" },
  { test: /parameter property/u, advice: 'Node only strips types: declare the field, and assign it in the constructor' },
  { test: /namespace|not supported in strip-only/u, advice: 'Node only strips types: use plain JavaScript for what has an effect' },
  { test: /does not provide an export named/u, advice: "if it is a type, write import type { ... } from 'lintel'" },
  { test: /ERR_REQUIRE_ASYNC_MODULE/u, says: 'it waits (await) outside of functions', advice: 'rules are synchronous: remove the await' },
  {
    test: /ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING/u,
    advice: 'rules in node_modules have to be JavaScript: compile them before they are published',
  },
  {
    test: new RegExp(NOT_KEPT, 'u'),
    advice: "with --config-ref, rules import 'lintel', node: modules, and files of that commit by whole relative names: './helper.ts'",
  },
  {
    test: /ERR_MODULE_NOT_FOUND|Cannot find module/u,
    advice: "name the file with its ending: './helper.ts'; packages have to be installed",
  },
];
