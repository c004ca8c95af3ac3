import type { Json } from '../engine/json.ts';
import { matchesGlob } from './glob.ts';

/** An image reference in its normal form: `nginx` is `docker.io`, `library/nginx`. */
export interface ImageReference {
  /** The registry with its port, in lower case, by one of its names: `GCR.io:443` is `gcr.io`. */
  readonly host: string;
  readonly repository: string;
  /** As written; a digest outranks it, and without either `latest` is meant. */
  readonly tag?: string;
  /** `algorithm:hex`, as written; that it is a real one is for a rule to say. */
  readonly digest?: string;
}

/** An entry of a list of references: `host[:port]`, `host/repository` or a full reference. In each part `*` stands for characters other than `/`. */
export interface RefPattern {
  readonly host: string;
  /** The components of the repository; none: the whole registry. */
  readonly segments: readonly string[];
  readonly tag?: string;
  readonly digest?: string;
}

/** Reads a reference by the grammar of github.com/distribution/reference; undefined for what it refuses (the kubelet's InvalidImageName). */
export function parseImage(ref: Json | undefined): ImageReference | undefined {
  if (typeof ref !== 'string' || BARE_ID.test(ref)) return undefined;
  const { name, tag, digest } = splitReference(ref);
  const { host, repository } = splitHost(name);
  if (!isHost(host) || !isRepository(repository) || !isSuffix(tag, digest)) return undefined;
  return { host, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** The reference in full, with tag `latest` where it has neither tag nor digest. */
export function normalised(image: ImageReference): string {
  const tag = image.tag ?? (image.digest === undefined ? 'latest' : undefined);
  return `${image.host}/${image.repository}${tag === undefined ? '' : `:${tag}`}${image.digest === undefined ? '' : `@${image.digest}`}`;
}

/** Reads an entry; undefined for a bare name (it would be a prefix of foreign hosts) and for what no reference could match. */
export function parseRefPattern(text: string): RefPattern | undefined {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const rest = slash < 0 ? '' : text.slice(slash + 1);
  if (!isHostPattern(host)) return undefined;
  return rest === '' ? { host: canonicalHost(host), segments: [] } : belowHost(canonicalHost(host), rest);
}

/** Whether an image is one that the entry means; without tag and digest, anything below it counts too. */
export function matchesRef(pattern: RefPattern, image: ImageReference): boolean {
  return matchesGlob(pattern.host, image.host) && matchesSuffix(pattern, image) && matchesRepository(pattern, image);
}

/**
 * Whether an image may be one that the entry means. A tag beside a digest is a word of whoever wrote it, and what the digest was
 * tagged, nobody can tell: so it may have been tagged as the entry says.
 */
export function mayMatchRef(pattern: RefPattern, image: ImageReference): boolean {
  const { tag } = pattern;
  return matchesRef(pattern, tag === undefined || image.digest === undefined ? image : { ...image, tag: example(tag) });
}

/** Whether an image is one that the entry means, whatever was written beside its digest. */
export function surelyMatchesRef(pattern: RefPattern, image: ImageReference): boolean {
  const isWord = pattern.tag !== undefined && pattern.digest === undefined && image.digest !== undefined;
  return !isWord && matchesRef(pattern, image);
}

/** Cuts a reference at its digest and its tag, unchecked. */
function splitReference(ref: string): { readonly name: string; readonly tag?: string; readonly digest?: string } {
  const at = ref.indexOf('@');
  const named = at < 0 ? ref : ref.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return {
    name: colon < 0 ? named : named.slice(0, colon),
    ...(colon >= 0 && { tag: named.slice(colon + 1) }),
    ...(at >= 0 && { digest: ref.slice(at + 1) }),
  };
}

function isHost(host: string): boolean {
  return HOST.test(host);
}

function isRepository(repository: string): boolean {
  return repository.length <= LONGEST_REPOSITORY && repository.split('/').every((component) => PATH_COMPONENT.test(component));
}

function isSuffix(tag: string | undefined, digest: string | undefined): boolean {
  return (tag === undefined || TAG.test(tag)) && (digest === undefined || DIGEST.test(digest));
}

/**
 * Hosts have no case (a bare one is known by its capitals alone, and keeps them). That a registry has other names, or that its port
 * is written though it is the usual one, must not lead past what is said of it.
 */
function canonicalHost(host: string): string {
  const lower = /[.:]/u.test(host) ? host.toLowerCase() : host;
  // Without its port, a host without a dot would be taken for a part of the repository.
  const short = /[.\]]/u.test(lower) ? lower.replace(USUAL_PORT, '') : lower;
  return HUB_HOSTS.has(short) ? DEFAULT_HOST : short;
}

/** Whether the first component of a name can only be a registry. */
function looksLikeHost(component: string): boolean {
  return component === 'localhost' || /[.:]/u.test(component) || component !== component.toLowerCase();
}

function splitHost(name: string): { readonly host: string; readonly repository: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const named = slash >= 0 && looksLikeHost(first);
  const host = named ? canonicalHost(first) : DEFAULT_HOST;
  const rest = named ? name.slice(slash + 1) : name;
  return { host, repository: host === DEFAULT_HOST && !rest.includes('/') ? `${OFFICIAL}${rest}` : rest };
}

function matchesRepository(pattern: RefPattern, image: ImageReference): boolean {
  const { segments } = pattern;
  const wanted = image.repository.split('/');
  if (isBelow(segments, wanted, isExact(pattern))) return true;
  const official = segments.length === 1 && image.host === DEFAULT_HOST && image.repository.startsWith(OFFICIAL);
  return official && isBelow(segments, wanted.slice(1), isExact(pattern));
}

function isBelow(segments: readonly string[], wanted: readonly string[], exact: boolean): boolean {
  if (exact ? segments.length !== wanted.length : segments.length > wanted.length) return false;
  return segments.every((segment, index) => matchesGlob(segment, wanted[index] ?? ''));
}

function matchesSuffix({ tag, digest }: RefPattern, image: ImageReference): boolean {
  const effective = image.tag ?? (image.digest === undefined ? 'latest' : undefined);
  if (tag !== undefined && (effective === undefined || !matchesGlob(tag, effective))) return false;
  return digest === undefined || (image.digest !== undefined && matchesGlob(digest, image.digest));
}

function belowHost(host: string, rest: string): RefPattern | undefined {
  const { name, tag, digest } = splitReference(rest);
  const repository = name.endsWith('/') ? name.slice(0, -1) : name;
  if (!isRepository(example(repository)) || !isSuffix(tag && example(tag), digest && exampleDigest(digest))) return undefined;
  return { host, segments: repository.split('/'), ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

function isExact({ tag, digest }: RefPattern): boolean {
  return (tag ?? digest) !== undefined;
}

function isHostPattern(host: string): boolean {
  return host === '*' || (looksLikeHost(host) && isHost(example(host)));
}

/** A text that the pattern matches, and that fits the grammar wherever one can: judged in the pattern's stead. */
function example(pattern: string): string {
  return pattern.replaceAll('*', '1');
}

function exampleDigest(pattern: string): string {
  return pattern.replaceAll('*', '1'.repeat(32));
}

const DEFAULT_HOST = 'docker.io';
/** Where Docker Hub keeps the images whose names have one component. */
const OFFICIAL = 'library/';

/** By which Docker Hub answers, too. */
const HUB_HOSTS: ReadonlySet<string> = new Set(['index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);
/** Of HTTPS. */
const USUAL_PORT = /:0*443$/u;
const LONGEST_REPOSITORY = 255;
/** A bare image id reads like a name, and the grammar refuses it for that. */
const BARE_ID = /^[a-f0-9]{64}$/u;
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const HOST = new RegExp(String.raw`^(?:${LABEL}(?:\.${LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$`, 'u');
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/u;
const TAG = /^\w[\w.-]{0,127}$/u;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/u;
