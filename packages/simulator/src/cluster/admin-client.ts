import { DraveError } from '@drave/base';
import type { Operation, TopicInput, TopicOutput } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import { topicService, type RpcChannel } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import type { SimCluster } from './sim-cluster.js';

const DEADLINE_MS = 4_000;
const topics = ['alpha', 'beta', 'gamma'];
const PAUSE_MS = 60;

/** One operator who creates, grows, deletes and describes topics through any node, one operation after the other. */
export class AdminClient {
  private readonly answered: Operation<TopicInput, TopicOutput>[] = [];
  /** What no answer is known of yet. */
  private asked: Operation<TopicInput, TopicOutput> | undefined;
  private readonly cluster: SimCluster;
  private readonly host: SimHost;
  private readonly channels: readonly RpcChannel[];
  private stopped = false;
  private count = 0;

  constructor(cluster: SimCluster, host: SimHost) {
    this.cluster = cluster;
    this.host = host;
    const transport = new SimTransport(host);
    this.channels = cluster.nodes.map(({ name }) => transport.connect({ host: name, port: 9_000 }));
  }

  /** What was done; also what is under way, and may have happened. */
  get history(): readonly Operation<TopicInput, TopicOutput>[] {
    const { answered, asked } = this;
    return asked === undefined || asked.input.kind === 'describe' ? answered : [...answered, asked];
  }

  start(): void {
    this.run().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  stop(): void {
    this.stopped = true;
  }

  close(): void {
    for (const channel of this.channels) channel.close();
  }

  private async run(): Promise<void> {
    const { timers, random } = this.host.env;
    while (!this.stopped) {
      await this.operate(this.drawInput());
      await timers.sleep(random.integer(PAUSE_MS));
    }
  }

  private drawInput(): TopicInput {
    const { random } = this.host;
    const topic = topics[random.integer(topics.length)] ?? 'alpha';
    const partitions = 1 + random.integer(3);
    const kinds = ['create', 'create', 'delete', 'grow', 'describe', 'describe', 'describe'] as const;
    const kind = kinds[random.integer(kinds.length)] ?? 'describe';
    if (kind === 'create') return { kind, topic, partitions };
    return kind === 'grow' ? { kind, topic, partitions: 1 + random.integer(6) } : { kind, topic };
  }

  private async operate(input: TopicInput): Promise<void> {
    const { world } = this.cluster;
    const channel = this.channels[this.host.random.integer(this.channels.length)];
    if (channel === undefined) return;
    const callMs = world.nowMs();
    const asked = { input, output: undefined, callMs, returnMs: Number.POSITIVE_INFINITY };
    this.asked = asked;
    try {
      const output = await perform(channel, input, `${this.host.name}-${this.count++}`);
      this.answered.push({ input, output, callMs, returnMs: world.nowMs() });
    } catch (reason) {
      const error = DraveError.from(reason);
      if (refusals.has(error.code)) {
        const output: TopicOutput =
          input.kind === 'describe' ? { kind: 'described', partitions: 0 } : { kind: 'refused' };
        this.answered.push({ input, output, callMs, returnMs: world.nowMs() });
      } else if (input.kind !== 'describe' && !definite.has(error.code)) {
        this.answered.push(asked);
      }
    }
    this.asked = undefined;
  }
}

/** Answers that tell of the state that the operation met. */
const refusals = new Set([
  'TOPIC_ALREADY_EXISTS',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
  'INVALID_PARTITIONS',
]);
/** Certainly nothing happened, and nothing is learned. */
const definite = new Set(['NOT_CONTROLLER', 'INVALID_REPLICATION_FACTOR', 'THROTTLING_QUOTA_EXCEEDED']);

async function perform(channel: RpcChannel, input: TopicInput, requestId: string): Promise<TopicOutput> {
  const { methods } = topicService;
  const name = input.topic;
  const options = { deadlineMs: DEADLINE_MS };
  switch (input.kind) {
    case 'create': {
      const topic = {
        name,
        partitionCount: input.partitions,
        replicationFactor: 1,
        assignments: [],
        configs: new Map(),
      };
      await channel.unary(methods.createTopic, { ...topic, validateOnly: false, requestId }, options);
      return { kind: 'done' };
    }
    case 'delete':
      await channel.unary(methods.deleteTopic, { name, topicId: '', validateOnly: false, requestId }, options);
      return { kind: 'done' };
    case 'grow': {
      const request = { name, partitionCount: input.partitions, assignments: [], validateOnly: false, requestId };
      await channel.unary(methods.addPartitions, request, options);
      return { kind: 'done' };
    }
    case 'describe': {
      const { topic } = await channel.unary(methods.getTopic, { name, topicId: '', local: false }, options);
      return { kind: 'described', partitions: topic.partitionCount };
    }
  }
}
