import type { Offence, Rule } from '../src/engine/rule.ts';
import type { PolicySpec } from '../src/kube/network-rules.ts';
import { opening, type OpenTerms } from '../src/kube/open-egress.ts';
import { POLICY_KINDS, specsOf } from './shared/network-facts.ts';
import { describeOpening, openParameters } from './shared/open-terms.ts';

type Message = 'open' | 'malformed';

export const egressNotOpen: Rule<Message, OpenTerms> = {
  id: 'egress-not-open',
  category: 'network',
  severity: 'warning',
  since: '0.1.0',
  summary: 'No egress rule of a policy leads to the whole internet.',
  why: 'Whoever breaks into a pod carries its data out and loads his tools by the same way. A rule is open if it names no peer, an empty one, the entity "world", every name, or blocks that hold nearly all public addresses of IPv4 or IPv6 once their exceptions are taken out: two halves are as open as the whole. A named port may be any port. Cilium lets nothing through by a rule that is empty, and its denials in the same spec count.',
  whenNot: 'Egress gateways and crawlers; exempt their policies by name.',
  messages: {
    open: 'The egress rule is open: {{how}}.',
    malformed: 'The egress rule has a peer that the API refuses, so that nothing is known to bound it.',
  },
  parameters: openParameters,
  match: { kinds: POLICY_KINDS },
  *check(subject, { params }) {
    for (const spec of specsOf(subject)) yield* openRules(spec, params);
  },
};

function* openRules({ directions: { Egress: egress } }: PolicySpec, terms: OpenTerms): Iterable<Offence<Message>> {
  for (const rule of egress?.allow ?? []) {
    const found = opening([rule], egress?.deny ?? [], terms);
    if (found === undefined) continue;
    const { by, at, share } = found;
    if (by === 'malformed') yield { message: 'malformed', at };
    else yield { message: 'open', data: { how: describeOpening(found) }, at, amount: share };
  }
}
