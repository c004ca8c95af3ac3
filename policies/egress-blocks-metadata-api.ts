import { list } from '../src/engine/parameters.ts';
import type { Fix, Offence, Rule } from '../src/engine/rule.ts';
import { holds, parseAddress, type IpRange } from '../src/kube/ip-ranges.ts';
import { blocksIn, exceptions, type Block } from './shared/address-blocks.ts';
import { compiled } from './shared/memo.ts';
import { POLICY_KINDS, specsOf } from './shared/network-facts.ts';

type Message = 'held' | 'malformed';
type Params = { readonly addresses: readonly string[] };

export const egressBlocksMetadataApi: Rule<Message, Params> = {
  id: 'egress-blocks-metadata-api',
  category: 'network',
  severity: 'warning',
  since: '0.1.0',
  summary: "Egress to blocks of addresses leaves out the cloud's metadata service.",
  why: "The metadata service of a cloud hands the node's credentials to whoever asks from the node, its pods too. A block of addresses that holds it needs it in except. An address of IPv4 that is written in IPv6 is the same address; a denial of Cilium in the same spec counts as an exception.",
  whenNot: 'Clusters whose metadata service asks pods for a token, or that are in no cloud.',
  messages: {
    held: 'The block {{cidr}} holds the address of the metadata service, {{address}}.',
    malformed: '"{{text}}" is no block of addresses that could leave out the metadata service.',
  },
  parameters: {
    addresses: list('address', ['169.254.169.254', 'fd00:ec2::254'], 'Addresses of metadata services, of IPv4 and IPv6.'),
  },
  match: { kinds: POLICY_KINDS },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    const addresses = addressesOf(params);
    if (addresses.length === 0) return;
    for (const block of specsOf(subject).flatMap(blocksIn)) yield* inBlock(block, addresses);
  },
};

type Address = { readonly text: string; readonly range: IpRange };

const addressesOf: (params: Params) => readonly Address[] = compiled(({ addresses }) =>
  addresses.flatMap((text) => {
    const range = parseAddress(text);
    return range === undefined ? [] : [{ text, range }];
  }),
);

function* inBlock(block: Block, addresses: readonly Address[]): Iterable<Offence<Message>> {
  const { cidr, at, set } = block;
  if (set === undefined) {
    yield { message: 'malformed', data: { text: cidr }, at };
    return;
  }
  const held = addresses.filter(({ range }) => holds(set, range)).map(({ text }) => text);
  if (held.length > 0) yield { message: 'held', data: { cidr, address: held.join(' and ') }, at, ...mended(block, held) };
}

function mended(block: Block, held: readonly string[]): { readonly fix?: Fix } {
  const edits = exceptions(block, held);
  return edits.length === 0 ? {} : { fix: { title: `Except ${held.join(' and ')} from ${block.cidr}`, safety: 'unsafe', edits } };
}
