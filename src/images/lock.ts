import { isObject, member, type Json } from '../engine/json.ts';
import { readEvidence, storeEvidence, type Evidence, type StoredEvidence } from '../signatures/evidence.ts';
import { parseStrict } from '../signatures/strict-json.ts';

/** What `images.lock` says of an image: a cache, never an authority, since whoever may write the manifest may write it too. */
export interface LockedImage {
  /** What the reference stood for when it was written. */
  readonly digest: string;
  /** Who had signed, for people; what counts is verified again. */
  readonly signers: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** By reference in normal form. */
export type ImageLock = ReadonlyMap<string, LockedImage>;

/** Reads the text of an `images.lock`; a text says what is wrong with it. */
export function readLock(text: string): ImageLock | string {
  const parsed = parseStrict(Buffer.from(text), 'images.lock');
  if (!parsed.ok) return `${parsed.rejection.message}; write it anew with: lintel images verify`;
  const images = member(parsed.value, 'images');
  if (member(parsed.value, 'version') !== VERSION || !isObject(images))
    return 'images.lock is of a version that is not known here; write it anew with: lintel images verify';
  const lock = new Map<string, LockedImage>();
  for (const [reference, entry] of Object.entries(images)) {
    const image = imageOf(entry);
    if (image === undefined) return `images.lock has an entry for ${reference} that is none; write it anew with: lintel images verify`;
    lock.set(reference, image);
  }
  return lock;
}

/** Sorted and without a time in it, so that the same images give the same bytes. */
export function printLock(lock: ImageLock): string {
  const images = Object.fromEntries(
    [...lock]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([reference, { digest, signers, evidence }]) => [
        reference,
        { digest, signers: signers.toSorted(), evidence: evidence.map(storeEvidence).map(sorted).toSorted(byText) },
      ]),
  );
  return `${JSON.stringify({ version: VERSION, images }, null, 2)}\n`;
}

function imageOf(entry: Json | undefined): LockedImage | undefined {
  const [digest, signers, evidence] = ['digest', 'signers', 'evidence'].map((name) => member(entry, name));
  if (typeof digest !== 'string' || !Array.isArray(signers) || !Array.isArray(evidence)) return undefined;
  if (!signers.every((signer) => typeof signer === 'string') || !evidence.every(isStored)) return undefined;
  if (evidence.length > MOST_EVIDENCE) return undefined;
  return { digest, signers, evidence: evidence.map(readEvidence) };
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
  return { ...stored, annotations: Object.fromEntries(Object.entries(stored.annotations).toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

function byText(a: StoredEvidence, b: StoredEvidence): number {
  const [first, second] = [JSON.stringify(a), JSON.stringify(b)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

const VERSION = 1;
/** No more is ever found beside an image; each piece costs whoever verifies it. */
const MOST_EVIDENCE = 150;
