import { DraveError, type Millis, type Offset, type PartitionIndex, type TopicName, isError } from '@drave/base';
import {
  LoadLedger,
  type GroupExpectation,
  type GroupReads,
  type LoadRecord,
  type ProducerPromise,
  type ProducerSession,
} from '../../checkers/load-ledger.js';
import { AcknowledgementGaps } from './acknowledgement-gaps.js';

/** The header of every record of a load: its identity, as text. */
export const LOAD_HEADER = 'drave-load';

/** Something the load has to tell, for the timeline of its report. */
interface LoadMark {
  readonly wallMs: Millis;
  readonly detail: string;
}

const MARKS_MAX = 200;
const FAILURES_MAX = 100;

/** What the load's own clients and those that were wrapped report to; the ledger and the times follow from it. */
export class LoadRecorder {
  readonly ledger: LoadLedger;
  readonly gaps = new AcknowledgementGaps();
  readonly marks: LoadMark[] = [];
  /** How many records failed, by the error's code or message. */
  readonly failures = new Map<string, number>();
  private readonly topic: TopicName;
  private named = 0;

  constructor(run: string, topic: TopicName) {
    this.ledger = new LoadLedger(run, wallMs);
    this.topic = topic;
  }

  session(name: string, promise: ProducerPromise): ProducerSession {
    return this.ledger.session(name, promise);
  }

  group(name: string, expectation: GroupExpectation): GroupReads {
    return this.ledger.group(name, expectation);
  }

  /** `partition` is undefined and `offset` -1 where the acknowledgement does not say it. */
  acknowledged(
    session: ProducerSession,
    record: LoadRecord,
    partition: PartitionIndex | undefined,
    offset: Offset,
  ): void {
    const place = partition === undefined ? undefined : this.place(partition);
    session.acknowledge(record, place, offset);
    this.gaps.noted(place ?? this.topic, record.sentMs, wallMs());
  }

  failed(session: ProducerSession, record: LoadRecord, reason: unknown): void {
    session.giveUp(record);
    this.note(reason);
  }

  aborted(session: ProducerSession, record: LoadRecord, partition: PartitionIndex | undefined): void {
    session.abort(record, partition === undefined ? undefined : this.place(partition));
  }

  /** Counts an error that a client met. */
  note(reason: unknown): void {
    const what = reason instanceof DraveError ? reason.code : messageOf(reason);
    if (this.failures.size < FAILURES_MAX || this.failures.has(what))
      this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
  }

  /** A consumer was given a record; those of others, without the header, count for nothing. */
  given(group: GroupReads, topic: string, partition: PartitionIndex, offset: Offset, id: string | undefined): void {
    if (topic !== this.topic || id === undefined || !this.ledger.isOurs(id)) return;
    group.given(this.place(partition), offset, id);
  }

  mark(detail: string): void {
    if (this.marks.length < MARKS_MAX) this.marks.push({ wallMs: wallMs(), detail });
  }

  /** A name that no session has, for a client that was given none. */
  nameFor(library: string): string {
    this.named += 1;
    return `${library} ${this.named}`;
  }

  isForTopic(topic: string): boolean {
    return topic === this.topic;
  }

  place(partition: PartitionIndex): string {
    return `${this.topic}/${partition}`;
  }
}

/** Wall-clock ms that never go back. */
export function wallMs(): Millis {
  return performance.timeOrigin + performance.now();
}

/** Text of a header's name or value, which may be bytes, or one of several values, or JSON of a serializer. */
export function textOf(value: unknown): string | undefined {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  if (one instanceof Uint8Array) return textOf(Buffer.from(one).toString('utf8'));
  return typeof one === 'string' ? one.replace(/^"(.*)"$/, '$1') : undefined;
}

function messageOf(reason: unknown): string {
  return isError(reason) ? reason.message : String(reason);
}
