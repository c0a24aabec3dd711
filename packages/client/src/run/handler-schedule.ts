import { assert } from '@drave/base';

/** Which records wait for each other: those of one partition, or those of one key in a partition. */
export type HandlerOrder = 'partition' | 'key';

interface ScheduleLimits {
  /** How many handlers run at a time. */
  readonly concurrency: number;
  readonly by: HandlerOrder;
  /** How many records are taken and not handled, over all partitions. */
  readonly recordsMax: number;
}

/** A record that was taken and is not handled. */
export interface ScheduledRecord<Item> {
  readonly item: Item;
  readonly work: PartitionWork<Item>;
  readonly lane: Lane<Item>;
  /** How often a handler was given it. */
  attempts: number;
  isHandled: boolean;
}

/** Records that are handled one after another. */
interface Lane<Item> {
  readonly work: PartitionWork<Item>;
  /** Undefined for a record without a key, which is a lane of its own. */
  readonly key: string | undefined;
  readonly waiting: ScheduledRecord<Item>[];
  /** True while its first record is at a handler or waits for its next attempt. */
  isBusy: boolean;
}

/** The records of one partition, from the first one that is not handled on. */
interface PartitionWork<Item> {
  readonly name: string;
  readonly records: ScheduledRecord<Item>[];
  readonly lanes: Map<string, Lane<Item>>;
  /** Records of the same partition from before a seek, whose handlers still run. */
  readonly before: PartitionWork<Item> | undefined;
  running: number;
  isHeld: boolean;
  isDropped: boolean;
}

/**
 * Decides which record a handler gets next. It is pure: no clock, no I/O.
 *
 * Order: two records of one partition (`by: 'partition'`), or of one partition and key (`by: 'key'`), are never at
 * handlers at the same time, and the one with the lower offset comes first, however often it is tried. Records without
 * a key have no order among themselves by key.
 *
 * Progress: what counts as handled of a partition is the records before the first one that is not, so a commit never
 * covers a record whose handler has not finished.
 *
 * Fairness: a partition takes at most its share of `recordsMax`, so one that is stuck does not stop the others.
 */
export class HandlerSchedule<Item> {
  private readonly limits: ScheduleLimits;
  private readonly keyOf: (item: Item) => string | undefined;
  private readonly works = new Map<string, PartitionWork<Item>>();
  private ready: Lane<Item>[] = [];
  private runningNow = 0;
  private inHandNow = 0;

  /** `keyOf` gives the key of a record as text; undefined for none. */
  constructor(limits: ScheduleLimits, keyOf: (item: Item) => string | undefined) {
    this.limits = limits;
    this.keyOf = keyOf;
  }

  /** How many handlers run. */
  get running(): number {
    return this.runningNow;
  }

  /** How many records are taken and not covered by what counts as handled. */
  get inHand(): number {
    return this.inHandNow;
  }

  /** How many handlers run on records of this partition. */
  runningOf(partition: string): number {
    const work = this.works.get(partition);
    return (work?.running ?? 0) + (work?.before?.running ?? 0);
  }

  /** How many more records of a partition may be taken, when `partitions` of them share the limit. */
  roomOf(partition: string, partitions: number): number {
    const { recordsMax } = this.limits;
    const share = Math.max(1, Math.floor(recordsMax / Math.max(1, partitions)));
    const taken = this.works.get(partition)?.records.length ?? 0;
    return Math.max(0, Math.min(recordsMax - this.inHandNow, share - taken));
  }

  /** Takes records of a partition, in the order of their offsets, behind those that it has of it. */
  add(partition: string, items: readonly Item[]): void {
    const work = this.workOf(partition);
    for (const item of items) {
      const lane = this.laneOf(work, item);
      const record: ScheduledRecord<Item> = { item, work, lane, attempts: 0, isHandled: false };
      work.records.push(record);
      lane.waiting.push(record);
      if (!lane.isBusy && lane.waiting.length === 1) this.ready.push(lane);
    }
    this.inHandNow += items.length;
  }

  /** The record to give to a handler now; undefined when none may start. */
  next(): ScheduledRecord<Item> | undefined {
    if (this.runningNow >= this.limits.concurrency) return undefined;
    const index = this.ready.findIndex(({ work }) => !work.isHeld && (work.before?.running ?? 0) === 0);
    const lane = index < 0 ? undefined : this.ready.splice(index, 1)[0];
    const record = lane?.waiting.shift();
    if (lane === undefined || record === undefined) return undefined;
    assert(!lane.isBusy, 'records of one lane are handled one after another');
    lane.isBusy = true;
    record.attempts++;
    record.work.running++;
    this.runningNow++;
    return record;
  }

  /**
   * Notes that the handler of a record has finished with it. Returns the last record up to which all of its partition
   * are handled, if that has moved.
   */
  handled(record: ScheduledRecord<Item>): Item | undefined {
    this.leave(record);
    const { work, lane } = record;
    record.isHandled = true;
    if (work.isDropped) return undefined;
    lane.isBusy = false;
    if (lane.waiting.length > 0) this.ready.push(lane);
    else if (lane.key !== undefined) work.lanes.delete(lane.key);
    let last: Item | undefined;
    while (work.records[0]?.isHandled === true) {
      last = work.records.shift()?.item;
      this.inHandNow--;
    }
    return last;
  }

  /** Notes that a record is to be tried again, when `due` is called. Until then what is behind it waits. */
  failed(record: ScheduledRecord<Item>): void {
    this.leave(record);
  }

  /** Makes a record that has failed the next one of its lane; ignored when it was dropped meanwhile. */
  due(record: ScheduledRecord<Item>): void {
    const { work, lane } = record;
    if (work.isDropped) return;
    assert(lane.isBusy, 'a record that waits for its next attempt holds its lane');
    lane.isBusy = false;
    lane.waiting.unshift(record);
    this.ready.unshift(lane);
  }

  /** Whether records of a partition may start. What is at handlers already is not affected. */
  hold(partition: string, isHeld: boolean): void {
    const work = this.works.get(partition);
    if (work !== undefined) work.isHeld = isHeld;
  }

  /** Forgets the records of a partition. Those that are at handlers no longer count as handled when they are. */
  drop(partition: string): void {
    const work = this.works.get(partition);
    if (work === undefined || work.isDropped) return;
    work.isDropped = true;
    this.inHandNow -= work.records.length;
    this.ready = this.ready.filter((lane) => lane.work !== work);
    this.forget(partition);
  }

  private forget(partition: string): void {
    if (this.works.get(partition)?.isDropped === true && this.runningOf(partition) === 0) this.works.delete(partition);
  }

  private leave({ work }: ScheduledRecord<Item>): void {
    assert(work.running > 0 && this.runningNow > 0, 'only a record that is at a handler is handled or fails');
    work.running--;
    this.runningNow--;
    this.forget(work.name);
  }

  private workOf(name: string): PartitionWork<Item> {
    const known = this.works.get(name);
    if (known !== undefined && !known.isDropped) return known;
    // While records of `known.before` run none of `known` does, so one step back is enough.
    const before = known !== undefined && known.running > 0 ? known : known?.before;
    const made = { name, records: [], lanes: new Map(), before, running: 0, isHeld: false, isDropped: false };
    this.works.set(name, made);
    return made;
  }

  private laneOf(work: PartitionWork<Item>, item: Item): Lane<Item> {
    const key = this.limits.by === 'partition' ? '' : this.keyOf(item);
    const known = key === undefined ? undefined : work.lanes.get(key);
    if (known !== undefined) return known;
    const made: Lane<Item> = { work, key, waiting: [], isBusy: false };
    if (key !== undefined) work.lanes.set(key, made);
    return made;
  }
}
