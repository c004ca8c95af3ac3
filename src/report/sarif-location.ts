import type { JsonObject } from '../engine/json.ts';
import type { ResourceRef } from '../engine/resource.ts';
import { slashed } from './path-text.ts';
import type { Location } from './report.ts';

/** A SARIF location: the place in the file where it is known, and the resource as what it is called in the cluster. */
export function locationJson(resource: ResourceRef, location: Location | undefined): JsonObject {
  return {
    physicalLocation: location && { artifactLocation: artifactJson(location.file), region: regionJson(location) },
    logicalLocations: [resourceJson(resource)],
  };
}

/** A file as SARIF names it: relative to the root of the run, percent-encoded; an absolute path becomes a `file:` URI. */
export function artifactJson(file: string): JsonObject {
  const path = slashed(file);
  if (!ABSOLUTE.test(path)) return { uri: encoded(path), uriBaseId: SOURCE_ROOT };
  const drive = /^[a-z]:/iu.exec(path)?.[0] ?? '';
  const rooted = encoded(path.slice(drive.length));
  return { uri: drive === '' ? `file://${rooted}` : `file:///${drive}${rooted}` };
}

/** Lines and columns count from 1 and the end is exclusive, as ours do. */
export function regionJson({ line, column, endLine, endColumn }: Omit<Location, 'file'>): JsonObject {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

export const SOURCE_ROOT = '%SRCROOT%';

function resourceJson({ apiVersion, kind, namespace, name }: ResourceRef): JsonObject {
  const parts = namespace === undefined ? [apiVersion, kind, name] : [apiVersion, kind, namespace, name];
  return { name, kind: 'resource', fullyQualifiedName: parts.join('/') };
}

/** A lone surrogate has no encoding. */
function encoded(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

/** One leading slash: two would begin a host's name. */
const ABSOLUTE = /^(?:[a-z]:)?\/(?!\/)/iu;
