import { field, parseStrict } from '../strict-json.ts';

/** Throws a TypeError where a text is no root.json of TUF; whether its signatures are right is seen when it is used. */
export function checkRootJson(text: string): void {
  const parsed = parseStrict(Buffer.from(text), "TUF's root");
  if (!parsed.ok) throw new TypeError(parsed.rejection.message);
  if (field(parsed.value, 'signed', '_type') === 'root') return;
  throw new TypeError(
    'this is no root of TUF: it has no signed._type: root; take the root.json that its repository began with, or a newer one',
  );
}
