import type { Json, Path } from '../src/engine/json.ts';
import { optional, text } from '../src/engine/parameters.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { parseQuantity } from '../src/kube/quantity.ts';
import { isBytes } from '../src/kube/resource-units.ts';
import { compiled } from './shared/memo.ts';
import { quantitiesOf } from './shared/quantity-places.ts';
import { written } from './shared/written.ts';

type Params = { readonly minBytes: string; readonly maxCpu: string; readonly fixWith: string | undefined };
type Message = 'fewBytes' | 'muchCpu';

export const saneQuantityUnits: Rule<Message, Params> = {
  id: 'sane-quantity-units',
  category: 'resources',
  severity: 'error',
  since: '0.1.0',
  summary: 'Amounts have units that make sense for what they measure.',
  why: 'In "memory: 512m" the m means thousandths: half a byte. Kubernetes takes it, and the container is killed or never starts. Zero is left alone: it means none.',
  whenNot: 'Machines with more CPUs than maxCpu; raise it.',
  messages: {
    fewBytes: 'A {{resource}} of "{{value}}" is {{amount}} bytes, less than {{minBytes}}.',
    muchCpu: 'A {{resource}} of "{{value}}" is {{amount}} CPUs, more than {{maxCpu}}.',
  },
  parameters: {
    minBytes: text('quantity', '1Mi', 'The least amount of bytes that can be meant.'),
    maxCpu: text('quantity', '1024', 'The most CPUs that can be meant.'),
    fixWith: optional(text('quantity', '', 'The amount to write instead.')),
  },
  match: { kinds: ['workloads', ...['PersistentVolumeClaim', 'ResourceQuota', 'LimitRange'].map((kind) => ({ group: '', kind }))] },
  remedy: { safety: 'unsafe', value: 'fixWith' },
  *check(subject, { params }) {
    for (const { resource, value, path: at, container, follows } of quantitiesOf(subject)) {
      const amount = amountOf(resource, value);
      const message = faultOf(resource, amount, boundsOf(params));
      if (message === undefined) continue;
      const { minBytes, maxCpu } = params;
      const text = written(value);
      const data = { resource, value: text, amount: Number(amount) / 1e9, minBytes, maxCpu };
      yield { message, data, at, ...(container && { container }), ...(follows !== true && guess(resource, text, at)) };
    }
  },
};

/** What is neither bytes nor CPUs has no bounds, and is not worth reading. */
function amountOf(resource: string, value: Json | undefined): bigint {
  return resource === 'cpu' || isBytes(resource) ? (parseQuantity(value) ?? 0n) : 0n;
}

const boundsOf = compiled(({ minBytes, maxCpu }: Params) => ({ least: parseQuantity(minBytes), most: parseQuantity(maxCpu) }));

function faultOf(resource: string, amount: bigint, { least, most }: ReturnType<typeof boundsOf>): Message | undefined {
  if (amount <= 0n) return undefined;
  if (isBytes(resource)) return amount < (least ?? amount) ? 'fewBytes' : undefined;
  return resource === 'cpu' && amount > (most ?? amount) ? 'muchCpu' : undefined;
}

/** Thousandths of bytes were meant as mebibytes, millions of CPUs as thousandths; anything else could have been meant in more than one way. */
function guess(resource: string, value: string, path: Path): { readonly fix?: Fix } {
  const [, digits = '0', unit] = /^([1-9]\d*)(m|Mi|M)$/u.exec(value) ?? [];
  const meant = resource === 'cpu' ? `${digits}m` : `${digits}Mi`;
  if (digits === '0' || (unit === 'm') === (resource === 'cpu')) return {};
  return { fix: { title: `Write ${meant}, if that was meant`, safety: 'unsafe', edits: [{ op: 'set', path, value: meant }] } };
}
