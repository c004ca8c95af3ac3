import {
  mayMatchRef,
  parseImage,
  parseRefPattern,
  surelyMatchesRef,
  type ImageReference,
  type RefPattern,
} from '../kube/image-reference.ts';
import type { Path } from '../engine/json.ts';
import type { Enforcement } from '../engine/rule.ts';
import type { RawAttestation, RawAuthority, RawImagePolicy, RawImages, RawSignatures } from '../settings/raw.ts';
import { exactly, matching, type Matcher } from '../signatures/matcher.ts';
import type { Authority, ImagePolicy, SignatureDemand } from '../signatures/policy.ts';
import { publicKeyFromPem } from '../signatures/public-key.ts';
import type { Repository } from '../signatures/registry/registry.ts';
import { publicGoodTrust, trustedRootFromJson, type Trust } from '../signatures/trust.ts';
import { checkRootJson } from '../signatures/tuf/root-json.ts';
import { conditionsOf, milliseconds } from './conditions.ts';
import { unreadKeyOf, unreadKeysOf, type UnreadKeys } from './secret-keys.ts';

/** What a policy of the settings wants of the images that it is for. */
export interface ImageDemand {
  readonly patterns: readonly RefPattern[];
  readonly except: readonly RefPattern[];
  /** Where its evidence lies; absent: beside the image. */
  readonly repository?: Repository;
  readonly policy: ImagePolicy;
  readonly pin: boolean;
  readonly unreachable: Enforcement;
  /** Those who may sign, and whose keys are not known here. */
  readonly unread: UnreadKeys;
}

/** The demands, or what of a key, a pattern or the trusted root cannot be used. */
export type CompiledDemands = { readonly demands: readonly ImageDemand[] } | { readonly faults: readonly DemandFault[] };

export interface DemandFault {
  /** Within the settings. */
  readonly path: Path;
  readonly message: string;
}

/** What valid settings want of images, their files read already: `trustedRoot`, `tuf.root`, each `copy` and each `key` that is not in a Secret are texts. */
export function compileDemands({ trustedRoot, tuf, policies = [] }: RawImages): CompiledDemands {
  const faults: DemandFault[] = [];
  const attempt: Attempt = (path, make) => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      faults.push({ path, message: error.message });
      return undefined;
    }
  };
  const given =
    trustedRoot === undefined ? undefined : attempt(['images', 'trustedRoot'], () => trustedRootFromJson(Buffer.from(trustedRoot)));
  if (tuf !== undefined) attempt(['images', 'tuf', 'root'], () => checkRootJson(tuf.root));
  let publicGood: Trust | undefined;
  const trust = (): Trust => given ?? (publicGood ??= publicGoodTrust());
  const demands = policies.map((policy, index) => demandOf(policy, { path: ['images', 'policies', index], trust, attempt }));
  return faults.length > 0 ? { faults } : { demands };
}

/** The demands that are for an image; all of them have to be met. What is not certain is no way out of one. */
export function demandsOn(image: ImageReference, demands: readonly ImageDemand[]): readonly ImageDemand[] {
  return demands.filter(
    ({ patterns, except }) =>
      patterns.some((pattern) => mayMatchRef(pattern, image)) && !except.some((pattern) => surelyMatchesRef(pattern, image)),
  );
}

type Attempt = <T>(path: Path, make: () => T) => T | undefined;

interface Making {
  readonly path: Path;
  /** Read only where somebody needs it. */
  readonly trust: () => Trust;
  readonly attempt: Attempt;
}

function demandOf(raw: RawImagePolicy, making: Making): ImageDemand {
  const { match, except = [], repository, signatures, attestations = [], pin = true, unreachable = 'deny' } = raw;
  const wanted = signatures && signatureOf(signatures, { ...making, path: [...making.path, 'signatures'] });
  const statements = attestations.map((attestation, index) =>
    attestationOf(attestation, wanted?.authorities ?? [], { ...making, path: [...making.path, 'attestations', index] }),
  );
  const policy: ImagePolicy = { ...(wanted && { signatures: wanted }), attestations: statements };
  const place = parseImage(repository);
  const elsewhere = place && { repository: { host: place.host, path: place.repository } };
  const images = { patterns: patternsOf(match), except: patternsOf(except) };
  return { ...images, ...elsewhere, policy, pin, unreachable, unread: unreadKeysOf(raw) };
}

function signatureOf({ count = 1, by, annotations }: RawSignatures, making: Making): SignatureDemand {
  return { count, authorities: authoritiesOf(by, making), ...(annotations && { annotations }) };
}

function attestationOf(
  { type, count = 1, by, maxAge, conditions = [] }: RawAttestation,
  signers: readonly Authority[],
  making: Making,
): ImagePolicy['attestations'][number] {
  const authorities = by === undefined ? signers : authoritiesOf(by, making);
  const condition = making.attempt([...making.path, 'conditions'], () => conditionsOf(conditions));
  return {
    predicateType: type,
    count,
    authorities,
    ...(condition && { condition }),
    ...(maxAge !== undefined && { maxAge: milliseconds(maxAge) }),
  };
}

function authoritiesOf(by: readonly RawAuthority[], { path, trust, attempt }: Making): readonly Authority[] {
  return by.flatMap((raw, index) => {
    if (unreadKeyOf(raw) !== undefined) return [];
    return attempt([...path, 'by', index, ...placeOfKey(raw)], () => authorityOf(raw, trust)) ?? [];
  });
}

/** Of the text that is the key: where there is a copy, that is it. */
function placeOfKey({ key, copy }: RawAuthority): Path {
  if (key === undefined) return [];
  return [copy === undefined ? 'key' : 'copy'];
}

function authorityOf(raw: RawAuthority, trust: () => Trust): Authority {
  const { key, copy, log = true, certificateLog = true, extensions = {} } = raw;
  if (key !== undefined) return { by: 'key', key: publicKeyFromPem(copy ?? key), ...(log && { trust: trust() }) };
  return {
    by: 'certificate',
    trust: trust(),
    log,
    certificateLog,
    issuer: matcherOf(raw.issuer, raw.issuerPattern),
    subject: matcherOf(raw.subject, raw.subjectPattern),
    extensions: Object.fromEntries(Object.entries(extensions).map(([name, text]) => [name, exactly(text)])),
  };
}

function matcherOf(text: string | undefined, pattern: string | undefined): Matcher {
  return pattern === undefined ? exactly(text ?? '') : matching(pattern);
}

/** The settings refuse an entry that is no reference, so nothing is lost here. */
function patternsOf(entries: readonly string[]): readonly RefPattern[] {
  return entries.map(parseRefPattern).filter((pattern) => pattern !== undefined);
}
