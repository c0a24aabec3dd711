import { deferred, type Deferred, type Offset } from '@drave/base';
import { MetadataDelta, MetadataImage, type MetadataPosition } from '@drave/metadata';
import type { adminV1 } from '@drave/rpc';
import type { AdminDomain } from './admin-domain.js';
import { brokerMessages, partitionMessages, topicMessage } from './admin-messages.js';

export interface ChangeBatch {
  /** True when what follows starts from nothing. */
  readonly reset: boolean;
  readonly changes: readonly adminV1.ClusterChange[];
  readonly nextOffset: Offset;
}

interface KeptBatch extends ChangeBatch {
  readonly fromOffset: Offset;
}

/** How many steps back a watcher may resume; older ones start over with the whole state. */
const batchesKeptMax = 1_000;

/** The recent history of the metadata, told as changes, for watchers. */
export class ClusterChangeLog {
  private readonly domain: AdminDomain;
  private kept: KeptBatch[] = [];
  private offset: Offset;
  private news: Deferred<void> = deferred();
  private readonly unsubscribe: () => void;

  constructor(domain: AdminDomain) {
    this.domain = domain;
    this.offset = domain.feed.appliedOffset;
    this.unsubscribe = domain.feed.subscribe({ onMetadata: (delta, _image, position) => this.add(delta, position) });
  }

  close(): void {
    this.unsubscribe();
    this.news.resolve();
  }

  /** Ends when the signal aborts. A watcher that falls behind what is kept gets a reset, never a gap. */
  async *follow(fromOffset: Offset, signal: AbortSignal): AsyncIterable<ChangeBatch> {
    let next = fromOffset;
    while (!signal.aborted) {
      const batches = this.since(next);
      for (const batch of batches) {
        yield batch;
        next = batch.nextOffset;
      }
      if (batches.length === 0) await this.nextNews(signal);
    }
  }

  private since(offset: Offset): readonly ChangeBatch[] {
    if (offset === this.offset && offset > 0) return [];
    const index = this.kept.findIndex((batch) => batch.fromOffset === offset);
    return index >= 0 && offset > 0 ? this.kept.slice(index) : [this.wholeState()];
  }

  private nextNews(signal: AbortSignal): Promise<void> {
    const aborted = deferred();
    const onAbort = (): void => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    return Promise.race([this.news.promise, aborted.promise]).finally(() =>
      signal.removeEventListener('abort', onAbort),
    );
  }

  private wholeState(): ChangeBatch {
    const delta = MetadataDelta.between(MetadataImage.empty, this.domain.feed.image);
    return { reset: true, changes: this.changesOf(delta), nextOffset: this.offset };
  }

  private add(delta: MetadataDelta, position: MetadataPosition): void {
    const changes = this.changesOf(delta);
    this.kept.push({ reset: false, fromOffset: this.offset, nextOffset: position.offset, changes });
    if (this.kept.length > batchesKeptMax) this.kept = this.kept.slice(-batchesKeptMax / 2);
    this.offset = position.offset;
    const { news } = this;
    this.news = deferred();
    news.resolve();
  }

  private changesOf(delta: MetadataDelta): adminV1.ClusterChange[] {
    const { after } = delta;
    const changes: adminV1.ClusterChange[] = [];
    for (const topic of delta.deletedTopics()) {
      changes.push({ change: { kind: 'deletedTopic', deletedTopic: topicMessage(delta.before, topic) } });
    }
    for (const topic of delta.createdTopics()) {
      changes.push({ change: { kind: 'topic', topic: topicMessage(after, topic) } });
    }
    for (const { topicId, after: partition } of delta.partitions()) {
      const topic = after.topic(topicId);
      if (topic === undefined || partition === undefined) continue;
      changes.push({
        change: { kind: 'partition', partition: partitionMessages(this.domain, after, topic)(partition) },
      });
    }
    for (const { id, after: broker } of delta.brokers()) {
      if (broker === undefined) changes.push({ change: { kind: 'unregisteredBrokerId', unregisteredBrokerId: id } });
      else changes.push({ change: { kind: 'broker', broker: brokerMessages(after)(broker) } });
    }
    for (const { type, name } of delta.configResources()) {
      changes.push({ change: { kind: 'config', config: { type: type === 'topic' ? 'TOPIC' : 'BROKER', name } } });
    }
    return changes;
  }
}
