import { asList, valueAt, type Json } from '../src/engine/json.ts';
import { list } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { runningContainers } from '../src/kube/workloads.ts';
import { commandNames } from './shared/command-names.ts';
import { probesOf } from './shared/probes.ts';

type Params = { readonly commands: readonly string[] };

export const noExecProbeCommands: Rule<'costly', Params> = {
  id: 'no-exec-probe-commands',
  category: 'health',
  severity: 'info',
  since: '0.1.0',
  summary: 'Exec probes run no diagnostic and search commands.',
  why: 'A probe runs every few seconds inside the container and on its account: jmap stops a virtual machine, find and du walk the disk, and ps says that a process exists, not that it works. A command counts by its name, in whatever folder and also in the script of sh -c.',
  whenNot: 'Containers that hold nothing else to ask; name what they may not run under commands.',
  messages: { costly: 'Container "{{container}}" has a {{probe}} that runs "{{command}}".' },
  parameters: {
    commands: list(undefined, ['jcmd', 'jmap', 'jps', 'jstack', 'ps', 'ls', 'find', 'du'], 'Names of commands that no probe may run.'),
  },
  match: { kinds: ['workloads'] },
  *check(subject, { params }) {
    for (const { kind, probe, path, owner } of probesOf(runningContainers(subject))) {
      for (const { name, word } of unwanted(valueAt(probe, COMMAND), params.commands)) {
        const data = { container: owner.name, probe: kind, command: name };
        yield { message: 'costly', data, at: [...path, ...COMMAND, word], container: owner.container };
      }
    }
  },
};

/** Each command once for each word that runs it. */
function unwanted(command: Json | undefined, commands: readonly string[]) {
  const words = asList(command).map((word) => (typeof word === 'string' ? word : ''));
  const found = commandNames(words).filter(({ name }) => commands.includes(name));
  return new Map(found.map((each) => [`${each.word} ${each.name}`, each])).values();
}

const COMMAND = ['exec', 'command'];
