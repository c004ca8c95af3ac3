import { isFault, parseReview, printReview } from './review.ts';
import type { Answered, Route } from './respond.ts';
import { oneLine } from './wording.ts';

/** Why a request is answered without a verdict; 429 asks the client to come again. */
export interface UnjudgedReason {
  readonly message: string;
  readonly code: 403 | 429;
}

/** The answer to a request that was not judged: what blocks fails closed, advice and injection let pass with a warning. */
export function unjudged(body: string, route: Route, { message, code }: UnjudgedReason): Answered {
  const request = parseReview(body);
  if (isFault(request)) return request;
  const blocks = blocksAt(route);
  return printReview(request.uid, {
    allowed: !blocks,
    ...(blocks && { message, code }),
    warnings: blocks ? [] : [oneLine(`lintel: ${message}`)],
    auditAnnotations: { unjudged: 'true' },
    patch: [],
  });
}

function blocksAt(route: Route): boolean {
  return route === 'deny' || route === 'all';
}
