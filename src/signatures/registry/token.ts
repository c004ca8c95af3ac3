import { successful } from './answers.ts';
import { RegistryFailure } from './failure.ts';
import type { Answer } from './get.ts';
import type { Repository } from './registry.ts';

/** What lets one in, and for how long. */
export interface Login {
  readonly authorization: string;
  readonly seconds: number;
}

/**
 * What a token server answered (https://distribution.github.io/distribution/spec/auth/token): undefined where it does not take the
 * credentials. That it is overloaded or out of order says nothing of them, and is a RegistryFailure.
 */
export function tokenIn(answer: Answer, repository: Repository): Login | undefined {
  if (answer.status !== 200) {
    if (answer.status === 429 || answer.status >= 500) successful(answer, repository);
    return undefined;
  }
  const { token, access_token: access, expires_in: seconds } = parsed(answer.body);
  const value = token ?? access;
  if (value === undefined) throw new RegistryFailure('malformed', `the token server of ${repository.host} gave no token`);
  return { authorization: `Bearer ${value}`, seconds: Math.min(seconds ?? USUAL_LIFE, LONGEST_LIFE) };
}

interface Token {
  readonly token?: string;
  readonly access_token?: string;
  readonly expires_in?: number;
}

function parsed(body: Buffer): Token {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Seconds; what a token server that says nothing means. */
const USUAL_LIFE = 60;
const LONGEST_LIFE = 3600;
