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

  constructor(facts: readonly Fact[], tools: FactTools) {
    this.#facts = facts;
    this.#tools = tools;
  }

  /** Takes in a resource, given as stored; what was known of it before is dropped. */
  put(resource: Identified): void {
    const found = this.extract(resource);
    if (found === undefined) this.remove(resource);
    else this.insert(found);
  }

  /** What there is to know of a resource, given as stored; a fact about other kinds costs it nothing. */
  extract(resource: Identified): Extract | undefined {
    const place = `${resource.group}/${resource.kind}/${resource.workload === undefined}`;
    let facts = this.#byPlace.get(place);
    if (facts === undefined) {
      facts = factsAbout(this.#facts, resource);
      if (this.#byPlace.size >= CACHED_PLACES) this.#byPlace.clear();
      this.#byPlace.set(place, facts);
    }
    return extract(facts, resource, this.#tools);
  }

  /** Takes in what another thread extracted. */
  insert(found: Extract): void {
    this.#drop(found.object);
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
    let own: readonly (FactEntry & { readonly place: string })[] | undefined;
    return {
      get: <V extends Json>(fact: Fact<V>, key: string): readonly FactEntry<V>[] => {
        own ??= this.#ownOf(subject, environment);
        const place = placeOf(environment, fact.id, key);
        const mine: readonly FactEntry[] = own.filter((entry) => entry.place === place);
        const others = this.#byKey.get(place)?.filter((entry) => entry.object !== self) ?? [];
        return (others.length === 0 ? mine : [...others, ...mine]) as readonly FactEntry<V>[];
      },
    };
  }

  #ownOf(subject: Identified, environment: string): readonly (FactEntry & { readonly place: string })[] {
    const found = this.extract(subject);
    if (found === undefined) return [];
    return found.entries.map(({ fact, key, value }) => ({ place: placeOf(environment, fact, key), value, source: found.source }));
  }

  #drop(object: string): void {
    const known = this.#byObject.get(object);
    if (known === undefined) return;
    this.#byObject.delete(object);
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

function placeOf(environment: string, fact: string, key: string): string {
  return `${environment}\n${fact}\n${key}`;
}

/** Whoever may write custom resources may make up kinds: a full cache is dropped whole. */
const CACHED_PLACES = 1024;
