import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findPreCommit } from '../parts/pre-commit.ts';
import { makeRepository, type Repository } from './repository.ts';
import { BAD, GOOD, KUSTOMIZATION, MENDED, PATCH, SECRET, service, SETTINGS, TWICE } from './samples.ts';

const preCommit = findPreCommit() ?? '';
if (preCommit === '') console.warn('NOT RUN: the hooks under a real pre-commit. It comes from PyPI, by python3 and its venv.');

describe.skipIf(preCommit === '')('hooks under pre-commit', () => {
  let repository: Repository;

  beforeAll(async () => {
    repository = await makeRepository(preCommit, ['lintel-fix', 'lintel']);
    repository.write('lintel.yaml', SETTINGS);
    expect(await commit('lintel.yaml', '.pre-commit-config.yaml')).toMatchObject({ code: 0 });
  });
  afterAll(() => repository.remove());
  beforeEach(async () => {
    await repository.git('reset', '-q', '--hard');
    await repository.git('clean', '-qfd');
  });

  /** Stages some files, and commits them alone. */
  async function commit(...files: readonly string[]) {
    await repository.git('add', ...files);
    return await repository.git('commit', '-qm', 'Change');
  }

  test('a manifest that the cluster would refuse stops the commit, and is named with its place', async () => {
    repository.write('bad.yaml', BAD);
    const { code, output } = await commit('bad.yaml');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/no-privileged[^]*bad\.yaml:8:/u) });
    expect(output).toContain('exit code: 1');
  });

  test.each([
    ['a good manifest', 'good.yaml', GOOD],
    [
      'a good manifest in JSON',
      'good.json',
      '{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a", "namespace": "shop" } }\n',
    ],
    ['values of a chart, alone', 'values.yaml', 'replicas: 2\n'],
    ['JSON that is no manifest', 'package.json', '{ "name": "shop" }\n'],
    ['JSON with comments, of a tool', 'web/tsconfig.json', '// ours\n{ "strict": true, }\n'],
    ['a template of a chart', 'chart/templates/map.yaml', 'kind: ConfigMap\nmetadata: { name: {{ .Release.Name }} }\n'],
    ['no manifest at all', 'notes.txt', 'apiVersion: v1\n'],
  ])('%s does not', async (_what, file, text) => {
    repository.write(file, text);
    expect(await commit(file)).toMatchObject({ code: 0 });
  });

  test('a manifest that is not understood stops the commit', async () => {
    repository.write('torn.yaml', 'apiVersion: v1\nkind: [\n');
    const { code, output } = await commit('torn.yaml');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('torn.yaml:') });
    expect(output).toContain('exit code: 3');
  });

  test('only what is staged is judged', async () => {
    repository.write('old.yaml', BAD);
    await repository.git('add', 'old.yaml');
    expect(await repository.git('commit', '-qm', 'Unchecked', '--no-verify')).toMatchObject({ code: 0 });
    repository.write('new.yaml', GOOD.replace('good', 'new'));
    expect(await commit('new.yaml')).toMatchObject({ code: 0 });
  });

  test('and what a file holds beyond what is staged of it is not', async () => {
    repository.write('half.yaml', GOOD.replace('good', 'half'));
    await repository.git('add', 'half.yaml');
    repository.write('half.yaml', BAD);
    expect(await repository.git('commit', '-qm', 'Change')).toMatchObject({ code: 0 });
  });

  test('the rest of the repository is known: a login that another service has', async () => {
    repository.write('shop/secret.yaml', SECRET);
    repository.write('shop/orders.yaml', service('orders'));
    expect(await commit('shop')).toMatchObject({ code: 0 });
    repository.write('billing.yaml', service('billing'));
    const { code, output } = await commit('billing.yaml');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/no-shared-db-secret[^]*billing\.yaml:/u) });
    expect(output).toContain('shop/orders.yaml');
  });

  test('a patch of a kustomization, staged alone, is no object of its own', async () => {
    repository.write('overlay/patch.yaml', PATCH);
    expect(await commit('overlay/patch.yaml')).toMatchObject({ code: 1 });
    repository.write('overlay/kustomization.yaml', KUSTOMIZATION);
    repository.write('overlay/base.yaml', GOOD);
    expect(await commit('overlay')).toMatchObject({ code: 0 });
    repository.write('overlay/patch.yaml', `${PATCH}# changed\n`);
    expect(await commit('overlay/patch.yaml')).toMatchObject({ code: 0 });
  });

  test('what can be mended safely is, and the commit stops for its author to see', async () => {
    repository.write('twice.yaml', TWICE);
    const { code, output } = await commit('twice.yaml');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('files were modified by this hook') });
    expect(repository.read('twice.yaml')).toBe(MENDED);
    expect(await commit('twice.yaml')).toMatchObject({ code: 0 });
  });
});
