import { isObject, member, type Json } from '../engine/json.ts';
import { readEvidence, storeEvidence, type Evidence, type StoredEvidence } from '../signatures/evidence.ts';
import { parseStrict } from '../signatures/strict-json.ts';
import type { Lying, LyingAround } from './places.ts';

/** What `images.lock` says of an image: a cache, never an authority, since whoever may write the manifest may write it too. */
export interface LockedImage extends LyingAround {
  /** What the reference stood for when it was written. */
  readonly digest: string;
  /** Who had signed, for people; what counts is verified again. */
  readonly signers: readonly string[];
}

/** By reference in normal form. */
export type ImageLock = ReadonlyMap<string, LockedImage>;

/** Reads the text of an `images.lock`; a text says what is wrong with it. */
export function readLock(text: string): ImageLock | string {
  const parsed = parseStrict(Buffer.from(text), 'images.lock');
  if (!parsed.ok) return `${parsed.rejection.message}; ${ADVICE}`;
  const images = member(parsed.value, 'images');
  if (member(parsed.value, 'version') !== VERSION || !isObject(images))
    return `images.lock is of a version that is not known here; ${ADVICE}`;
  const lock = new Map<string, LockedImage>();
  for (const [reference, entry] of Object.entries(images)) {
    const image = imageOf(entry);
    if (image === undefined) return `images.lock has an entry for ${reference} that is none; ${ADVICE}`;
    lock.set(reference, image);
  }
  return lock;
}

/** Sorted and without a time in it, so that the same images give the same bytes. */
export function printLock(lock: ImageLock): string {
  const images = Object.fromEntries(
    [...lock]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([reference, { digest, signers, evidence, elsewhere = NOWHERE }]) => [
        reference,
        {
          digest,
          signers: signers.toSorted(),
          evidence: printed(evidence),
          ...(elsewhere.size > 0 && {
            elsewhere: sortedMembers([...elsewhere].map(([place, lying]) => [place, printed(lying.evidence)])),
          }),
        },
      ]),
  );
  return `${JSON.stringify({ version: VERSION, images }, null, 2)}\n`;
}

function imageOf(entry: Json | undefined): LockedImage | undefined {
  const [digest, signers] = ['digest', 'signers'].map((name) => member(entry, name));
  const evidence = evidenceIn(member(entry, 'evidence'));
  const elsewhere = elsewhereIn(member(entry, 'elsewhere') ?? {});
  if (typeof digest !== 'string' || !isTexts(signers) || evidence === undefined || elsewhere === undefined) return undefined;
  return { digest, signers, evidence, ...(elsewhere.size > 0 && { elsewhere }) };
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function evidenceIn(value: Json | undefined): readonly Evidence[] | undefined {
  if (!Array.isArray(value) || value.length > MOST_EVIDENCE || !value.every(isStored)) return undefined;
  return value.map(readEvidence);
}

function elsewhereIn(value: Json): ReadonlyMap<string, Lying> | undefined {
  if (!isObject(value)) return undefined;
  const places = new Map<string, Lying>();
  for (const [place, list] of Object.entries(value)) {
    const evidence = evidenceIn(list);
    if (evidence === undefined) return undefined;
    places.set(place, { evidence });
  }
  return places;
}

function printed(evidence: readonly Evidence[]): readonly StoredEvidence[] {
  return evidence.map(storeEvidence).map(sorted).toSorted(byText);
}

function isStored(value: Json): value is StoredEvidence & Json {
  const annotations = member(value, 'annotations');
  const form = member(value, 'form');
  if (typeof member(value, 'content') !== 'string') return false;
  return (
    form === 'bundle' ||
    ((form === 'simple-signing' || form === 'dsse') &&
      isObject(annotations) &&
      Object.values(annotations).every((text) => typeof text === 'string'))
  );
}

function sorted(stored: StoredEvidence): StoredEvidence {
  if (stored.form === 'bundle') return stored;
  return { ...stored, annotations: sortedMembers(Object.entries(stored.annotations)) };
}

function sortedMembers<T>(members: readonly (readonly [name: string, value: T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function byText(a: StoredEvidence, b: StoredEvidence): number {
  const [first, second] = [JSON.stringify(a), JSON.stringify(b)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** Nothing writes over it: it may hold what somebody merged by half, or what a newer release wrote. */
const ADVICE = 'restore it, or remove it and run: lintel images verify';
const NOWHERE: ReadonlyMap<string, Lying> = new Map();
const VERSION = 1;
/** No more is ever found beside an image; each piece costs whoever verifies it. */
const MOST_EVIDENCE = 150;
