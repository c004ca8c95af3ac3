import { asList, asString, member } from '../src/engine/json.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { allContainers, type ContainerAt } from '../src/kube/workloads.ts';
import { commandLine } from './shared/command-lines.ts';
import { compiled } from './shared/memo.ts';
import { secretJudge, secretParameters, type SecretJudge, type SecretParams } from './shared/secrets.ts';

type Message = 'envName' | 'envFormat' | 'wordName' | 'wordFormat';

export const noSecretInEnvLiteral: Rule<Message, SecretParams> = {
  id: 'no-secret-in-env-literal',
  category: 'secrets',
  severity: 'error',
  since: '0.1.0',
  summary: 'Secrets are not written into env values, arguments and commands.',
  why: 'A pod spec is read by everyone who may list pods, and lives on in Git, in etcd and in logs. A value is taken for a secret by its name, whatever it is, or by its form, whatever its name.',
  whenNot: 'Names that only look like secrets; list them under allowNames, and placeholders under allowValues.',
  messages: {
    envName: 'Container "{{container}}" sets "{{name}}" to a literal value, and by its name that is a secret.',
    envFormat: 'Container "{{container}}" sets "{{name}}" to a literal that looks like a secret ({{format}}).',
    wordName: 'Container "{{container}}" has a literal value for "{{name}}" on its command line, and by its name that is a secret.',
    wordFormat: 'Container "{{container}}" has a literal on its command line that looks like a secret ({{format}}).',
  },
  parameters: secretParameters,
  match: { kinds: ['workloads'] },
  *check(subject, { params }) {
    const judge = judgeOf(params);
    for (const item of allContainers(subject)) {
      yield* inEnv(item, judge);
      yield* inCommand(item, judge);
    }
  },
};

const judgeOf = compiled(secretJudge);

function* inEnv({ container, name: owner, path }: ContainerAt, judge: SecretJudge): Iterable<Offence<Message>> {
  for (const [index, item] of asList(member(container, 'env')).entries()) {
    const name = asString(member(item, 'name')) ?? '';
    const value = member(item, 'value');
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const isNamed = judge.isNamed(name, String(value));
    const format = isNamed ? undefined : judge.format(String(value));
    const at = [...path, 'env', index, 'value'];
    if (isNamed) yield { message: 'envName', data: { container: owner, name }, at, container };
    else if (format !== undefined) yield { message: 'envFormat', data: { container: owner, name, format }, at, container };
  }
}

/** One finding for each word: what an option is called says more than what its value looks like. */
function* inCommand(item: ContainerAt, judge: SecretJudge): Iterable<Offence<Message>> {
  const { container, name: owner } = item;
  const { words, assignments } = commandLine(item);
  const named = new Map<number, string>();
  for (const { word, name, value } of assignments) if (!named.has(word) && judge.isNamed(name, value)) named.set(word, name);
  for (const [index, { text, at }] of words.entries()) {
    const name = named.get(index);
    const format = judge.format(text);
    if (judge.isAllowed(text)) continue;
    if (name !== undefined) yield { message: 'wordName', data: { container: owner, name }, at, container };
    else if (format !== undefined) yield { message: 'wordFormat', data: { container: owner, format }, at, container };
  }
}
