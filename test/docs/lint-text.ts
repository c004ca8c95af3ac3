import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { judge, scan, type PlacedFinding, type Scanned } from '../../src/cli/examine.ts';
import { fixFile, type FixChoice } from '../../src/cli/fix-file.ts';
import { BUILT_IN, openSession, type Session } from '../../src/cli/session.ts';
import { NO_IMAGES, type ImagesView } from '../../src/engine/images.ts';
import type { Related } from '../../src/engine/rule.ts';
import { isDocument } from '../../src/cli/examine.ts';
import { openLockedImages } from '../../src/images/locked-images.ts';
import { Locator } from '../../src/manifest/locate.ts';
import { countFindings, docsLink, type LocatedFinding, type LocatedRelated } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import type { RawSettings } from '../../src/settings/raw.ts';

/** A text as `lintel lint --rule <id>` sees it. */
export interface Linted {
  readonly scanned: Scanned;
  readonly session: Session;
  /** Of the one rule. */
  readonly findings: readonly PlacedFinding[];
  /** Whether the rule was asked about any of its objects. */
  readonly concerned: boolean;
  /** Nothing was left unread or unjudged. */
  readonly understood: boolean;
}

export const FILE = 'example.yaml';

export function lintText(rule: string, text: string, settings: RawSettings): Linted {
  const spec = { settings, only: [rule], door: 'files', now: Date.UTC(2026, 0, 1), key: 'docs' } as const;
  const session = openSession(spec, BUILT_IN, imagesOf(rule, settings, spec.now));
  const scanned = scan({ path: FILE, settingsPath: FILE, text, context: false }, session);
  for (const extract of scanned.extracts) session.index.insert(extract);
  const findings = judge(scanned, session).filter(({ finding }) => finding.rule === rule);
  const concerned = scanned.subjects.some(({ subject }) => session.plan.candidates(subject).length > 0);
  return { scanned, session, findings, concerned, understood: scanned.problems.length + scanned.skipped.length === 0 };
}

/** By the lock file beside the rule's fixtures. */
function imagesOf(rule: string, { images }: RawSettings, now: number): ImagesView {
  if (images === undefined) return NO_IMAGES;
  return openLockedImages(images, imageLockOf(rule), now);
}

export function imageLockOf(rule: string): string | undefined {
  const file = path.resolve(import.meta.dirname, '../../fixtures', rule, 'images.lock');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** What fixing makes of it; undefined where that is nothing, or not all of it. */
export function fixText({ scanned, session }: Linted, choice: FixChoice): string | undefined {
  const { before, after, refused, unsettled } = fixFile(scanned, session, choice);
  return before === after || refused.length + unsettled.length > 0 ? undefined : after;
}

/** The report of `lintel lint`, as a pipe gets it, without the links at its end. */
export function reportText({ scanned, session, findings }: Linted): string {
  const located = findings.map((found) => locate(found, scanned));
  const report = {
    findings: located,
    problems: scanned.problems,
    summary: {
      files: 1,
      documents: scanned.documents,
      resources: scanned.subjects.length,
      rules: session.plan.rules.length,
      findings: countFindings(located),
      skipped: scanned.skipped,
    },
  };
  return renderText(report, { color: false, width: 100, links: false });
}

function locate({ finding, location, lines }: PlacedFinding, scanned: Scanned): LocatedFinding {
  const rule = BUILT_IN.rules.find(({ id }) => id === finding.rule);
  const about = rule && { summary: rule.summary, why: rule.why, docs: docsLink(rule.id), doors: rule.doors };
  return { finding, location, lines, related: finding.related.map((other) => relatedOf(other, scanned)), ...(about && { rule: about }) };
}

function relatedOf({ resource, path, document }: Related, { input, subjects }: Scanned): LocatedRelated {
  if (document === undefined) return { resource, path };
  const found = subjects.find(({ manifest }) => isDocument(document, manifest));
  if (found === undefined) return { resource, path };
  return { resource, path, location: { file: input.path, ...new Locator(input.text).rangeOf(found.manifest, path) } };
}
