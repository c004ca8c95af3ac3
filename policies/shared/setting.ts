import type { Json, Path } from '../../src/engine/json.ts';
import type { Fix } from '../../src/engine/rule.ts';

/** The fix that sets a field to the one value which the rule knows. It tightens the runtime, so it is unsafe until somebody chooses it. */
export function setting(path: Path, value: Json): Fix {
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  return { title: `Set ${String(path.at(-1))} to ${shown}`, safety: 'unsafe', edits: [{ op: 'set', path, value }] };
}
