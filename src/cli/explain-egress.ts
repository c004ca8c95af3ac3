import { EGRESS_FACTS } from '../../policies/shared/egress.ts';
import { networkPods } from '../../policies/shared/network-facts.ts';
import { FactIndex } from '../facts/fact-index.ts';
import { kubernetesModel } from '../kube/model.ts';
import { renderEgress } from '../report/egress.ts';
import { oneOf, readArguments } from './arguments.ts';
import { gather, Share } from './collect.ts';
import { egressReport } from './egress-report.ts';
import { EXIT, wantsColor, widthOf, write, type Io } from './io.ts';
import { textsOf } from './lint.ts';
import { readWorkloadName, workloadsNamed } from './named-workloads.ts';
import { Places } from './related.ts';
import { openSession } from './session.ts';
import { loadSettings, SETTINGS_OPTIONS } from './settings.ts';

const OPTIONS = {
  ...SETTINGS_OPTIONS,
  context: { type: 'string', multiple: true },
  namespace: { type: 'string', short: 'n' },
  format: { type: 'string', short: 'f' },
} as const;

/** Prints, for one workload, who it may reach and through which policy and line. */
export async function explainEgress(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments('explain', args, OPTIONS);
  const [, written, ...paths] = positionals;
  const wanted = readWorkloadName(written, values.namespace);
  const format = oneOf('format', values.format, ['text', 'json'] as const) ?? 'text';
  const settings = await loadSettings(values, io);
  const gathered = await gather(paths.length === 0 ? ['.'] : paths, values.context ?? [], settings, io);
  const session = openSession({ settings: settings.raw, only: [], door: 'files', now: io.now, key: '' }, settings.catalogue);
  const index = new FactIndex([...EGRESS_FACTS, networkPods], session.tools);
  const share = new Share({ ...session, index }, io.cwd);
  const learned = share.learn(gathered.work, () => undefined);
  for (const extract of learned.extracts) index.insert(extract);
  const problems = [...gathered.problems, ...learned.problems].filter(({ level }) => level === 'error');
  for (const { file, line, column, message } of problems) await write(io.stderr, `${file}:${line}:${column}: ${message}\n`);
  const found = workloadsNamed(
    wanted,
    share.scanned.flatMap(({ subjects }) => subjects),
  );
  const places = new Places(textsOf(gathered, io));
  const workloads = await Promise.all(
    found.map(({ subject }) => egressReport({ ...subject, resource: kubernetesModel.stored(subject) }, index.viewFor(subject), places)),
  );
  const text = format === 'json' ? `${JSON.stringify({ version: 1, workloads }, null, 2)}\n` : renderEgress({ workloads }, textOptions(io));
  await write(io.stdout, text);
  return problems.length > 0 ? EXIT.input : EXIT.clean;
}

function textOptions({ stdout, env }: Io) {
  return { color: wantsColor(stdout, env), width: widthOf(stdout, env) };
}
