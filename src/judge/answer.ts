import type { Subject } from '../engine/resource.ts';
import type { AnyRule } from '../engine/rule.ts';
import { imagesViewOf } from '../webhook/images.ts';
import { AnswerMemory } from '../webhook/memory.ts';
import { respond, type Desk } from '../webhook/respond.ts';
import type { World } from '../webhook/world.ts';
import type { Mark } from './mark.ts';
import type { JudgeReply, JudgeTask, Suspended, Told } from './protocol.ts';

/** Answers requests inside a judge's thread, and leaves word of the rule that runs. */
export function answerer(world: World, mark: Mark): (task: JudgeTask) => JudgeReply {
  const numbers = new Map(world.plan.rules.map((rule, index) => [rule, index]));
  const entering = (rule: AnyRule): void => mark.enter(numbers.get(rule) ?? 0);
  const memory = new AnswerMemory();
  return ({ body, route, suspended, images }) => {
    const told: Told[] = [];
    const suspension = { suspended: (rule: AnyRule, subject: Subject) => suspended.find((one) => covers(one, rule, subject))?.reason };
    const known = images && { images: imagesViewOf(images) };
    const answered = respond(body, route, {
      world: { ...world, entering, ...known, ...(suspended.length > 0 && suspension) },
      memory,
      found: images,
      ...recorder(told),
    });
    mark.leave();
    return { is: 'reply', answered, told };
  };
}

function covers({ rule: id, namespace }: Suspended, rule: AnyRule, subject: Subject): boolean {
  return rule.id === id && (namespace === undefined || namespace === requestNamespace(subject));
}

/** The API server sends a Namespace as a request in the namespace that it is. */
function requestNamespace({ group, kind, name, namespace = '' }: Subject): string {
  return group === '' && kind === 'Namespace' ? name : namespace;
}

function recorder(told: Told[]): Pick<Desk, 'log' | 'metrics'> {
  const log =
    (level: 'info' | 'error') =>
    (fields: Readonly<Record<string, unknown>>, message: string): void => {
      told.push({ is: 'log', level, fields, message });
    };
  return {
    log: { info: log('info'), error: log('error') },
    metrics: {
      request: (entry, verdict) => told.push({ is: 'request', entry, verdict }),
      findings: (findings) =>
        told.push({
          is: 'findings',
          findings: findings.map(({ rule, messageId, enforcement, exempt }) => ({ rule, messageId, enforcement, exempt })),
        }),
    },
  };
}
