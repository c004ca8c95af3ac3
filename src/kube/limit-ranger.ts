/** A value that a LimitRange enforces, and what an object has; in billionths, undefined where it states none. */
export interface Constrained {
  readonly enforced: bigint;
  readonly request: bigint | undefined;
  readonly limit: bigint | undefined;
}

/** What is wrong, and with which of the two amounts. */
export interface Breach {
  readonly of: 'requests' | 'limits';
  readonly how: 'missing' | 'below' | 'above';
}

/** minConstraint of plugin/pkg/admission/limitranger/admission.go: a request there must be; a limit need not. */
export function minBreach(constrained: Constrained): Breach | undefined {
  if (constrained.request === undefined) return { of: 'requests', how: 'missing' };
  const { request, limit, enforced } = enforcedValues(constrained);
  if (request < enforced) return { of: 'requests', how: 'below' };
  return constrained.limit !== undefined && limit < enforced ? { of: 'limits', how: 'below' } : undefined;
}

/** maxConstraint: a limit there must be; a request need not. */
export function maxBreach(constrained: Constrained): Breach | undefined {
  if (constrained.limit === undefined) return { of: 'limits', how: 'missing' };
  const { request, limit, enforced } = enforcedValues(constrained);
  if (limit > enforced) return { of: 'limits', how: 'above' };
  return request > enforced ? { of: 'requests', how: 'above' } : undefined;
}

/** maxRequestConstraint, which a claim must keep to: what it asks for is a request alone. */
export function maxRequestBreach({ enforced, request }: Constrained): Breach | undefined {
  if (request === undefined) return { of: 'requests', how: 'missing' };
  return maxBreach({ enforced, request: undefined, limit: request }) && { of: 'requests', how: 'above' };
}

/** limitRequestRatioConstraint: both there must be, and neither may be zero. Multiplied out, where Kubernetes divides in floating point. */
export function ratioBreach(constrained: Constrained): Breach | undefined {
  const { request, limit } = enforcedValues({ ...constrained, enforced: 0n });
  if (request === 0n) return { of: 'requests', how: 'missing' };
  if (limit === 0n) return { of: 'limits', how: 'missing' };
  return limit * THOUSAND > request * rounded(constrained.enforced, MILLI) ? { of: 'limits', how: 'above' } : undefined;
}

/** requestLimitEnforcedValues: whole thousandths, or whole units where a thousandth of one of them would overflow, rounded up. */
function enforcedValues({ enforced, request = 0n, limit = 0n }: Constrained) {
  const unit = [request, limit, enforced].every((amount) => rounded(amount, ONE) <= MOST_MILLI) ? MILLI : ONE;
  return { request: rounded(request, unit), limit: rounded(limit, unit), enforced: rounded(enforced, unit) };
}

function rounded(amount: bigint, unit: bigint): bigint {
  return (amount + unit - 1n) / unit;
}

const THOUSAND = 1000n;
const MILLI = 1_000_000n;
const ONE = 1_000_000_000n;
/** resource.MaxMilliValue. */
const MOST_MILLI = (2n ** 63n - 1n) / THOUSAND;
