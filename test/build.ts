import { execFile } from 'node:child_process';
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { rules } from '../policies/index.ts';
import { packs } from '../policies/packs/index.ts';
import { reportSchema } from '../src/report/json-schema.ts';
import { settingsSchema } from '../src/settings/schema.ts';
import { licencesOf } from './package/licences.ts';

/** Makes `dist/`: all that the npm package holds beside README and LICENSE. */
const ROOT = path.resolve(import.meta.dirname, '..');
const DIST = path.join(ROOT, 'dist');

/** An import at run time leads to a part of the package, which is built apart. */
const PARTS: Plugin = {
  name: 'parts',
  setup(builder) {
    builder.onResolve({ filter: /\.ts$/ }, ({ kind, path: target }) =>
      kind === 'dynamic-import' ? { path: `./${partOf(target)}.js`, external: true } : undefined,
    );
  },
};

/** Node's crypto takes about as long to load as a file takes to lint, and most lints hash nothing: whoever calls it first loads it. */
const LATE_CRYPTO: Plugin = {
  name: 'late-crypto',
  setup(builder) {
    builder.onResolve({ filter: /^node:crypto$/ }, ({ namespace }) =>
      namespace === 'late' ? undefined : { path: 'crypto', namespace: 'late' },
    );
    builder.onLoad({ filter: /^crypto$/, namespace: 'late' }, () => ({
      contents: ['createHash', 'createHmac', 'randomBytes']
        .map((name) => `export const ${name} = (...given) => require('node:crypto').${name}(...given);`)
        .join('\n'),
    }));
  },
};

const VERIFIER: Plugin = {
  name: 'verifier',
  setup(builder) {
    builder.onResolve({ filter: /\/images\/.*\.ts$/ }, ({ kind, path: target }) =>
      kind === 'dynamic-import' ? { path: `./${partOf(target)}.js`, external: true } : undefined,
    );
  },
};

await rm(DIST, { recursive: true, force: true });
const bundles = await Promise.all([
  bundleEntry(),
  bundleCommand(),
  bundleParts(),
  bundleThreads(),
  bundleLibrary(),
  writeTypes(),
  writeSchemas(),
]);
await writeFile(path.join(DIST, 'THIRD-PARTY-LICENSES.txt'), await licencesOf(inputsOf(bundles), ROOT));

/**
 * Everything is bundled, so that the package has no dependencies to install. What a lint needs is one file, since each file more
 * costs a start more than what stands in it; what is imported at run time is a part of its own, so that a lint never reads the server.
 */
async function bundleEntry(): Promise<Metafile> {
  return await bundle({ entryPoints: { lintel: 'src/bin/packaged.ts' }, plugins: [PARTS] });
}

async function bundleCommand(): Promise<Metafile> {
  return await bundle({ entryPoints: { 'part-lintel': 'src/bin/lintel.ts' }, plugins: [PARTS, LATE_CRYPTO] });
}

async function bundleParts(): Promise<Metafile> {
  const sources = await Array.fromAsync(glob('src/{bin,cli,sources}/*.ts', { cwd: ROOT }));
  const texts = await Promise.all(sources.map(async (file) => ({ file, text: await readFile(path.join(ROOT, file), 'utf8') })));
  const targets = texts.flatMap(({ file, text }) =>
    Array.from(text.matchAll(/await import\('(\.[^']*\.ts)'\)/gu), ([, target = '']) => path.join(path.dirname(file), target)),
  );
  const parts = [...new Set(targets)].filter((file) => file !== 'src/bin/lintel.ts').map((file) => [partOf(file), file]);
  return await bundle({ entryPoints: Object.fromEntries(parts), splitting: true, plugins: [PARTS] });
}

function partOf(file: string): string {
  return `part-${path.basename(file, '.ts')}`;
}

/**
 * Each thread in one file of its own: what it shared with the command would be cut into more files for both to load. The verifier
 * of signatures is a part all the same, since few threads load it, and it is larger than they are.
 */
async function bundleThreads(): Promise<Metafile> {
  const threads = (await Array.fromAsync(glob('src/bin/*-thread.ts', { cwd: ROOT }))).map((file) => [path.basename(file, '.ts'), file]);
  return await bundle({ entryPoints: Object.fromEntries(threads), plugins: [VERIFIER] });
}

/** What rules written elsewhere import; apart from the command, which would otherwise be cut into more files to load. */
async function bundleLibrary(): Promise<Metafile> {
  return await bundle({ entryPoints: { index: 'src/public.ts' } });
}

async function bundle(options: BuildOptions): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    outdir: DIST,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    // Bundled CommonJS asks for Node's own modules through `require`, which an ES module does not have.
    banner: { js: `import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);` },
    inject: [path.join(ROOT, 'src/bin/older-node.ts')],
    logLevel: 'warning',
    ...options,
    metafile: true,
  });
  return metafile;
}

/** Declarations name their neighbours as `.ts`; those who import them only know `.js`. */
async function writeTypes(): Promise<undefined> {
  await promisify(execFile)('tsc', ['--project', path.join(ROOT, 'test/package/types.tsconfig.json')]);
  for await (const file of glob('types/**/*.d.ts', { cwd: DIST })) {
    const written = path.join(DIST, file);
    await writeFile(written, (await readFile(written, 'utf8')).replaceAll(/(?<=from '\.[^']*)\.ts(?=';)/gu, '.js'));
  }
}

async function writeSchemas(): Promise<undefined> {
  await mkdir(path.join(DIST, 'schema'), { recursive: true });
  for (const [name, schema] of Object.entries({ report: reportSchema, settings: settingsSchema(rules, packs) }))
    await writeFile(path.join(DIST, 'schema', `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
}

function inputsOf(bundles: readonly (Metafile | undefined)[]): readonly string[] {
  return bundles.flatMap((bundle) => Object.values(bundle?.outputs ?? {})).flatMap(({ inputs }) => Object.keys(inputs));
}
