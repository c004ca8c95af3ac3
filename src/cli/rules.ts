import { renderExplain } from '../report/explain.ts';
import { renderRules } from '../report/rules.ts';
import { oneOf, readArguments } from './arguments.ts';
import { CommandFailure } from './failure.ts';
import { EXIT, wantsColor, widthOf, write, type Io } from './io.ts';
import { knownRules } from './lint.ts';
import { BUILT_IN } from './session.ts';

/** Lists the rules there are. */
export async function listRules(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArguments('rules', args, { format: { type: 'string', short: 'f' } } as const);
  const format = oneOf('format', values.format, ['text', 'json'] as const) ?? 'text';
  await write(io.stdout, renderRules(BUILT_IN.rules, BUILT_IN.packs, format, textOptions(io)));
  return EXIT.clean;
}

/** Tells what a rule is for, what it takes, and how to live with it. */
export async function explain(args: readonly string[], io: Io): Promise<number> {
  const { positionals } = readArguments('explain', args, {});
  knownRules(positionals);
  const wanted = BUILT_IN.rules.filter(({ id }) => positionals.includes(id));
  if (wanted.length === 0)
    throw new CommandFailure(EXIT.usage, 'Name a rule: lintel explain require-memory-limit. All of them: lintel rules');
  for (const rule of wanted) await write(io.stdout, renderExplain(rule, BUILT_IN.packs, { ...textOptions(io), links: true }));
  return EXIT.clean;
}

function textOptions({ stdout, env }: Io) {
  return { color: wantsColor(stdout, env), width: widthOf(stdout, env) };
}
