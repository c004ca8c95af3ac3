import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { matchesRef, mayMatchRef, normalised, parseImage, parseRefPattern, surelyMatchesRef } from '../../src/kube/image-reference.ts';

const SHA = `sha256:${'a'.repeat(64)}`;

describe('parseImage', () => {
  test.each<[Json | undefined, string | undefined]>([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.25', 'docker.io/library/nginx:1.25'],
    [`nginx@${SHA}`, `docker.io/library/nginx@${SHA}`],
    [`nginx:1@${SHA}`, `docker.io/library/nginx:1@${SHA}`],
    ['bitnami/redis', 'docker.io/bitnami/redis:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/a/b', 'docker.io/a/b:latest'],
    ['registry-1.docker.io/library/nginx', 'docker.io/library/nginx:latest'],
    ['registry.hub.docker.com/a/b:1', 'docker.io/a/b:1'],
    ['docker.io:443/a/b', 'docker.io/a/b:latest'],
    ['GCR.io:443/a', 'gcr.io/a:latest'],
    ['gcr.io:00443/a', 'gcr.io/a:latest'],
    ['gcr.io:4430/a', 'gcr.io:4430/a:latest'],
    ['gcr.io:80/a', 'gcr.io:80/a:latest'],
    ['[2001:db8::1]:443/app', '[2001:db8::1]/app:latest'],
    ['host:443/app', 'host:443/app:latest'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app:1', 'localhost:5000/app:1'],
    ['host:5000/app', 'host:5000/app:latest'],
    ['gcr.io/a/b/c', 'gcr.io/a/b/c:latest'],
    ['GCR.io/a', 'gcr.io/a:latest'],
    ['Foo/app', 'Foo/app:latest'],
    ['[2001:db8::1]:5000/app', '[2001:db8::1]:5000/app:latest'],
    ['a__b/c---d.e_f', 'docker.io/a__b/c---d.e_f:latest'],
    [`nginx:${'t'.repeat(128)}`, `docker.io/library/nginx:${'t'.repeat(128)}`],
    [`nginx@md5:${'0'.repeat(32)}`, `docker.io/library/nginx@md5:${'0'.repeat(32)}`],
    [`nginx:${'t'.repeat(129)}`, undefined],
    [`h.io/${'a'.repeat(256)}`, undefined],
    ['', undefined],
    ['nginx:', undefined],
    ['nginx@', undefined],
    ['nginx@sha256:abc', undefined],
    ['nginx:-x', undefined],
    ['Nginx', undefined],
    ['gcr.io/App', undefined],
    ['gcr.io/', undefined],
    ['gcr.io//a', undefined],
    ['/a', undefined],
    ['a/', undefined],
    ['a___b', undefined],
    ['a..b', undefined],
    ['-a/b', undefined],
    ['a b', undefined],
    [' nginx', undefined],
    ['https://gcr.io/a', undefined],
    ['gcr.io:x/a', undefined],
    ['-gcr.io/a', undefined],
    ['a'.repeat(64), undefined],
    ['${IMAGE}', undefined],
    [7, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j is %s', (ref, full) => {
    const image = parseImage(ref);
    expect(image === undefined ? undefined : normalised(image)).toBe(full);
  });
});

describe('matchesRef', () => {
  test.each<[string, string, boolean | undefined]>([
    ['gcr.io', 'gcr.io/a', true],
    ['gcr.io/', 'gcr.io/a', true],
    ['GCR.IO', 'gcr.io/a', true],
    ['gcr.io', 'gcr.io:5000/a', false],
    ['gcr.io', 'gcrXio/a', false],
    ['gcr.io', 'gcr.io.evil.com/a', false],
    ['gcr.io:5000', 'gcr.io:5000/a', true],
    ['gcr.io', 'gcr.io:443/a', true],
    ['gcr.io:443', 'gcr.io/a', true],
    ['docker.io/library', 'registry-1.docker.io/library/nginx', true],
    ['registry-1.docker.io', 'nginx', true],
    ['gcr.io/app', 'gcr.io/app', true],
    ['gcr.io/app', 'gcr.io/app/web', true],
    ['gcr.io/app/', 'gcr.io/app/web', true],
    ['gcr.io/app', 'gcr.io/app2', false],
    ['gcr.io/app', 'gcr.io/x/app', false],
    ['gcr.io/app/web', 'gcr.io/app', false],
    ['*', 'nginx', true],
    ['*', 'h:5000/a/b', true],
    ['*/team', 'gcr.io/team/a', true],
    ['*/team', 'gcr.io/teams/a', false],
    ['*.example.com', 'a.example.com/x', true],
    ['*.example.com', 'a.b.example.com/x', true],
    ['*.example.com', 'example.com/x', false],
    ['*.example.com', 'a.example.com.evil.io/x', false],
    ['gcr.io/*/web', 'gcr.io/a/web', true],
    ['gcr.io/*/web', 'gcr.io/a/b/web', false],
    ['gcr.io/team-*', 'gcr.io/team-a/b', true],
    ['localhost:*', 'localhost:5000/a', true],
    ['docker.io', 'nginx', true],
    ['docker.io/nginx', 'nginx', true],
    ['docker.io/library/nginx', 'nginx:1', true],
    ['index.docker.io/nginx', 'nginx', true],
    ['docker.io/bitnami', 'bitnami/redis', true],
    ['docker.io/nginx', 'evil/nginx', false],
    ['docker.io/library', 'nginx', true],
    ['docker.io/nginx:1.25', 'nginx:1.25', true],
    ['docker.io/nginx:1.25', 'nginx:1.26', false],
    ['docker.io/nginx:1.*', 'nginx:1.26', true],
    ['docker.io/nginx:latest', 'nginx', true],
    ['docker.io/nginx:latest', `nginx@${SHA}`, false],
    ['gcr.io/a:1', 'gcr.io/a/b:1', false],
    [`gcr.io/a@${SHA}`, `gcr.io/a@${SHA}`, true],
    [`gcr.io/a@${SHA}`, `gcr.io/a:1@${SHA}`, true],
    [`gcr.io/a@${SHA}`, 'gcr.io/a:1', false],
    [`gcr.io/a:1@${SHA}`, `gcr.io/a:2@${SHA}`, false],
    ['gcr.io/a@sha256:*', `gcr.io/a@${SHA}`, true],
    ['nginx', 'nginx', undefined],
    ['nginx*', 'nginx', undefined],
    ['library/nginx', 'nginx', undefined],
    ['reg*/app', 'nginx', undefined],
    ['', 'nginx', undefined],
    ['/', 'nginx', undefined],
    ['https://gcr.io', 'nginx', undefined],
    ['gcr.io//a', 'nginx', undefined],
    ['gcr.io/App', 'nginx', undefined],
    ['gcr.io/a:', 'nginx', undefined],
    ['gcr.io/a@', 'nginx', undefined],
    ['gcr.io/a@x', 'nginx', undefined],
    ['gcr.io/:1', 'nginx', undefined],
    ['nginx:1.25', 'nginx:1.25', undefined],
  ])('%s over %s: %s', (text, ref, expected) => {
    const pattern = parseRefPattern(text);
    const image = parseImage(ref);
    expect(image).toBeDefined();
    expect(pattern && image && matchesRef(pattern, image)).toBe(expected);
  });
});

/** A tag beside a digest is a word. */
test.each<[pattern: string, image: string, may: boolean, surely: boolean]>([
  ['gcr.io/a:*', 'gcr.io/a', true, true],
  ['gcr.io/a:*', `gcr.io/a@${SHA}`, true, false],
  ['gcr.io/a:1', 'gcr.io/a:1', true, true],
  ['gcr.io/a:1', 'gcr.io/a:2', false, false],
  ['gcr.io/a:1', `gcr.io/a:1@${SHA}`, true, false],
  ['gcr.io/a:1', `gcr.io/a:2@${SHA}`, true, false],
  ['gcr.io/a:1', `gcr.io/b:1@${SHA}`, false, false],
  ['gcr.io/a', `gcr.io/a:1@${SHA}`, true, true],
  [`gcr.io/a:1@${SHA}`, `gcr.io/a:1@${SHA}`, true, true],
  [`gcr.io/a:1@${SHA}`, `gcr.io/a:2@${SHA}`, true, false],
  [`gcr.io/a:1@${SHA}`, `gcr.io/a:1@sha256:${'b'.repeat(64)}`, false, false],
])('%s may mean %s: %j, and surely: %j', (text, reference, may, surely) => {
  const [pattern, image] = [parseRefPattern(text), parseImage(reference)];
  if (pattern === undefined || image === undefined) throw new Error(text);
  expect([mayMatchRef(pattern, image), surelyMatchesRef(pattern, image)]).toEqual([may, surely]);
});
