import type { Scanned } from './examine.ts';
import { fixFile, type FileFix, type FixChoice } from './fix-file.ts';
import type { Session } from './session.ts';

/** Every file of a run with its fixes made, but for those that are left alone. */
export function mendFiles(
  scanned: readonly Scanned[],
  session: Session,
  choice: FixChoice,
  leftAlone: ReadonlySet<string> = new Set(),
): readonly FileFix[] {
  return eachFileOnce(scanned)
    .filter(({ input }) => !leftAlone.has(input.path))
    .map((one) => fixFile(one, session, choice));
}

/** A file that belongs to several environments is mended as the first one has it. */
function eachFileOnce(scanned: readonly Scanned[]): readonly Scanned[] {
  return [
    ...new Map(
      scanned
        .filter(({ input }) => !input.context)
        .map((one) => [one.input.path, one] as const)
        .toReversed(),
    ).values(),
  ].toReversed();
}
