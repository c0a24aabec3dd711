import { assert, type Millis, type Offset } from '@drave/base';
import { RecordLedger, type SendId, type Violation } from './record-ledger.js';

/**
 * What any number of producers sent, what groups of consumers were given, and what the log holds in the end: the
 * judge of a load. Every record carries an identity of its own in a header (`idOf`), so payloads are the caller's.
 *
 * What is promised depends on the producer (`ProducerPromise`): acknowledged means in the log, once and in the order
 * of sending where it is idempotent, all or nothing where it writes in transactions. A group is given every record of
 * the log at least once, first deliveries in the order of the log, and nothing that the log does not have.
 *
 * It does no I/O; `nowMs` is one wall clock for everything that is noted.
 */
export class LoadLedger {
  /** Tells this load's records from those of others in the same topic. */
  readonly run: string;
  private readonly nowMs: () => Millis;
  private readonly sessions = new Map<string, ProducerSession>();
  private readonly groups = new Map<string, GroupReads>();
  /** Partition → offset → identity: what the log has. */
  private readonly log = new Map<string, Map<Offset, string>>();
  private readonly deleted = new Map<string, Offset>();

  constructor(run: string, nowMs: () => Millis) {
    assert(!run.includes('/'), 'a run is a part of an identity');
    this.run = run;
    this.nowMs = nowMs;
  }

  /** One producer from its start to its end; `name` must differ between sessions. */
  session(name: string, promise: ProducerPromise): ProducerSession {
    assert(!this.sessions.has(name) && !name.includes('/'), `the session '${name}' is there already, or has a slash`);
    const session = new ProducerSession(`${this.run}/${name}`, promise, this.nowMs);
    this.sessions.set(name, session);
    return session;
  }

  /** Consumers that share a topic; the same name is the same group. */
  group(name: string, expectation: GroupExpectation): GroupReads {
    let group = this.groups.get(name);
    if (group === undefined) {
      group = new GroupReads(name, expectation);
      this.groups.set(name, group);
    }
    return group;
  }

  /** Whether a header's value is the identity of one of this load's records. */
  isOurs(id: string): boolean {
    return id.startsWith(`${this.run}/`);
  }

  /** The log has this record: what a reader of the whole log was given. */
  found(partition: string, offset: Offset, id: string): void {
    const session = this.sessionOf(id);
    if (session === undefined) return;
    session.records.polled('log', partition, offset, id);
    let records = this.log.get(partition);
    if (records === undefined) {
      records = new Map();
      this.log.set(partition, records);
    }
    records.set(offset, id);
  }

  /** Records below `offset` were deleted (DeleteRecords, retention): not to be there is no loss. */
  deletedBefore(partition: string, offset: Offset): void {
    this.deleted.set(partition, offset);
    for (const { records } of this.sessions.values()) records.deletedBefore(partition, offset);
  }

  /** The first record of the log that a group was not given and must be; undefined when there is none. */
  awaited(): { readonly group: string; readonly partition: string; readonly offset: Offset } | undefined {
    for (const group of this.groups.values()) {
      for (const [partition, records] of this.log) {
        for (const offset of records.keys()) {
          if (group.mustBeGiven(partition, offset)) return { group: group.name, partition, offset };
        }
      }
    }
    return undefined;
  }

  /** Judges what was noted, once the log was read from its start to its end (`found`). */
  check(): LoadViolation[] {
    const violations: LoadViolation[] = [];
    for (const [name, session] of this.sessions) {
      for (const violation of session.check()) {
        const atMs = session.acknowledgedMs(violation.value);
        const detail = violation.detail.replaceAll(`${this.run}/`, '');
        violations.push({ ...violation, kind: kindOf[violation.kind], by: name, detail, atMs });
      }
      for (const torn of session.torn(this.logIds())) violations.push({ ...torn, by: name });
    }
    for (const group of this.groups.values()) violations.push(...this.checkGroup(group));
    return violations;
  }

  /** Whether any record belongs to a transaction, so that readers of uncommitted records see more than others. */
  get hasTransactions(): boolean {
    return [...this.sessions.values()].some((session) => session.hasTransactions);
  }

  /** Of all sessions. */
  get totals(): ProducerTotals {
    const totals = noTotals();
    for (const session of this.sessions.values()) {
      for (const field of Object.keys(totals) as (keyof ProducerTotals)[]) totals[field] += session.totals[field];
    }
    return totals;
  }

  /** Of each group, how many records it was given, without and with those that came again. */
  get deliveries(): readonly { readonly group: string; readonly read: number; readonly again: number }[] {
    return [...this.groups.values()].map(({ name, read, again }) => ({ group: name, read, again }));
  }

  private checkGroup(group: GroupReads): LoadViolation[] {
    const violations = [...group.violations];
    const where = { by: group.name, value: '', atMs: undefined };
    for (const [partition, records] of this.log) {
      for (const [offset, id] of records) {
        const given = group.givenAt(partition, offset);
        const atMs = this.sessionOf(id)?.acknowledgedMs(id);
        const place = { ...where, partition, offset, value: id, atMs };
        if (given === undefined && group.mustBeGiven(partition, offset))
          violations.push({ ...place, kind: 'skipped', detail: this.nameOf(id) });
        if (given !== undefined && given !== id)
          violations.push({ ...place, kind: 'inconsistent', detail: `the group was given ${this.nameOf(given)}` });
      }
    }
    if (group.expectation.readsUncommitted && this.hasTransactions) return violations;
    for (const { partition, offset, id } of group.all()) {
      const isGone = offset < (this.deleted.get(partition) ?? 0);
      if (!isGone && this.log.get(partition)?.has(offset) !== true)
        violations.push({
          ...where,
          kind: 'phantom',
          partition,
          offset,
          value: id,
          detail: 'the log does not have it',
        });
    }
    return violations;
  }

  private nameOf(id: string): string {
    return id.slice(this.run.length + 1);
  }

  private logIds(): ReadonlySet<string> {
    return new Set([...this.log.values()].flatMap((records) => [...records.values()]));
  }

  private sessionOf(id: string): ProducerSession | undefined {
    const [run, name] = id.split('/');
    return run === this.run ? this.sessions.get(name ?? '') : undefined;
  }
}

/** What one producer sent, and what it was told. Records are counted from 0. */
export class ProducerSession {
  /** Judges what is not of groups or transactions. */
  readonly records = new RecordLedger();
  readonly totals = noTotals();
  hasTransactions = false;
  private readonly prefix: string;
  private readonly promise: ProducerPromise;
  private readonly nowMs: () => Millis;
  /** When each record was acknowledged; NaN for those that were not. */
  private readonly acknowledged: Millis[] = [];
  private readonly transactions: string[][] = [];

  constructor(prefix: string, promise: ProducerPromise, nowMs: () => Millis) {
    this.prefix = prefix;
    this.promise = promise;
    this.nowMs = nowMs;
  }

  /** A record is handed to the producer, which may know its partition already. */
  sent(partition?: string): LoadRecord {
    const number = this.acknowledged.length;
    this.acknowledged.push(Number.NaN);
    this.totals.sent += 1;
    this.totals.waiting += 1;
    const id = `${this.prefix}/${number}`;
    return { id, number, sendId: this.records.sent(this.prefix, partition, id), sentMs: this.nowMs() };
  }

  /** `offset` is -1 and `partition` undefined where the acknowledgement does not say it. */
  acknowledge({ number, sendId }: LoadRecord, partition: string | undefined, offset: Offset): void {
    if (this.promise.confirms) this.records.acknowledged(sendId, offset, partition);
    this.acknowledged[number] = this.nowMs();
    this.totals.waiting -= 1;
    this.totals.acknowledged += 1;
  }

  /** The producer gave the record up: nobody knows whether it is in the log. */
  giveUp(_record: LoadRecord): void {
    this.totals.waiting -= 1;
    this.totals.failed += 1;
  }

  /** The record's transaction was aborted: no reader of committed records may see it. */
  abort({ sendId }: LoadRecord, partition?: string): void {
    this.hasTransactions = true;
    this.records.rejected(sendId, partition);
    this.totals.waiting -= 1;
    this.totals.aborted += 1;
  }

  /** These records are in one transaction, whatever became of it. */
  together(records: readonly LoadRecord[]): void {
    this.hasTransactions = true;
    if (records.length > 1) this.transactions.push(records.map(({ id }) => id));
  }

  acknowledgedMs(id: string): Millis | undefined {
    const atMs = this.acknowledged[Number(id.slice(this.prefix.length + 1))];
    return atMs === undefined || Number.isNaN(atMs) ? undefined : atMs;
  }

  check(): readonly Violation[] {
    const { idempotent } = this.promise;
    return this.records.check({ drained: true, duplicatesAllowed: !idempotent, ordered: idempotent }).violations;
  }

  /** Transactions of which the log has some records, not all. */
  torn(log: ReadonlySet<string>): Omit<LoadViolation, 'by'>[] {
    return this.transactions.flatMap((ids) => {
      const missing = ids.filter((id) => !log.has(id));
      if (missing.length === 0 || missing.length === ids.length) return [];
      const detail = `of ${ids.length} records of one transaction ${missing.length} are not there`;
      return { kind: 'torn', partition: '', offset: -1, value: ids[0] ?? '', detail, atMs: undefined } as const;
    });
  }
}

/** What the consumers of one group were given. */
export class GroupReads {
  readonly name: string;
  readonly expectation: GroupExpectation;
  readonly violations: LoadViolation[] = [];
  /** Records, and records that came again. */
  read = 0;
  again = 0;
  private readonly partitions = new Map<string, Deliveries>();

  constructor(name: string, expectation: GroupExpectation) {
    this.name = name;
    this.expectation = expectation;
  }

  /** One of the group's consumers was given this record. */
  given(partition: string, offset: Offset, id: string): void {
    let deliveries = this.partitions.get(partition);
    if (deliveries === undefined) {
      deliveries = { first: offset, last: -1, ids: new Map() };
      this.partitions.set(partition, deliveries);
    }
    const known = deliveries.ids.get(offset);
    const place = { partition, offset, value: id, by: this.name, atMs: undefined };
    if (known !== undefined) {
      this.again += 1;
      if (known !== id)
        this.violations.push({ ...place, kind: 'inconsistent', detail: `the group had been given ${known} there` });
      return;
    }
    this.read += 1;
    deliveries.ids.set(offset, id);
    if (offset < deliveries.last && (this.expectation.fromBeginning || offset > deliveries.first))
      this.violations.push({ ...place, kind: 'reordered', detail: `the group had been given ${deliveries.last}` });
    deliveries.first = Math.min(deliveries.first, offset);
    deliveries.last = Math.max(deliveries.last, offset);
  }

  givenAt(partition: string, offset: Offset): string | undefined {
    return this.partitions.get(partition)?.ids.get(offset);
  }

  /** Whether the group has yet to be given what the log has there. */
  mustBeGiven(partition: string, offset: Offset): boolean {
    const deliveries = this.partitions.get(partition);
    if (deliveries === undefined) return this.expectation.fromBeginning;
    return !deliveries.ids.has(offset) && (this.expectation.fromBeginning || offset > deliveries.first);
  }

  *all(): Iterable<{ readonly partition: string; readonly offset: Offset; readonly id: string }> {
    for (const [partition, { ids }] of this.partitions) {
      for (const [offset, id] of ids) yield { partition, offset, id };
    }
  }
}

export interface ProducerPromise {
  /** Nothing is written twice, and the order of sending is kept in each partition. */
  readonly idempotent: boolean;
  /** False with acks 0, with which an acknowledgement says nothing. */
  readonly confirms: boolean;
}

export interface GroupExpectation {
  /** False: records before the first one that the group was given of a partition are none of its business. */
  readonly fromBeginning: boolean;
  /** Whether it is given records of open and aborted transactions too, which the log does not have in the end. */
  readonly readsUncommitted: boolean;
}

/** A record on its way. `id` goes with it, as the value of a header. */
export interface LoadRecord {
  readonly id: string;
  readonly number: number;
  readonly sendId: SendId;
  readonly sentMs: Millis;
}

/** Numbers of records. */
interface ProducerTotals {
  sent: number;
  acknowledged: number;
  /** With their transactions. */
  aborted: number;
  /** Given up by the producer, with an error. */
  failed: number;
  /** None of these yet. */
  waiting: number;
}

function noTotals(): ProducerTotals {
  return { sent: 0, acknowledged: 0, aborted: 0, failed: 0, waiting: 0 };
}

/**
 * - `lost`: acknowledged, and not in the log.
 * - `duplicated`: in the log more than once, by an idempotent producer.
 * - `moved`: not where the acknowledgement said.
 * - `reordered`: against the order of sending, or given to a group against the order of the log.
 * - `aborted`: in the log although its transaction was aborted.
 * - `torn`: a part of its transaction only.
 * - `skipped`: in the log, and never given to a group.
 * - `phantom`: given to a group, and not in the log.
 * - `inconsistent`: two records at one offset.
 */
export interface LoadViolation {
  readonly kind:
    | 'lost'
    | 'duplicated'
    | 'moved'
    | 'reordered'
    | 'aborted'
    | 'torn'
    | 'skipped'
    | 'phantom'
    | 'inconsistent';
  /** `orders/0`; empty where none is known. */
  readonly partition: string;
  /** -1 where none is known. */
  readonly offset: Offset;
  /** The identity of the record. */
  readonly value: string;
  /** The producer, or the group, that has seen it. */
  readonly by: string;
  readonly detail: string;
  /** When the record was acknowledged. */
  readonly atMs: Millis | undefined;
}

const kindOf = {
  'lost-write': 'lost',
  duplicate: 'duplicated',
  'moved-write': 'moved',
  'nonmonotonic-send': 'reordered',
  'nonmonotonic-poll': 'reordered',
  'rejected-but-read': 'aborted',
  'inconsistent-offset': 'inconsistent',
} as const satisfies Record<Violation['kind'], LoadViolation['kind']>;

interface Deliveries {
  /** The smallest and the largest offset that were given. */
  first: Offset;
  last: Offset;
  readonly ids: Map<Offset, string>;
}
