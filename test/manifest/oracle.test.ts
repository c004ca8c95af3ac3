import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asString, equalJson, type Json } from '../../src/engine/json.ts';
import { readManifest } from '../../src/manifest/read.ts';
import { findKubectl } from '../parts/kubectl.ts';
import { BLOCKS, SCALARS, SHARED, VALUES } from './oracle-rows.ts';
import { APART, STREAMS } from './oracle-streams.ts';
import { labelled, readByKubectl, type KubectlReading } from './oracle.ts';

const kubectl = findKubectl() ?? '';
const CORPUS = new URL('../../../shared/corpus', import.meta.url).pathname;
if (kubectl === '')
  console.warn('NOT RUN: our reading against that of kubectl. There is none: put one on the PATH, or name it in KUBECTL.');
if (!existsSync(CORPUS)) console.warn(`NOT RUN: our reading of real manifests against that of kubectl. They are not at ${CORPUS}.`);

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

describe.skipIf(kubectl === '')('as kubectl reads it', () => {
  test.each([
    [
      'scalars',
      SCALARS.flatMap((text) => [`v: ${text}\n`, `v: [${text}]\n`, `v: {k: ${text}}\n`, `l:\n- ${text}\n- ${text}\n`]).map(
        (text) => OBJECT + text,
      ),
    ],
    ['values', VALUES.map((text) => `${OBJECT}v: ${text}\n`)],
    ['blocks', BLOCKS.map((text) => `${OBJECT}v: ${text}`)],
    ['anchors and merges', SHARED.map((text) => OBJECT + text)],
    ['streams', STREAMS],
  ])('%s', (_, texts) => {
    expect(differences(texts)).toEqual([]);
  });

  test.each(APART)('apart: $by, $why', ({ by, texts }) => {
    const readings = readByKubectl(kubectl, texts);
    const found = texts.map((text, index) => apart(ours(text), readings[index] ?? NOTHING));
    const allowed = by === 'older kubectl refuse, we read' ? ['the same', 'kubectl refuses, we read'] : [by];
    expect(found.filter((what) => !allowed.includes(what))).toEqual([]);
  });

  test.skipIf(!existsSync(CORPUS))('every real manifest', () => {
    const files = globSync(`${CORPUS}/**/*.{yaml,yml,json}`).toSorted();
    const wrong = differences(files.map((file) => readFileSync(file, 'utf8')));
    expect(files.length).toBeGreaterThan(1000);
    expect(wrong.map(({ index }) => files[index])).toEqual([]);
  });
});

interface Ours {
  readonly objects: readonly Json[];
  /** Something was reported: a problem, or a document that is no Kubernetes object. */
  readonly said: boolean;
}

const NOTHING: KubectlReading = { objects: [], refused: undefined };

function ours(text: string): Ours {
  const { resources, problems, skipped } = readManifest(text);
  return {
    objects: resources.map(({ resource }) => labelled(resource)),
    said: problems.some(({ level }) => level === 'error') || skipped.length > 0,
  };
}

/** Equal, where kubectl reads it all; where it refuses something, nothing that it read is missing, and we refuse as well. */
function differences(texts: readonly string[]) {
  const readings = readByKubectl(kubectl, texts);
  return texts.flatMap((text, index) => {
    const theirs = withoutKustomize(readings[index] ?? NOTHING);
    const mine = ours(text);
    const missing = theirs.objects.some((object) => !mine.objects.some((other) => equalJson(other, object)));
    const agreed = theirs.refused === undefined ? equalJson(mine.objects, theirs.objects) : mine.said && !missing;
    return agreed ? [] : [{ index, text: text.slice(0, 2000), mine, theirs }];
  });
}

/** Inputs of kustomize are objects to kubectl; we name them and pass them over. */
function withoutKustomize({ objects, refused }: KubectlReading): KubectlReading {
  return { refused, objects: objects.filter(({ apiVersion }) => !asString(apiVersion)?.startsWith('kustomize.config.k8s.io/')) };
}

function apart(mine: Ours, theirs: KubectlReading): string {
  const more = mine.objects.length - theirs.objects.length;
  if (equalJson(mine.objects, theirs.objects) && mine.said === (theirs.refused !== undefined)) return 'the same';
  if (theirs.refused !== undefined && more > 0 && !mine.said) return 'kubectl refuses, we read';
  if (more > 0) return 'kubectl leaves the rest out, we read it';
  return mine.said && more <= 0 ? 'we refuse, kubectl reads' : 'read otherwise';
}
