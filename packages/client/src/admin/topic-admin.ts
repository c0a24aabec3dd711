import { DraveError, type Millis, type NodeId, type TopicName } from '@drave/base';
import { type adminV1, topicService } from '@drave/rpc';
import { type AdminCaller, collected, pages } from './admin-call.js';

export interface CreateTopicOptions {
  /** Default: the cluster's num.partitions. */
  readonly partitions?: number;
  /** Default: the cluster's default.replication.factor. */
  readonly replicationFactor?: number;
  /** Replicas of each partition, the preferred leader first, instead of placement by the cluster. */
  readonly assignments?: readonly (readonly NodeId[])[];
  readonly configs?: Readonly<Record<string, string>>;
  /** Makes every check and creates nothing. */
  readonly validateOnly?: boolean;
  /** Waits until every partition has a leader that brokers know. Default true. */
  readonly waitForLeaders?: boolean;
}

export interface ListTopicsOptions {
  readonly namePrefix?: string;
  readonly includeInternal?: boolean;
  /** Lists what the answering node itself knows, which may be stale, instead of making a linearizable read. */
  readonly local?: boolean;
}

/** A topic by name, or by id: a topic that was deleted and created again has the same name and another id. */
export type TopicReference = TopicName | { readonly topicId: string };

/** Topics: see `TopicService` in drave.admin.v1. */
export class TopicAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /**
   * Creates a topic, and by default waits for its leaders.
   * @throws DraveError TOPIC_ALREADY_EXISTS, INVALID_TOPIC_EXCEPTION, INVALID_REPLICATION_FACTOR, INVALID_CONFIG, …
   */
  async create(name: TopicName, options: CreateTopicOptions = {}): Promise<adminV1.Topic> {
    const { validateOnly = false } = options;
    const response = await this.caller.call(
      topicService.methods.createTopic,
      {
        name,
        partitionCount: options.partitions ?? 0,
        replicationFactor: options.replicationFactor ?? 0,
        assignments: (options.assignments ?? []).map((replicas) => ({ replicas })),
        configs: new Map(Object.entries(options.configs ?? {})),
        validateOnly,
        requestId: this.caller.requestId(),
      },
      'repeatable',
    );
    const { topic } = response;
    if (!validateOnly && options.waitForLeaders !== false) await this.awaitLeaders(name, topic.partitionCount);
    return topic;
  }

  /** Resolves with a topic and its partitions. @throws DraveError UNKNOWN_TOPIC_OR_PARTITION. */
  async get(reference: TopicReference, local = false): Promise<adminV1.Topic> {
    const request = { ...referenceFields(reference), local };
    return (await this.caller.call(topicService.methods.getTopic, request, 'repeatable')).topic;
  }

  /** Resolves with the topics in order of name, without their partitions. */
  async list(options: ListTopicsOptions = {}): Promise<adminV1.Topic[]> {
    const { namePrefix = '', includeInternal = false, local = false } = options;
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, namePrefix, includeInternal, local };
      const response = await this.caller.call(topicService.methods.listTopics, request, 'repeatable');
      return { items: response.topics, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /** Deletes a topic and all its records. @throws DraveError UNKNOWN_TOPIC_OR_PARTITION. */
  async delete(reference: TopicReference, options: { readonly validateOnly?: boolean } = {}): Promise<void> {
    const { validateOnly = false } = options;
    const request = { ...referenceFields(reference), validateOnly, requestId: this.caller.requestId() };
    await this.caller.call(topicService.methods.deleteTopic, request, 'repeatable');
  }

  /**
   * Grows a topic to `partitionCount` partitions in all. Keys map to other partitions from then on.
   * @throws DraveError INVALID_PARTITIONS when the topic has as many partitions or more.
   */
  async addPartitions(
    name: TopicName,
    partitionCount: number,
    options: Pick<CreateTopicOptions, 'assignments' | 'validateOnly' | 'waitForLeaders'> = {},
  ): Promise<adminV1.Topic> {
    const { validateOnly = false } = options;
    const assignments = (options.assignments ?? []).map((replicas) => ({ replicas }));
    const request = { name, partitionCount, assignments, validateOnly, requestId: this.caller.requestId() };
    const { topic } = await this.caller.call(topicService.methods.addPartitions, request, 'repeatable');
    if (!validateOnly && options.waitForLeaders !== false) await this.awaitLeaders(name, partitionCount);
    return topic;
  }

  /**
   * Waits until brokers know a leader for each of the topic's partitions.
   * @throws DraveError LEADER_NOT_AVAILABLE when a partition has no leader in time; the topic exists all the same.
   */
  async awaitLeaders(name: TopicName, partitionCount: number, timeoutMs?: Millis): Promise<void> {
    const { env, metadata, apiTimeoutMs, attemptTimeoutMs } = this.caller.ports;
    const endMs = env.clock.monotonicMs() + (timeoutMs ?? Math.min(apiTimeoutMs, attemptTimeoutMs * 3));
    metadata.want(name);
    for (;;) {
      try {
        await metadata.refresh(Math.max(1, endMs - env.clock.monotonicMs()));
      } catch (reason) {
        // The topic exists by now; the error below reports that its leaders were not known in time.
        if (env.clock.monotonicMs() < endMs) throw reason;
      }
      const partitions = metadata.view.topic(name)?.partitions ?? [];
      const led = partitions.filter((partition) => partition.leaderId >= 0).length;
      if (led >= partitionCount) return;
      if (env.clock.monotonicMs() >= endMs) {
        throw new DraveError(
          'LEADER_NOT_AVAILABLE',
          `${name} exists, but ${partitionCount - led} of its ${partitionCount} partitions have no leader yet`,
        );
      }
    }
  }
}

const PAGE_SIZE = 1000;

function referenceFields(reference: TopicReference): { readonly name: string; readonly topicId: string } {
  return typeof reference === 'string' ? { name: reference, topicId: '' } : { name: '', topicId: reference.topicId };
}
