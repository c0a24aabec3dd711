import { DraveError, Semaphore, type Millis } from '@drave/base';
import type { RawConsumer } from '@drave/client';
import type { Message, MessageBatch, MessageQuery } from '../contract.js';
import type { ClusterLink } from '../cluster/cluster-link.js';
import { cursorOf, positionsOf, type Positions } from './message-cursor.js';
import { contains, messageOf, weightOf } from './payload.js';

/** So many questions for records are answered at a time; others wait. */
const READS_MAX = 4;
/** So many partitions are read for one answer. */
const PARTITIONS_MAX = 128;
/** About so large is an answer. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;
/** How far back a filter looks from the end, over all partitions. */
const LOOK_BACK = 10_000;
const FETCH_BYTES_MAX = 2 * 1024 * 1024;
const POLL_TIMEOUT_MS: Millis = 200;
const POLL_RECORDS_MAX = 500;

/** A question with every default filled in. */
interface MessageQuestion extends Omit<MessageQuery, 'limit' | 'timeoutMs' | 'from'> {
  readonly topic: string;
  readonly from: NonNullable<MessageQuery['from']>;
  readonly limit: number;
  readonly timeoutMs: Millis;
  readonly committed: boolean;
}

/** Reads records for people: a few, within a time, from whatever leader has them. */
export class MessageReader {
  private readonly link: ClusterLink;
  private readonly reads = new Semaphore(READS_MAX);

  constructor(link: ClusterLink) {
    this.link = link;
  }

  /**
   * @throws DraveError UNKNOWN_TOPIC_OR_PARTITION, INVALID_REQUEST, TOPIC_AUTHORIZATION_FAILED, and what a leader says.
   */
  read(question: MessageQuestion, signal: AbortSignal): Promise<MessageBatch> {
    return this.reads.run(() =>
      this.link.used(async () => {
        const consumer = this.link.client().rawConsumer({
          autoOffsetReset: 'earliest',
          isolationLevel: question.committed ? 'read_committed' : 'read_uncommitted',
          fetchMaxBytes: FETCH_BYTES_MAX,
          maxPartitionFetchBytes: FETCH_BYTES_MAX,
          maxPollRecords: POLL_RECORDS_MAX,
        });
        try {
          signal.throwIfAborted();
          return await new Scan(question, consumer, this.link, signal).run(await this.partitions(question));
        } finally {
          await consumer.close(0);
        }
      }),
    );
  }

  private async partitions({ topic, partition, cursor = '' }: MessageQuestion): Promise<readonly number[]> {
    const view = await this.link.client().topic(topic);
    if (view === undefined) throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', `there is no topic '${topic}'`);
    const all = view.partitions.map((one) => one.partition);
    if (cursor !== '') return [...positionsOf(cursor).keys()].filter((one) => all.includes(one));
    if (partition === undefined) {
      if (all.length <= PARTITIONS_MAX) return all;
      throw new DraveError(
        'INVALID_REQUEST',
        `'${topic}' has ${all.length} partitions: choose one of them with 'partition'`,
      );
    }
    if (all.includes(partition)) return [partition];
    throw new DraveError(
      'UNKNOWN_TOPIC_OR_PARTITION',
      `'${topic}' has partitions 0 to ${all.length - 1}, not ${partition}`,
    );
  }
}

/** One answer on its way. */
class Scan {
  private readonly question: MessageQuestion;
  private readonly consumer: RawConsumer;
  private readonly signal: AbortSignal;
  private readonly now: () => Millis;
  private readonly text: string;
  private readonly found: Message[] = [];
  private readonly next = new Map<number, number>();
  private bytes = 0;
  private scanned = 0;

  constructor(question: MessageQuestion, consumer: RawConsumer, link: ClusterLink, signal: AbortSignal) {
    this.question = question;
    this.consumer = consumer;
    this.signal = signal;
    this.now = () => link.access.env.clock.monotonicMs();
    this.text = (question.text ?? '').toLowerCase();
  }

  async run(partitions: readonly number[]): Promise<MessageBatch> {
    const { topic, from, limit, timeoutMs, cursor = '' } = this.question;
    const endMs = this.now() + timeoutMs;
    const places = partitions.map((partition) => ({ topic, partition }));
    const [starts, ends] = await Promise.all([
      this.consumer.beginningOffsets(places),
      this.consumer.endOffsets(places),
    ]);
    const begin = await this.beginnings(places, starts, ends);
    const isBackwards = cursor === '' && from === 'end';
    const goal = new Map(partitions.map((partition, index) => [partition, ends[index] ?? 0]));
    for (const [index, partition] of partitions.entries()) this.next.set(partition, begin[index] ?? 0);
    const open = partitions.filter((partition) => (this.next.get(partition) ?? 0) < (goal.get(partition) ?? 0));
    this.consumer.assign(open.map((partition) => ({ topic, partition, from: this.next.get(partition) ?? 0 })));
    const end = await this.scan(open, goal, isBackwards, endMs);
    this.found.sort((a, b) => a.timestampMs - b.timestampMs || a.partition - b.partition || a.offset - b.offset);
    const messages = isBackwards ? this.found.slice(-limit) : this.found;
    return { messages, next: cursorOf(this.next), scannedCount: this.scanned, end };
  }

  /** The first offset to look at in each partition. */
  private async beginnings(
    places: readonly { readonly topic: string; readonly partition: number }[],
    starts: readonly number[],
    ends: readonly number[],
  ): Promise<readonly number[]> {
    const { from, offset = 0, timeMs = 0, limit, cursor = '' } = this.question;
    if (cursor !== '') {
      const positions: Positions = positionsOf(cursor);
      return places.map(({ partition }, index) => Math.max(positions.get(partition) ?? 0, starts[index] ?? 0));
    }
    switch (from) {
      case 'start':
        return starts;
      case 'offset':
        return starts.map((start, index) => Math.min(Math.max(offset, start), ends[index] ?? start));
      case 'time': {
        const found = await this.consumer.offsetsForTime(places, timeMs);
        return found.map((one, index) => (one < 0 ? (ends[index] ?? 0) : one));
      }
      case 'end': {
        const back = this.text === '' ? limit : Math.ceil(LOOK_BACK / Math.max(1, places.length));
        return ends.map((end, index) => Math.max(starts[index] ?? 0, end - back));
      }
    }
  }

  /** Until each partition is where it ended when the question came, or enough was found. */
  private async scan(
    open: readonly number[],
    goal: Positions,
    isBackwards: boolean,
    endMs: Millis,
  ): Promise<MessageBatch['end']> {
    const { topic, limit } = this.question;
    for (;;) {
      if (open.every((partition) => this.isThrough(partition, goal))) return 'end';
      const leftMs = endMs - this.now();
      if (leftMs <= 0) return 'time';
      const timeoutMs = Math.min(POLL_TIMEOUT_MS, leftMs);
      for (const { partition, records } of await this.consumer.poll({ timeoutMs, signal: this.signal }))
        for (const record of records) {
          // What was written since the question came is for the next one.
          if (record.offset >= (goal.get(partition) ?? 0)) break;
          if (!isBackwards && this.found.length >= limit) return 'limit';
          if (this.bytes >= ANSWER_BYTES_MAX) return 'bytes';
          this.scanned++;
          this.next.set(partition, record.offset + 1);
          if (this.text !== '' && !contains(record, this.text)) continue;
          const message = messageOf(topic, partition, record);
          this.found.push(message);
          this.bytes += weightOf(message);
        }
    }
  }

  /** Behind the last record there may be markers of transactions, which no poll gives and which the position passes. */
  private isThrough(partition: number, goal: Positions): boolean {
    const position = this.consumer.position({ topic: this.question.topic, partition }) ?? 0;
    const end = goal.get(partition) ?? 0;
    if (position < end) return false;
    if ((this.next.get(partition) ?? 0) < end) this.next.set(partition, end);
    return true;
  }
}
