import { asString, member } from '../engine/json.ts';
import type { Json } from '../engine/json.ts';
import type { ContainerRef, Place, Scope } from '../engine/policy.ts';
import type { Subject } from '../engine/resource.ts';
import { matchesGlob } from '../kube/glob.ts';
import { matchesRef, parseImage, parseRefPattern } from '../kube/image-reference.ts';
import type { RawMatch } from './raw.ts';

/** What a `match:` applies to. Only parts that are given become predicates, so that the engine can decide the cheap ones once. */
export function scopeOf(match: RawMatch): Scope {
  const place = all([placeIn(match.namespaces), placeOf(match.kinds)]);
  const subject = all([named(match.names), labelled(match.labels), inFile(match.files)]);
  const container = all([containerNamed(match.containers), running(match.images)]);
  return { ...(place && { place }), ...(subject && { subject }), ...(container && { container }) };
}

type Test<T> = ((value: T) => boolean) | undefined;

function all<T>(tests: readonly Test<T>[]): Test<T> {
  const given = tests.filter((test) => test !== undefined);
  return given.length === 0 ? undefined : (value) => given.every((test) => test(value));
}

function placeIn(globs: readonly string[] | undefined): Test<Place> {
  return globs && (({ namespace }) => matchesAny(globs, namespace));
}

function placeOf(kinds: readonly string[] | undefined): Test<Place> {
  const tests = kinds?.map(kindTest);
  return tests && ((place) => tests.some((test) => test(place)));
}

/** `workloads`, a kind of any group, or `group/Kind`. */
function kindTest(text: string): (place: Place) => boolean {
  if (text === WORKLOADS) return ({ workload }) => workload;
  const slash = text.lastIndexOf('/');
  const kindGlob = text.slice(slash + 1);
  const groupGlob = slash < 0 ? '*' : text.slice(0, slash);
  return ({ group, kind }) => matchesGlob(kindGlob, kind) && matchesGlob(groupGlob, group);
}

function named(globs: readonly string[] | undefined): Test<Subject> {
  return globs && (({ name }) => matchesAny(globs, name));
}

function labelled(labels: Readonly<Record<string, string>> | undefined): Test<Subject> {
  const wanted = labels && Object.entries(labels);
  return wanted && (({ resource }) => wanted.every(([key, glob]) => matchesAny([glob], labelOf(resource.metadata, key))));
}

function labelOf(metadata: Json | undefined, key: string): string | undefined {
  return asString(member(member(metadata, 'labels'), key));
}

function inFile(globs: readonly string[] | undefined): Test<Subject> {
  return globs && (({ file }) => matchesAny(globs, file));
}

function containerNamed(globs: readonly string[] | undefined): Test<ContainerRef> {
  return globs && (({ name }) => matchesAny(globs, asString(name)));
}

function running(refs: readonly string[] | undefined): Test<ContainerRef> {
  const patterns = refs?.flatMap((ref) => parseRefPattern(ref) ?? []);
  return (
    patterns &&
    ((container) => {
      const image = parseImage(container.image);
      return image !== undefined && patterns.some((pattern) => matchesRef(pattern, image));
    })
  );
}

/** What is missing matches nothing, not even `*`: an exemption must not grow by what an object leaves out. */
function matchesAny(globs: readonly string[], text: string | undefined): boolean {
  return text !== undefined && globs.some((glob) => matchesGlob(glob, text));
}

export const WORKLOADS = 'workloads';
