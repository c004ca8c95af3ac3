import type { Fact } from '../engine/fact.ts';
import { describeRef, refOf, type Identified, type Subject } from '../engine/resource.ts';
import type { AnyRule } from '../engine/rule.ts';
import { factsOf } from '../facts/extract.ts';
import { FactIndex } from '../facts/fact-index.ts';
import type { Mark } from '../judge/mark.ts';
import type { Catalogue } from '../settings/catalogue.ts';
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
  return {
    session: { ...session, index: new FactIndex(facts, session.tools), watch: hooks(session, mark, suspended) },
    numbered: [...rules.map(({ id }) => [id]), ...askersOf(asked, rules)],
  };
}

/** Rules that leave word of themselves wherever they are asked, for whoever opens sessions of his own. */
export function watchedCatalogue(catalogue: Catalogue, mark: Mark): { readonly catalogue: Catalogue } & Pick<Watched, 'numbered'> {
  const { rules } = catalogue;
  const asked = factsOf(rules);
  const facts = new Map(asked.map((fact, index) => [fact.id, watchedFact(fact, rules.length + index, mark)]));
  const watched = rules.map((rule, index) => watchedRule(rule, index, facts, mark));
  return { catalogue: { ...catalogue, rules: watched }, numbered: [...rules.map(({ id }) => [id]), ...askersOf(asked, rules)] };
}

function askersOf(asked: readonly Fact[], rules: readonly AnyRule[]): readonly (readonly string[])[] {
  return asked.map(({ id }) => rules.filter((rule) => rule.facts?.some((fact) => fact.id === id)).map((rule) => rule.id));
}

function watchedRule(rule: AnyRule, number: number, watched: ReadonlyMap<string, Fact>, mark: Mark): AnyRule {
  const facts = rule.facts?.map((fact) => watched.get(fact.id) ?? fact);
  return {
    ...rule,
    ...(facts !== undefined && { facts }),
    *check(subject, context) {
      mark.about(aboutOf(subject));
      mark.enter(number);
      try {
        for (const offence of rule.check(subject, context)) yield offence;
      } finally {
        mark.leave();
      }
    },
  };
}

function hooks({ plan }: Session, mark: Mark, suspended: ReadonlySet<string>): NonNullable<Session['watch']> {
  const numbers = new Map(plan.rules.map((rule, index) => [rule, index]));
  let last: Subject | undefined;
  return {
    leaving: () => mark.leave(),
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
