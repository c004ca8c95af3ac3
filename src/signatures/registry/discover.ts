import { LARGEST_EVIDENCE, MEDIA_TYPES, type Evidence } from '../evidence.ts';
import { field, parseStrict, type Json } from '../strict-json.ts';
import { RegistryFailure } from './failure.ts';
import type { Registry, Repository } from './registry.ts';

/** What was found beside an image. */
export interface Discovered {
  readonly evidence: readonly Evidence[];
  /** What was left out, and why: a signature that is not looked at is told, since it might have been the one. */
  readonly leftOut: readonly string[];
}

/**
 * All that claims something of a digest: bundles by the referrers API, else by the tag that stands in for it, and the layers of
 * the `.sig` and `.att` tags. Throws a RegistryFailure where the registry does not answer: that is not "unsigned".
 */
export async function discover(registry: Registry, repository: Repository, digest: string, signal: AbortSignal): Promise<Discovered> {
  const search: Search = { registry, repository, signal, leftOut: [], room: LARGEST_EVIDENCE };
  const prefix = digest.replace(':', '-');
  const found = await Promise.all([
    referrersOf(search, digest, prefix.slice(0, LONGEST_FALLBACK)),
    layersOf(search, `${prefix}.sig`),
    layersOf(search, `${prefix}.att`),
  ]);
  return { evidence: found.flat(), leftOut: search.leftOut };
}

interface Search {
  readonly registry: Registry;
  readonly repository: Repository;
  readonly signal: AbortSignal;
  readonly leftOut: string[];
  /** How many bytes of evidence may still be taken: whoever may push could bring any number of large pieces. */
  room: number;
}

interface Descriptor {
  readonly digest: string;
  readonly mediaType: string;
  readonly artifactType: string;
  readonly size: number;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What an index lists is only followed, and never believed: the evidence itself says what it is about, under a signature. */
async function referrersOf(search: Search, digest: string, fallbackTag: string): Promise<readonly Evidence[]> {
  const { registry, repository, signal } = search;
  const told = await registry.referrers(repository, digest, signal);
  const index = told?.bytes ?? (await manifestOf(search, fallbackTag));
  if (index === undefined) return [];
  if (told?.isPage === true) search.leftOut.push('of the referrers, only those of the first page are looked at');
  const listed = descriptorsIn(parsed(index, 'the list of referrers'), 'manifests');
  const referrers = listed.filter(({ artifactType }) => EVIDENT.test(artifactType));
  const evidence: Evidence[] = [];
  for (const referrer of capped(search, referrers, 'referrers')) {
    // What a list says of its size is anybody's word, and it is small: so it is counted once it is there.
    if (!hasRoom(search, { ...referrer, size: 1 })) continue;
    const manifest = await registry.manifest(repository, referrer.digest, signal);
    search.room -= manifest.bytes.length;
    evidence.push(...(await evidenceIn(search, manifest.bytes, 'a referrer')));
  }
  return evidence;
}

/** Of a digest that is too long for it nobody pushed a tag. */
async function layersOf(search: Search, tag: string): Promise<readonly Evidence[]> {
  const manifest = tag.length > LONGEST_TAG ? undefined : await manifestOf(search, tag);
  return manifest === undefined ? [] : await evidenceIn(search, manifest, `tag ${tag}`);
}

async function evidenceIn(search: Search, manifest: Buffer, what: string): Promise<readonly Evidence[]> {
  const evidence: Evidence[] = [];
  for (const layer of capped(search, descriptorsIn(parsed(manifest, what), 'layers'), `layers of ${what}`)) {
    const form = BUNDLE.test(layer.mediaType) ? 'bundle' : FORMS.get(layer.mediaType);
    const content = form && (await contentOf(search, layer));
    if (form === undefined || content === undefined) continue;
    evidence.push(form === 'bundle' ? { form, content } : { form, content, annotations: layer.annotations });
  }
  return evidence;
}

/** A tag that is not there is no fault: nobody signed that way. */
async function manifestOf({ registry, repository, signal }: Search, tag: string): Promise<Buffer | undefined> {
  try {
    return (await registry.manifest(repository, tag, signal)).bytes;
  } catch (error) {
    if (error instanceof RegistryFailure && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** No more than its descriptor says that there is. */
async function contentOf(search: Search, descriptor: Descriptor): Promise<Buffer | undefined> {
  if (!hasRoom(search, descriptor)) return undefined;
  return await search.registry.blob(search.repository, descriptor.digest, descriptor.size, search.signal);
}

/** Takes the room that something needs, where there is as much. */
function hasRoom(search: Search, { digest, size }: Descriptor): boolean {
  if (size > search.room) {
    search.leftOut.push(`${digest} is left out, since all evidence may have ${LARGEST_EVIDENCE} bytes, and it has ${size}`);
    return false;
  }
  search.room -= size;
  return true;
}

function capped<T>({ leftOut }: Search, items: readonly T[], what: string): readonly T[] {
  if (items.length > MOST_CANDIDATES) leftOut.push(`of ${items.length} ${what} only the newest ${MOST_CANDIDATES} are looked at`);
  return items.slice(-MOST_CANDIDATES);
}

function parsed(bytes: Buffer, what: string): Json {
  const result = parseStrict(bytes, what);
  if (!result.ok) throw new RegistryFailure('malformed', result.rejection.message);
  return result.value;
}

function descriptorsIn(manifest: Json, list: string): readonly Descriptor[] {
  const items = field(manifest, list);
  return Array.isArray(items) ? items.flatMap((item: Json) => descriptorOf(item) ?? []) : [];
}

function descriptorOf(item: Json): Descriptor | undefined {
  const [digest, mediaType, artifactType] = ['digest', 'mediaType', 'artifactType'].map((name) => field(item, name));
  if (typeof digest !== 'string' || typeof mediaType !== 'string' || !DIGEST.test(digest)) return undefined;
  return {
    digest,
    mediaType,
    artifactType: typeof artifactType === 'string' ? artifactType : '',
    size: sizeIn(field(item, 'size')),
    annotations: textsOf(field(item, 'annotations')),
  };
}

/** What says nothing of its size that could be is as large as may be. */
function sizeIn(value: Json | undefined): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : LARGEST_EVIDENCE;
}

function textsOf(value: Json | undefined): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

const FORMS: ReadonlyMap<string, 'simple-signing' | 'dsse'> = new Map([
  [MEDIA_TYPES.simpleSigning, 'simple-signing'],
  [MEDIA_TYPES.dsse, 'dsse'],
] as const);
/** Sigstore bundles of every version. */
const BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle[.+]/u;
/**
 * Types of referrers that may hold evidence: a bundle, what cosign 2 refers to an image in its experimental mode, and, since the tag
 * that stands in for the API lists the type of a bundle's config instead of its own, nothing said or an empty config.
 */
const EVIDENT =
  /^(?:application\/vnd\.(?:dev\.sigstore\.bundle[.+].*|dev\.cosign\.artifact\.(?:sig|att)\.v1\+json|oci\.empty\.v1\+json))?$/u;
const DIGEST = /^sha(?:256:[a-f0-9]{64}|512:[a-f0-9]{128})$/u;
/** The distribution specification cuts the tag that stands in for the API after 64 digits of SHA-512. */
const LONGEST_FALLBACK = 'sha512-'.length + 64;
const LONGEST_TAG = 128;
/** Anybody who may push may add signatures; so many are looked at and no more. */
const MOST_CANDIDATES = 50;
