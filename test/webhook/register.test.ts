import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { command } from '../cli/command.ts';

const REACH = '--service=lintel/lintel';
const KEPT = '--kept-in=lintel/lintel-tls';
const IN_POD = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: '1' };

/** What goes right is tried on a real control plane, in `test/e2e/chart.check.ts`. */
test.each([
  ['nothing to do', [], 2, 'render, apply, certificate, remove'],
  ['something else to do', ['register'], 2, 'render, apply, certificate, remove'],
  ['two things to do', ['render', 'apply'], 2, 'one at a time'],
  ['no place for the certificate', ['apply', REACH], 2, '--kept-in takes NAMESPACE/NAME'],
  ['half a place for it', ['certificate', REACH, '--kept-in=lintel-tls'], 2, 'not "lintel-tls"'],
  ['no way to the webhook', ['certificate', KEPT], 2, '--url or --service'],
  ['two ways to it', ['apply', KEPT, REACH, '--url=https://127.0.0.1:1'], 2, '--url or --service'],
  ['no API server that answers', ['remove', KEPT], 4, 'cannot be asked'],
  ['no token', ['remove', KEPT, '--account=/nowhere'], 4, 'no such file or directory'],
])('%s', async (_, args, code, message) => {
  const ended = await command(['webhook', ...args], { cwd: tmpdir(), env: IN_POD });
  expect(ended).toEqual({ code, stdout: '', stderr: expect.stringContaining(message) });
});

test('outside of a pod', async () => {
  const ended = await command(['webhook', 'remove'], { cwd: tmpdir() });
  expect(ended).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining('lintel webhook render | kubectl apply -f -') });
});
