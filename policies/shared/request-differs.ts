import { member, type Path } from '../../src/engine/json.ts';
import type { Offence } from '../../src/engine/rule.ts';
import { compareQuantities, parseQuantity } from '../../src/kube/quantity.ts';
import type { Allotment } from './allotments.ts';
import { written } from './written.ts';

export const DIFFERS = '{{who}} requests {{request}} of {{resource}}, and its limit is {{limit}}.';

/** The offence of a request that is not its limit; none where there is no limit that counts. The fix asks for more, or less, than was written. */
export function* requestDiffers({ who, path, container, requests, limits }: Allotment, resource: string): Iterable<Offence<'differs'>> {
  const limit = member(limits, resource) ?? null;
  const request = member(requests, resource);
  if ((parseQuantity(limit) ?? 0n) <= 0n || compareQuantities(request, limit) === 0) return;
  const at: Path = [...path, 'requests', resource];
  const data = { who, resource, request: request === undefined ? 'nothing' : written(request), limit: written(limit) };
  const title = `Request ${written(limit)}, as much as the limit`;
  const fix = { title, safety: 'unsafe', edits: [{ op: 'set', path: at, value: limit }] } as const;
  yield { message: 'differs', data, at, ...(container && { container }), fix };
}
