import type { Json, JsonObject } from '../engine/json.ts';
import type { Enforcement, Severity } from '../engine/rule.ts';
import type { EXTENSION_NAMES } from './images-schema.ts';

/** A valid `lintel.yaml` as it is written. Kept by hand beside `settingsSchema`, which is what refuses anything else. */
export interface RawSettings {
  /** Names of packs, `<pack>@<version>` for a standard; later ones win. Default: recommended. */
  readonly extends?: readonly string[];
  readonly rules?: RawRules;
  /** Globs of files with rules of the user's own, relative to the settings file. */
  readonly policies?: readonly string[];
  readonly overrides?: readonly RawOverride[];
  readonly exemptions?: readonly RawExemption[];
  readonly enforcement?: Readonly<Record<string, Enforcement>>;
  /** Ids of rules whose fixes the webhook writes into what is admitted. */
  readonly inject?: readonly string[];
  readonly workloads?: readonly RawWorkload[];
  readonly suppressions?: RawSuppressions;
  readonly environments?: readonly RawEnvironment[];
  readonly images?: RawImages;
  /** `v1.34`: the version of Kubernetes that objects are for. */
  readonly kubernetesVersion?: string;
}

/** What images have to prove, and whom to believe. */
export interface RawImages {
  /** A file with a `trusted_root.json`, relative to the settings; once they are loaded, its text. Default: the public Sigstore instance. */
  readonly trustedRoot?: string;
  /** Where a newer trusted root is got from, while the webhook serves. */
  readonly tuf?: RawTuf;
  readonly registries?: readonly RawRegistry[];
  /** Whether the webhook reads the pull secrets that pods and their accounts name. Default: false. */
  readonly pullSecrets?: boolean;
  /** An image has to satisfy every policy that matches it. */
  readonly policies?: readonly RawImagePolicy[];
}

/** A repository of The Update Framework that publishes a `trusted_root.json`. */
export interface RawTuf {
  /** Its address. */
  readonly mirror: string;
  /** A file with TUF's root.json, relative to the settings; once they are loaded, its text. */
  readonly root: string;
}

/** What is special about a registry. */
export interface RawRegistry {
  /** With its port. */
  readonly host: string;
  readonly plainHttp?: boolean;
}

export interface RawImagePolicy {
  /** References over the normal form. */
  readonly match: readonly string[];
  readonly except?: readonly string[];
  /** Where signatures and attestations lie, if not beside the image: `registry.internal/signatures`. */
  readonly repository?: string;
  readonly signatures?: RawSignatures;
  readonly attestations?: readonly RawAttestation[];
  /** Whether images have to be named by the digest that was verified. Default: true. */
  readonly pin?: boolean;
  /** What holds where a registry does not answer. Default: deny. */
  readonly unreachable?: Enforcement;
}

export interface RawQuorum {
  /** How many distinct signers. Default: 1. */
  readonly count?: number;
  readonly by: readonly RawAuthority[];
}

export interface RawSignatures extends RawQuorum {
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Who signs it is, by default, who signs the image. */
export interface RawAttestation extends Partial<RawQuorum> {
  /** The predicate type. */
  readonly type: string;
  /** A duration since it was signed. */
  readonly maxAge?: string;
  /** All of them have to hold of the predicate. */
  readonly conditions?: readonly RawCondition[];
}

/** One of `equals`, `matches`, `in`, `notIn`, `atMost` and `maxAge`, of the value at a JSON Pointer; `*` stands for every item of a list. */
export interface RawCondition {
  readonly at: string;
  readonly equals?: Json;
  /** A pattern, anchored at both ends. */
  readonly matches?: string;
  readonly in?: readonly Json[];
  readonly notIn?: readonly Json[];
  readonly atMost?: number;
  /** A duration since the time at that place. */
  readonly maxAge?: string;
}

/** A key, or whom a certificate names. */
export interface RawAuthority {
  /** PEM, a file relative to the settings, or `k8s://namespace/name`; once they are loaded, no file. */
  readonly key?: string;
  /** Of a key in a Secret: its public half for where no cluster is asked. PEM or a file; once they are loaded, PEM. */
  readonly copy?: string;
  /** Nobody writes this: why a key in a Secret is not known, once somebody has looked. */
  readonly unread?: UnreadKey;
  readonly issuer?: string;
  readonly issuerPattern?: string;
  readonly subject?: string;
  readonly subjectPattern?: string;
  /** What Fulcio's extensions have to say, exactly. */
  readonly extensions?: Readonly<Partial<Record<(typeof EXTENSION_NAMES)[number], string>>>;
  /** Whether a transparency log has to hold the signature. Default: true. */
  readonly log?: boolean;
  /** Whether certificate logs have to vouch for the certificate. Default: true. */
  readonly certificateLog?: boolean;
}

export interface UnreadKey {
  readonly code: string;
  readonly reason: string;
  /** What depends on it is no more than this. */
  readonly atMost?: 'warn';
}

export interface RawSuppressions {
  /** Default: false. */
  readonly annotation?: boolean;
  /** Ids of rules that nobody suppresses. */
  readonly never?: readonly string[];
}

/** Files whose resources see each other, and no others. */
export interface RawEnvironment {
  readonly name: string;
  /** Folders and files, relative to the settings; globs. */
  readonly paths: readonly string[];
  /** Of objects that name none. */
  readonly namespace?: string;
}

/** By rule id. */
export type RawRules = Readonly<Record<string, RawRule>>;

export type RawRule = RawSeverity | readonly [RawSeverity] | readonly [RawSeverity, JsonObject];

/** `false` is `off` (Helm turns the one into the other); `true` is on with the severity that the rule has. */
export type RawSeverity = Severity | 'off' | boolean;

export interface RawOverride {
  readonly match: RawMatch;
  readonly rules: RawRules;
}

export interface RawExemption {
  readonly rule: string;
  readonly match: RawMatch;
  readonly reason: string;
  readonly owner: string;
  /** YYYY-MM-DD; it still counts on that day, until 24:00 UTC. */
  readonly expires?: string;
}

/** All parts that are given have to hold; of each list, one entry. All but `images` are globs. */
export interface RawMatch {
  readonly namespaces?: readonly string[];
  /** `Deployment`, `apps/Deployment`, or `workloads`. */
  readonly kinds?: readonly string[];
  readonly names?: readonly string[];
  /** The object's own labels, not its pod template's. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly containers?: readonly string[];
  /** References over the normal form: `docker.io/library/nginx`. */
  readonly images?: readonly string[];
}

export interface RawWorkload {
  readonly apiVersion: string;
  readonly kind: string;
  /** A JSON Pointer to the object that holds the pods' `metadata` and `spec`. */
  readonly podTemplate: string;
  /** Default: true. */
  readonly longRunning?: boolean;
  /** The kind's name in request paths, where the usual guess is wrong. */
  readonly plural?: string;
}
