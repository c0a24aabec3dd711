import type { Bytes, Millis, TopicName } from '@drave/base';
import type { RawRecord } from '../options.js';
import { chargeOf } from './accumulator.js';
import type { DeliveryListener } from './producer-batch.js';

/** A record that could not be put into a batch yet. */
export interface WaitingRecord {
  readonly record: RawRecord;
  readonly timestamp: Millis;
  readonly deadlineMs: Millis;
  readonly listener: DeliveryListener | undefined;
  readonly token: unknown;
}

/**
 * Records that wait for the metadata of their topic or for room, in order. While one record of a topic waits, later
 * ones of the topic wait behind it, so that their order is kept.
 */
export class WaitingRecords {
  bytes: Bytes = 0;
  private readonly byTopic = new Map<TopicName, WaitingRecord[]>();

  get isEmpty(): boolean {
    return this.byTopic.size === 0;
  }

  has(topic: TopicName): boolean {
    return this.byTopic.has(topic);
  }

  topics(): TopicName[] {
    return [...this.byTopic.keys()];
  }

  push(waiting: WaitingRecord): void {
    const { topic } = waiting.record;
    const list = this.byTopic.get(topic);
    if (list === undefined) this.byTopic.set(topic, [waiting]);
    else list.push(waiting);
    this.bytes += chargeOf(waiting.record);
  }

  /** Removes records of a topic from the front as long as `accept` returns true. */
  drain(topic: TopicName, accept: (waiting: WaitingRecord) => boolean): void {
    const list = this.byTopic.get(topic) ?? [];
    let taken = 0;
    for (const waiting of list) {
      if (!accept(waiting)) break;
      this.bytes -= chargeOf(waiting.record);
      taken++;
    }
    if (taken === list.length) this.byTopic.delete(topic);
    else if (taken > 0) this.byTopic.set(topic, list.slice(taken));
  }
}
