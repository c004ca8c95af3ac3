import { shaped, type Parameter, type Parameters } from '../../src/engine/parameters.ts';
import type { OpenTerms, Opening } from '../../src/kube/open-egress.ts';

/** Ports of any protocol. */
export const allowedPorts: Parameter<readonly number[]> = ports([53], 'A rule for these ports alone is let pass.');

/** What the rules about open egress share. */
export const openParameters: Parameters<OpenTerms> = {
  allowedPorts,
  share: shaped(
    {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description: 'Which part of the public IPv4 or of the public IPv6 addresses makes egress open.',
    },
    0.9,
  ),
};

export function ports(fallback: readonly number[], description: string): Parameter<readonly number[]> {
  return shaped<readonly number[]>({ type: 'array', items: { type: 'integer', minimum: 1, maximum: 65_535 }, description }, fallback);
}

/** How a rule is open, as a message goes on about it. */
export function describeOpening({ by, share }: Opening): string {
  if (by === 'blocks') return `its address blocks hold ${percent(share)} of the public addresses`;
  return WORDS[by];
}

/** Never more than there is: what is nearly all is not said to be all. */
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10}%`;
}

const WORDS = {
  anywhere: 'nothing bounds where it leads to',
  world: 'it leads to all that is outside of the cluster',
  names: 'it leads to every name',
  malformed: 'it has a peer that the API refuses, which bounds nothing',
} as const satisfies Readonly<Record<Exclude<Opening['by'], 'blocks'>, string>>;
