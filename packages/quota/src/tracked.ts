import type { Millis } from '@drave/base';

/** Meters of each kind that a node keeps, and clients whose limits it remembers. */
export const METERS_MAX = 10_000;
/** Clients with longer names share the meter of what they begin with. */
const NAME_LENGTH_MAX = 1_024;

/** Who has used something: any of them undefined where the use of all counts together. */
export interface Tags {
  readonly user: string | undefined;
  readonly clientId: string | undefined;
}

interface Tracked<Meter> {
  readonly meter: Meter;
  readonly tags: Tags;
  touchedMs: Millis;
}

/**
 * Meters by whom they are for. Clients choose their ids, so there may be any number: of too many, the one whose use was
 * noted the longest ago is forgotten, which gives no one less than it may have.
 */
export class TrackedMeters<Meter> {
  private readonly make: () => Meter;
  private readonly max: number;
  /** How often a meter that is in use is moved to the end. */
  private readonly touchMs: Millis;
  /** The one that was used the longest ago first. */
  private readonly byKey = new Map<string, Tracked<Meter>>();

  constructor(make: () => Meter, max: number, touchMs: Millis) {
    this.make = make;
    this.max = max;
    this.touchMs = touchMs;
  }

  of(key: string, tags: Tags, nowMs: Millis): Meter {
    const known = this.byKey.get(key);
    if (known !== undefined) {
      if (nowMs - known.touchedMs >= this.touchMs) {
        known.touchedMs = nowMs;
        this.byKey.delete(key);
        this.byKey.set(key, known);
      }
      return known.meter;
    }
    if (this.byKey.size >= this.max) for (const oldest of this.byKey.keys()) if (this.byKey.delete(oldest)) break;
    const meter = this.make();
    this.byKey.set(key, { meter, tags, touchedMs: nowMs });
    return meter;
  }

  *entries(): Iterable<readonly [Tags, Meter]> {
    for (const { tags, meter } of this.byKey.values()) yield [tags, meter];
  }
}

/** Kafka's limits are for the name of a user, without what its kind is. */
export function quotaUserOf(principal: string): string {
  return principal.slice(principal.indexOf(':') + 1);
}

/** A piece of a long text would keep the whole of it in memory, hence the copy. */
export function boundedName(name: string): string {
  return name.length <= NAME_LENGTH_MAX ? name : Buffer.from(name.slice(0, NAME_LENGTH_MAX)).toString();
}

export function keyOf({ user, clientId }: Tags): string {
  return user === undefined
    ? `*:${clientId ?? ''}`
    : `${user.length}:${user}${clientId === undefined ? '' : `:${clientId}`}`;
}
