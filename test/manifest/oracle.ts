import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asObject, type Json, type JsonObject } from '../../src/engine/json.ts';
import { splitJson } from '../../src/manifest/split.ts';

/** What kubectl reads in each text, as Kubernetes would see it, and the texts that it refused, in whole or in part. */
export interface KubectlReading {
  readonly objects: readonly JsonObject[];
  readonly refused: string | undefined;
}

/**
 * Reads texts by `kubectl label --local -o json`, all in one run: a marker object behind each text tells where the next one
 * begins, and kubectl goes on with the next file after one that it refuses.
 */
export function readByKubectl(kubectl: string, texts: readonly string[]): readonly KubectlReading[] {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-oracle-'));
  try {
    writeFileSync(join(folder, 'marker.yaml'), MARKER);
    const files = texts.map((text, index) => {
      writeFileSync(join(folder, `${index}.yaml`), text);
      return ['-f', join(folder, `${index}.yaml`), '-f', join(folder, 'marker.yaml')];
    });
    const run = spawnSync(kubectl, ['label', '--local', '-o', 'json', LABEL, ...files.flat()], { encoding: 'utf8', maxBuffer: 2 ** 30 });
    if (run.error !== undefined) throw run.error;
    return readingsOf(run.stdout, refusals(run.stderr, folder), texts.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same resource with the label that kubectl was told to add. */
export function labelled(resource: JsonObject): JsonObject {
  const metadata = asObject(resource['metadata']);
  const [key = '', value = ''] = LABEL.split('=');
  return { ...resource, metadata: { ...metadata, labels: { ...asObject(metadata['labels']), [key]: value } } };
}

function readingsOf(stdout: string, refused: ReadonlyMap<number, string>, count: number): readonly KubectlReading[] {
  const readings: JsonObject[][] = [[]];
  for (const { start, end } of splitJson(stdout) ?? []) {
    const object = JSON.parse(stdout.slice(start, end)) as Record<string, Json>;
    if (object['kind'] === 'OracleMarker') readings.push([]);
    else readings.at(-1)?.push(object);
  }
  if (readings.length !== count + 1) throw new Error(`kubectl read ${readings.length - 1} of ${count} texts`);
  return readings.slice(0, -1).map((objects, index) => ({ objects, refused: refused.get(index) }));
}

/** A line that names no file speaks of the one text that was given. */
function refusals(stderr: string, folder: string): ReadonlyMap<number, string> {
  const byText = new Map<number, string>();
  for (const line of stderr.split('\n').filter((text) => text.trim() !== '')) {
    const name = line.includes(folder) ? /(\d+)\.yaml/u.exec(line.slice(line.indexOf(folder) + folder.length))?.[1] : '0';
    byText.set(Number(name), line.replaceAll(folder, ''));
  }
  return byText;
}

const LABEL = 'lintel.test/oracle=read';
const MARKER = 'apiVersion: v1\nkind: OracleMarker\nmetadata: {name: marker}\n';
