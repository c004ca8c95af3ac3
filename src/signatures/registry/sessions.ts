import { createHmac, randomBytes } from 'node:crypto';
import type { Credentials } from './credentials.ts';

/** What repositories let one in with, each for the credentials that it was given for, and for no others. */
export class Sessions {
  readonly #secret = randomBytes(32);
  readonly #known = new Map<string, { readonly authorization: string; readonly until: number }>();

  /** The same text for the same credentials in the same order, for as long as this lives. */
  identity(credentials: readonly Credentials[]): string {
    if (credentials.length === 0) return '';
    const texts = credentials.map(({ username, password }) => [username, password]);
    return createHmac('sha256', this.#secret).update(JSON.stringify(texts)).digest('base64');
  }

  get(key: string): string | undefined {
    const known = this.#known.get(key);
    return known !== undefined && known.until > Date.now() ? known.authorization : undefined;
  }

  /** For so many seconds, or a little less: clocks differ. */
  keep(key: string, authorization: string, seconds: number): void {
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(key, { authorization, until: Date.now() + seconds * 900 });
  }

  end(key: string): void {
    this.#known.delete(key);
  }
}

const MOST = 1000;
