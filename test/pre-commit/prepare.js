import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

/**
 * Builds `dist/`, which is not committed: where npm installs Lintel from git, as pre-commit does, and once in a fresh clone, so that
 * `npx lintel` works there. `npm pack` has built it by then.
 * Plain JavaScript, since an older Node has to be told so, and can't read types.
 */
const { npm_execpath: npm, _PACOTE_NO_PREPARE_: isFromGit, ...env } = process.env;
const OLDEST = 24;

if (npm !== undefined && isFromGit !== undefined) {
  if (Number.parseInt(process.versions.node, 10) < OLDEST)
    fail(
      `Lintel needs Node ${OLDEST} or newer, and this is ${process.version}. With pre-commit, write to the hook: language_version: 24.21.0`,
    );
  // npm leaves out what a global install needs to be built (npm/cli#8440).
  run(npm, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--global=false');
  run(npm, 'run', 'build', '--global=false');
} else if (npm !== undefined && existsSync('node_modules/esbuild') && !existsSync('dist/lintel.js')) {
  run(npm, 'run', 'build');
}

/** @param {string[]} args */
function run(...args) {
  const { status, error } = spawnSync(process.execPath, args, { env, stdio: 'inherit' });
  if (status !== 0) fail(`Lintel could not be built: npm ${args.slice(1).join(' ')} ended with ${error?.message ?? status}.`);
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exit(1);
}
