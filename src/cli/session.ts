import { createHmac, randomBytes } from 'node:crypto';
import { packs } from '../../policies/packs/index.ts';
import { rules } from '../../policies/index.ts';
import type { Evaluation } from '../engine/evaluate.ts';
import type { FactTools } from '../engine/fact.ts';
import { NO_IMAGES, type ImagesView } from '../engine/images.ts';
import { compilePlan, type Door, type Plan } from '../engine/plan.ts';
import type { Policy, SuppressionPolicy } from '../engine/policy.ts';
import { factsOf } from '../facts/extract.ts';
import { FactIndex } from '../facts/fact-index.ts';
import type { Catalogue } from '../settings/catalogue.ts';
import { compile, type DeclaredWorkload } from '../settings/compile.ts';
import type { RawSettings } from '../settings/raw.ts';
import type { SuppressionTerms } from './suppress.ts';

/** All that a run depends on beside its files; plain data, so that every thread can open the same session. */
export interface SessionSpec {
  readonly settings: RawSettings;
  /** Absolute paths of files with rules of the user's own: what `catalogueOf` opens. */
  readonly policyFiles?: readonly string[] | undefined;
  /** The texts of these files, and of what they import, where they are on no disk. */
  readonly policyTexts?: ReadonlyMap<string, string> | undefined;
  /** Only these rules, if given; one that the settings leave off is switched on. */
  readonly only?: readonly string[] | undefined;
  /** Whether findings bring the text that their fixes would write. */
  readonly replacements?: boolean;
  /** The text of the lock file of images, where there is one: what files are judged by. */
  readonly imageLock?: string | undefined;
  readonly door: Door;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The key under which secrets are hashed; never written anywhere. Absent: the session has one of its own. */
  readonly key?: string;
}

export interface Session {
  readonly plan: Plan;
  readonly workloads: readonly DeclaredWorkload[];
  readonly now: number;
  readonly index: FactIndex;
  readonly tools: FactTools;
  readonly images: ImagesView;
  readonly suppressions: SuppressionTerms;
  readonly replacements: boolean;
  /** Set where somebody watches the rules. */
  readonly watch?: Pick<Evaluation, 'entering' | 'isSuspended'> & {
    /** Told when an object is done with: what runs then is no rule. */
    readonly leaving: () => void;
  };
}

/** What the session's lock file proves of images; the verifier is loaded only where the settings want something of them. */
export async function openImages({ settings: { images }, imageLock, now }: SessionSpec): Promise<ImagesView> {
  if (images?.policies === undefined) return NO_IMAGES;
  const { openLockedImages } = await import('../images/locked-images.ts');
  return openLockedImages(images, imageLock, now);
}

/** What Lintel brings; users' own rules join it. */
export const BUILT_IN: Catalogue = { rules, packs };

export function openSession(
  { settings, only, replacements = false, door, now, key }: SessionSpec,
  catalogue: Catalogue = BUILT_IN,
  images: ImagesView = NO_IMAGES,
): Session {
  const { policy, workloads } = compile(only === undefined ? settings : naming(settings, only), catalogue);
  const plan = compilePlan(only === undefined ? policy : narrowed(policy, new Set(only)), door);
  const tools: FactTools = { digest: digestUnder(key) };
  const suppressions = {
    known: new Set(catalogue.rules.map(({ id }) => id)),
    active: new Set(plan.rules.map(({ id }) => id)),
    policy: policy.suppressions ?? NO_SUPPRESSION,
    now,
  };
  return { plan, workloads, now, tools, images, suppressions, replacements, index: new FactIndex(factsOf(plan.rules), tools) };
}

/** A key is made when something is to be hashed: most runs meet no Secret. */
function digestUnder(given: string | undefined): FactTools['digest'] {
  let key = given;
  return (text) => {
    key ??= hashKey();
    return createHmac('sha256', key).update(text).digest('base64url');
  };
}

/** For sessions that have to hash alike. */
export function hashKey(): string {
  return randomBytes(32).toString('hex');
}

const NO_SUPPRESSION: SuppressionPolicy = { annotation: false, never: new Set() };

/** A rule that neither the settings nor their packs mention is on too, once it is asked for. */
function naming(settings: RawSettings, only: readonly string[]): RawSettings {
  return { ...settings, rules: { ...Object.fromEntries(only.map((id) => [id, true])), ...settings.rules } };
}

function narrowed(policy: Policy, only: ReadonlySet<string>): Policy {
  const instances = policy.rules.filter(({ rule }) => only.has(rule.id));
  return {
    ...policy,
    rules: instances.map((instance) =>
      instance.setting.severity === 'off' ? { ...instance, setting: { ...instance.setting, severity: instance.rule.severity } } : instance,
    ),
  };
}
