import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, Verifier } from '@sigstore/verify';
import type { Evidence } from '../../src/signatures/evidence.ts';
import { legacyBundle } from '../../src/signatures/legacy-bundle.ts';
import type { Authority } from '../../src/signatures/policy.ts';
import { parseStrict } from '../../src/signatures/strict-json.ts';
import { NO_TRUST } from '../../src/signatures/trust.ts';
import { verifyImage } from '../../src/signatures/verify-image.ts';
import { authorityFor, evidenceOf, type Asked } from '../signatures/cosign-fixtures.ts';
import { CannotRun, type Bench, type Measure, type Row } from './measure.ts';
import { compare, inTurns, milliseconds, rowOf } from './ratio.ts';

/** An image's verdict from its evidence, every check of ours included, against the library's own word on a bundle that it has read. */
export const verify: Measure = {
  name: 'verify',
  async run(bench: Bench): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const [name, fixture, by, times] of CASES) {
      const { digest, evidence } = evidenceOf(fixture);
      const [first] = evidence;
      if (first === undefined) throw new CannotRun(`${fixture} holds no evidence`);
      const authority = authorityFor({ fixture, by });
      const policy = { signatures: { count: 1, authorities: [authority] }, attestations: [] };
      const ours = (): void => {
        if (!verifyImage(digest, evidence, policy, Date.now()).signatures.satisfied) throw new CannotRun(`${fixture} is not verified`);
      };
      const theirs = libraryCall(first, authority);
      for (let warm = 0; warm < 20; warm++) {
        ours();
        theirs();
      }
      const pairs = await inTurns(
        bench.quick ? 5 : 41,
        () => timed(ours, times),
        () => timed(theirs, times),
      );
      rows.push(
        rowOf(
          `verify ${name} / @sigstore/verify alone`,
          compare(pairs, (ms) => ms),
          milliseconds,
          { atMost: 1.5 },
        ),
      );
    }
    return rows;
  },
};

/** In time of this thread, which comes in steps of four milliseconds; of one verification. */
function timed(work: () => void, times: number): number {
  const begun = process.threadCpuUsage();
  for (let time = 0; time < times; time++) work();
  const { user, system } = process.threadCpuUsage(begun);
  return (user + system) / 1000 / times;
}

function libraryCall(evidence: Evidence, authority: Authority): () => void {
  const json = evidence.form === 'bundle' ? parseStrict(evidence.content, 'the bundle') : legacyBundle(evidence);
  if (!json.ok) throw new CannotRun(json.rejection.message);
  const bundle = bundleFromJSON(json.value);
  const entity = toSignedEntity(bundle, evidence.form === 'simple-signing' ? Buffer.from(evidence.content) : undefined);
  const isKey = authority.by === 'key';
  const { material } = authority.trust ?? NO_TRUST;
  const verifier = new Verifier(
    isKey ? { ...material, publicKey: () => ({ publicKey: authority.key.key, validFor: () => true }) } : material,
    isKey ? { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 } : {},
  );
  return () => void verifier.verify(entity);
}

const CASES: readonly (readonly [name: string, fixture: string, by: Asked, times: number])[] = [
  ['by a key, cosign 2', 'cosign-2-ec', 'ec', 500],
  ['by a key, cosign 3', 'cosign-3-ec', 'ec', 500],
  ['by a certificate, cosign 2', 'cosign-2-keyless', 'ann', 20],
  ['by a certificate, cosign 3', 'cosign-3-keyless', 'ann', 20],
];
