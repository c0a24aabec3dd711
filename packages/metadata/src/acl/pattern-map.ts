import { Map as PersistentMap } from 'immutable';
import { ACL_WILDCARD, type AclPatternType } from './acl-entry.js';

/**
 * A value for each pattern of names, literal or prefixed. Never changes: the next one shares what it can. What applies
 * to a name is found by one look for each length that some prefix has, however many patterns there are.
 */
export class PatternMap<Value> {
  private readonly literal: PersistentMap<string, Value>;
  private readonly prefixed: PersistentMap<string, Value>;
  /** How many prefixes have which length; no count is 0. */
  private readonly lengths: ReadonlyMap<number, number>;

  private constructor(
    literal: PersistentMap<string, Value>,
    prefixed: PersistentMap<string, Value>,
    lengths: ReadonlyMap<number, number>,
  ) {
    this.literal = literal;
    this.prefixed = prefixed;
    this.lengths = lengths;
  }

  static empty<Value>(): PatternMap<Value> {
    return new PatternMap(PersistentMap(), PersistentMap(), new Map());
  }

  get isEmpty(): boolean {
    return this.literal.size === 0 && this.prefixed.size === 0;
  }

  get(type: AclPatternType, name: string): Value | undefined {
    return this[type].get(name);
  }

  with(type: AclPatternType, name: string, value: Value): PatternMap<Value> {
    if (type === 'literal') return new PatternMap(this.literal.set(name, value), this.prefixed, this.lengths);
    const lengths = this.prefixed.has(name) ? this.lengths : counted(this.lengths, name.length, 1);
    return new PatternMap(this.literal, this.prefixed.set(name, value), lengths);
  }

  without(type: AclPatternType, name: string): PatternMap<Value> {
    if (type === 'literal') return new PatternMap(this.literal.delete(name), this.prefixed, this.lengths);
    const lengths = this.prefixed.has(name) ? counted(this.lengths, name.length, -1) : this.lengths;
    return new PatternMap(this.literal, this.prefixed.delete(name), lengths);
  }

  /** The values of all patterns that the name matches, in no particular order. */
  *matching(name: string): Iterable<Value> {
    const literal = this.literal.get(name);
    if (literal !== undefined) yield literal;
    const everything = name === ACL_WILDCARD ? undefined : this.literal.get(ACL_WILDCARD);
    if (everything !== undefined) yield everything;
    yield* this.prefixesOf(name);
  }

  /** The values of the prefixed patterns that the name begins with. */
  *prefixesOf(name: string): Iterable<Value> {
    for (const length of this.lengths.keys()) {
      if (length > name.length) continue;
      const prefixed = this.prefixed.get(name.slice(0, length));
      if (prefixed !== undefined) yield prefixed;
    }
  }

  *values(): Iterable<Value> {
    yield* this.literal.values();
    yield* this.prefixed.values();
  }
}

function counted(lengths: ReadonlyMap<number, number>, length: number, change: 1 | -1): ReadonlyMap<number, number> {
  const next = new Map(lengths);
  const count = (next.get(length) ?? 0) + change;
  if (count === 0) next.delete(length);
  else next.set(length, count);
  return next;
}
