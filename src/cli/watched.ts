import type { Evaluation } from '../engine/evaluate.ts';
import type { Fact } from '../engine/fact.ts';
import { describeRef, refOf, type Identified, type Subject } from '../engine/resource.ts';
import { factsOf } from '../facts/extract.ts';
import { FactIndex } from '../facts/fact-index.ts';
import type { Mark } from '../judge/mark.ts';
import type { Session } from './session.ts';

/** A session whose rules leave word of themselves, without those that were stopped. */
export interface Watched {
  readonly session: Session;
  /** What the numbers in the mark stand for: one rule, or all rules that ask for one fact. */
  readonly numbered: readonly (readonly string[])[];
}

export function watchedSession(session: Session, mark: Mark, suspended: ReadonlySet<string>): Watched {
  const { rules } = session.plan;
  const asked = factsOf(rules.filter(({ id }) => !suspended.has(id)));
  const facts = asked.map((fact, index) => watchedFact(fact, rules.length + index, mark));
  const askers = asked.map(({ id }) => rules.filter((rule) => rule.facts?.some((fact) => fact.id === id)).map((rule) => rule.id));
  return {
    session: { ...session, index: new FactIndex(facts, session.tools), watch: hooks(session, mark, suspended) },
    numbered: [...rules.map(({ id }) => [id]), ...askers],
  };
}

function hooks({ plan }: Session, mark: Mark, suspended: ReadonlySet<string>): Pick<Evaluation, 'entering' | 'isSuspended'> {
  const numbers = new Map(plan.rules.map((rule, index) => [rule, index]));
  let last: Subject | undefined;
  return {
    entering: (rule) => mark.enter(numbers.get(rule) ?? 0),
    isSuspended(rule, subject) {
      if (subject !== last) mark.about(aboutOf(subject));
      last = subject;
      return suspended.has(rule.id);
    },
  };
}

/** A rule that asks for facts is in the midst of its own check, and stays the one that runs. */
function watchedFact(fact: Fact, number: number, mark: Mark): Fact {
  return {
    ...fact,
    extract(source, tools) {
      if (mark.running) return fact.extract(source, tools);
      mark.about(aboutOf(source));
      mark.enter(number);
      try {
        return [...fact.extract(source, tools)];
      } finally {
        mark.leave();
      }
    },
  };
}

/** The document, which names the file, and the object. */
function aboutOf(subject: Identified): string {
  return `${subject.document ?? ''}\n${describeRef(refOf(subject))}`;
}
