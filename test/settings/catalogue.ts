import type { Pack } from '../../src/engine/pack.ts';
import { boolean, integer, list, shaped, text } from '../../src/engine/parameters.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import type { Catalogue } from '../../src/settings/catalogue.ts';

/** Made-up rules: what settings do must not depend on which policies there are. */
export const rules: readonly AnyRule[] = [
  rule({ id: 'require-cpu-limit', remedy: { safety: 'unsafe', value: 'fixWith' } }),
  rule({
    id: 'no-latest-tag',
    parameters: { allow: list('ref', [], 'Images left alone.'), max: integer(3, 'How many.'), strict: boolean(false, 'Whether.') },
  }),
  rule({ id: 'read-only-root', severity: 'warning', remedy: { safety: 'unsafe', value: 'fixed' } }),
  rule({ id: 'set-pull-policy', remedy: { safety: 'safe', value: 'fixed' } }),
  rule({ id: 'needs-quota', remedy: { safety: 'unsafe', value: 'create' } }),
  rule({
    id: 'all-formats',
    severity: 'info',
    parameters: {
      glob: text('glob', '*', 'A glob.'),
      pattern: text('pattern', 'x', 'A pattern.'),
      ref: text('ref', 'docker.io', 'A reference.'),
      quantity: text('quantity', '1', 'A quantity.'),
      duration: text('duration', '1s', 'A duration.'),
      cidr: text('cidr', '10.0.0.0/8', 'A CIDR.'),
      address: text('address', '10.0.0.1', 'An address.'),
      selector: text('selector', 'a', 'A selector.'),
      labels: shaped({ type: 'array', items: { type: 'object' } }, []),
      range: shaped({ anyOf: [{ type: 'string', format: 'quantity' }, { type: 'number' }] }, 0),
      pss: shaped({ type: 'string' }, 'none'),
    },
    remedy: { safety: 'unsafe', value: 'fixWith' },
  }),
];

const recommended: Pack = {
  name: 'recommended',
  summary: 'What almost everyone agrees on.',
  rules: new Map([
    ['no-latest-tag', { severity: 'error', parameters: { max: 5 } }],
    ['read-only-root', { severity: 'warning' }],
  ]),
};

const strict: Pack = {
  name: 'strict',
  rules: new Map([
    ['no-latest-tag', { severity: 'error', parameters: { strict: true } }],
    ['read-only-root', { severity: 'error' }],
    ['require-cpu-limit', { severity: 'off' }],
  ]),
};

const standard: Pack = {
  name: 'pss-restricted',
  rules: new Map([
    ['all-formats', { severity: 'error', parameters: { glob: 'a' } }],
    ['read-only-root', { severity: 'error' }],
  ]),
  standard: { parameter: 'pss', versions: ['v1.28', 'latest'], default: 'latest' },
};

export const catalogue: Catalogue = { rules, packs: [recommended, strict, standard] };

function rule(parts: Partial<AnyRule> & { readonly id: string }): AnyRule {
  return {
    category: 'resources',
    severity: 'error',
    since: '0.1.0',
    summary: `About ${parts.id}.`,
    why: 'For tests.',
    whenNot: '',
    messages: { wrong: 'Wrong.' },
    match: { kinds: ['workloads'] },
    *check() {},
    ...parts,
  };
}
