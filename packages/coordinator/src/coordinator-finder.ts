import { DraveError, type NodeId, type PartitionIndex } from '@drave/base';
import type { Caller } from '@drave/base/access';
import type { Logger } from '@drave/env';
import { NO_LEADER, listenerOf, type InternalTopicName, type MetadataImage } from '@drave/metadata';
import type { CoordinatorLocation } from './coordinator-location.js';
import { coordinatorPartitionOf } from './coordinator-partition.js';

export interface InternalTopicSpec {
  /** What is not in the list of `metadata/internal-topics` would be a topic like any other. */
  readonly name: InternalTopicName;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs: Readonly<Record<string, string>>;
}

/** How a broker gets an internal topic made. Rejects with a DraveError; a topic that exists already is fine. */
export interface InternalTopicPort {
  create(spec: InternalTopicSpec): Promise<void>;
}

interface FinderOptions {
  readonly image: () => MetadataImage;
  readonly topic: InternalTopicSpec;
  readonly port: InternalTopicPort;
  readonly logger: Logger;
}

/** Which broker coordinates a key: the leader of the key's partition of the internal topic. */
export class CoordinatorFinder {
  private creating: Promise<void> | undefined;
  private readonly options: FinderOptions;

  constructor(options: FinderOptions) {
    this.options = options;
  }

  /** Undefined as long as the internal topic does not exist. */
  partitionOf(key: string): PartitionIndex | undefined {
    const topic = this.options.image().topicByName(this.options.topic.name);
    return topic === undefined ? undefined : coordinatorPartitionOf(key, topic.partitionCount);
  }

  leaderOf(partition: PartitionIndex): NodeId {
    const { image, topic } = this.options;
    return image().topicByName(topic.name)?.partition(partition)?.leader ?? NO_LEADER;
  }

  /** Makes the internal topic when this is the first time that a client needs it. */
  async find(caller: Caller, key: string): Promise<CoordinatorLocation> {
    const { topic } = this.options;
    if (this.partitionOf(key) === undefined) await (this.creating ??= this.create());
    const partition = this.partitionOf(key);
    if (partition === undefined) return unavailable(`${topic.name} does not exist yet`);
    const image = this.options.image();
    const leader = this.leaderOf(partition);
    if (leader === NO_LEADER) return unavailable(`${topic.name}-${partition} has no leader at the moment`);
    const broker = image.broker(leader);
    const endpoint = broker === undefined || broker.fenced ? undefined : listenerOf(broker, caller.listener);
    if (endpoint === undefined) return unavailable(`broker ${leader} is not reachable on listener ${caller.listener}`);
    return { kind: 'found', nodeId: leader, endpoint: { host: endpoint.host, port: endpoint.port } };
  }

  private async create(): Promise<void> {
    const { port, topic, logger } = this.options;
    try {
      await port.create(topic);
    } catch (reason) {
      const { code, message } = DraveError.from(reason);
      logger.warn({ topic: topic.name, code }, `the internal topic cannot be made yet: ${message}`);
    } finally {
      this.creating = undefined;
    }
  }
}

function unavailable(message: string): CoordinatorLocation {
  return { kind: 'failed', failure: 'COORDINATOR_NOT_AVAILABLE', message };
}
