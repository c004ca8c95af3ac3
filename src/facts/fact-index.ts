import type { Fact, FactEntry, FactsView, FactTools } from '../engine/fact.ts';
import type { Json } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { extract, factsAbout, objectKey, type Extract } from './extract.ts';

/** What is known of all resources, by key and by object; it grows with facts, not with resources. */
export class FactIndex {
  readonly #facts: readonly Fact[];
  readonly #tools: FactTools;
  readonly #byKey = new Map<string, Indexed[]>();
  readonly #byObject = new Map<string, Extract>();
  readonly #byPlace = new Map<string, readonly Fact[]>();
  #revision = 0;

  constructor(facts: readonly Fact[], tools: FactTools) {
    this.#facts = facts;
    this.#tools = tools;
  }

  /** Grows with every change. */
  get revision(): number {
    return this.#revision;
  }

  /** Takes in a resource, given as stored; what was known of it before is dropped. */
  put(resource: Identified): void {
    const found = this.extract(resource);
    if (found === undefined) this.remove(resource);
    else this.insert(found);
  }

  /** What there is to know of a resource, given as stored; a fact about other kinds costs it nothing. */
  extract(resource: Identified): Extract | undefined {
    return extract(this.#about(resource), resource, this.#tools);
  }

  #about(resource: Identified): readonly Fact[] {
    const place = `${resource.group}/${resource.kind}/${resource.workload === undefined}`;
    const known = this.#byPlace.get(place);
    if (known !== undefined) return known;
    const facts = factsAbout(this.#facts, resource);
    if (this.#byPlace.size >= CACHED_PLACES) this.#byPlace.clear();
    this.#byPlace.set(place, facts);
    return facts;
  }

  /** Takes in what another thread extracted. */
  insert(found: Extract): void {
    this.#drop(found.object);
    this.#revision++;
    this.#byObject.set(found.object, found);
    for (const { fact, key, value } of found.entries) {
      const place = placeOf(found.environment, fact, key);
      const list = this.#byKey.get(place);
      const entry = { object: found.object, source: found.source, value };
      if (list === undefined) this.#byKey.set(place, [entry]);
      else list.push(entry);
    }
  }

  remove(resource: Identified): void {
    this.#drop(objectKey(resource));
  }

  /** What a subject sees: its environment's facts, its own old ones out and its new ones in. The subject is given as stored. */
  viewFor(subject: Identified): FactsView {
    const { environment = '' } = subject;
    const self = objectKey(subject);
    const own = new Map<string, readonly OwnEntry[]>();
    return {
      get: <V extends Json>(fact: Fact<V>, key: string): readonly FactEntry<V>[] => {
        const mine = this.#ownOf(fact, subject, own).filter((entry) => entry.key === key);
        const known: readonly Indexed[] = this.#byKey.get(placeOf(environment, fact.id, key)) ?? NONE;
        const others = known.some(({ object }) => object === self) ? known.filter(({ object }) => object !== self) : known;
        const entries: readonly FactEntry[] = mine.length === 0 ? others : [...others, ...mine];
        return entries as readonly FactEntry<V>[];
      },
    };
  }

  /** What one fact says of the subject itself; worked out when it is asked for, since most never are. */
  #ownOf(fact: Fact, subject: Identified, known: Map<string, readonly OwnEntry[]>): readonly OwnEntry[] {
    const found = known.get(fact.id);
    if (found !== undefined) return found;
    const extracted = this.#about(subject).includes(fact) ? extract([fact], subject, this.#tools) : undefined;
    const own = extracted?.entries.map(({ key, value }) => ({ key, value, source: extracted.source })) ?? NONE;
    known.set(fact.id, own);
    return own;
  }

  #drop(object: string): void {
    const known = this.#byObject.get(object);
    if (known === undefined) return;
    this.#byObject.delete(object);
    this.#revision++;
    for (const { fact, key } of known.entries) {
      const place = placeOf(known.environment, fact, key);
      const rest = (this.#byKey.get(place) ?? []).filter((entry) => entry.object !== object);
      if (rest.length === 0) this.#byKey.delete(place);
      else this.#byKey.set(place, rest);
    }
  }
}

interface Indexed extends FactEntry {
  readonly object: string;
}

interface OwnEntry extends FactEntry {
  readonly key: string;
}

const NONE: readonly never[] = [];

function placeOf(environment: string, fact: string, key: string): string {
  return `${environment}\n${fact}\n${key}`;
}

/** Whoever may write custom resources may make up kinds: a full cache is dropped whole. */
const CACHED_PLACES = 1024;
