import { renderExplain } from '../report/explain.ts';
import { renderRules } from '../report/rules.ts';
import { oneOf, readArguments } from './arguments.ts';
import { CommandFailure } from './failure.ts';
import { EXIT, wantsColor, widthOf, write, type Io } from './io.ts';
import { knownRules } from './lint.ts';
import { loadCatalogue, SETTINGS_OPTIONS } from './settings.ts';

/** Lists the rules there are. */
export async function listRules(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArguments('rules', args, { format: { type: 'string', short: 'f' }, ...SETTINGS_OPTIONS } as const);
  const format = oneOf('format', values.format, ['text', 'json'] as const) ?? 'text';
  const { rules, packs } = await loadCatalogue(values, io);
  await write(io.stdout, renderRules(rules, packs, format, textOptions(io)));
  return EXIT.clean;
}

/** Tells what a rule is for, what it takes, and how to live with it; or who a workload may reach. */
export async function explain(args: readonly string[], io: Io): Promise<number> {
  if (args.includes('egress')) return await (await import('./explain-egress.ts')).explainEgress(args, io);
  const { values, positionals } = readArguments('explain', args, SETTINGS_OPTIONS);
  const { rules, packs, own } = await loadCatalogue(values, io);
  knownRules(positionals, { rules, packs });
  const wanted = rules.filter(({ id }) => positionals.includes(id));
  if (wanted.length === 0)
    throw new CommandFailure(EXIT.usage, 'Name a rule: lintel explain require-memory-limit. All of them: lintel rules');
  for (const rule of wanted) {
    const isOwn = own?.has(rule.id) === true;
    await write(io.stdout, renderExplain(rule, packs, { ...textOptions(io), links: !isOwn, own: isOwn }));
  }
  return EXIT.clean;
}

function textOptions({ stdout, env }: Io) {
  return { color: wantsColor(stdout, env), width: widthOf(stdout, env) };
}
