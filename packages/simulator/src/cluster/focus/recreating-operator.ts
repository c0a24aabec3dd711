import { assert, DraveError } from '@drave/base';
import { topicService, type RpcChannel } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import type { SimCluster } from '../sim-cluster.js';
import { WorkUntilStopped } from './work-until-stopped.js';

const DEADLINE_MS = 2_000;
/** How long a topic of the name exists, and how long there is none. */
const EXISTS_MS_MAX = 900;
const MISSING_MS_MAX = 200;

/** One operator who deletes a topic and makes another one of the same name, again and again. */
export class RecreatingOperator extends WorkUntilStopped {
  private readonly topic: string;
  private readonly partitionsMax: number;
  private readonly channels: readonly RpcChannel[];
  private requests = 0;
  private created = 0;

  constructor(cluster: SimCluster, topic: string, partitionsMax: number) {
    super(cluster, 'recreator');
    this.topic = topic;
    this.partitionsMax = partitionsMax;
    const transport = new SimTransport(this.host);
    this.channels = cluster.nodes.map(({ name, config }) =>
      transport.connect({ host: name, port: config.listeners.grpc.port }),
    );
  }

  override get settled(): boolean {
    return !this.running;
  }

  override get state(): string {
    return `${this.created} topics named ${this.topic}`;
  }

  override close(): void {
    for (const channel of this.channels) channel.close();
  }

  /** Ends with a topic of the name, if any broker answers. */
  protected override async run(): Promise<void> {
    const { random, env } = this.host;
    for (;;) {
      if (await this.operate('create')) this.created += 1;
      if (this.stopped) return;
      await env.timers.sleep(random.integer(EXISTS_MS_MAX));
      await this.operate('delete');
      await env.timers.sleep(random.integer(MISSING_MS_MAX));
    }
  }

  /** Whether an answer said that it was done by this very request. */
  private async operate(kind: 'create' | 'delete'): Promise<boolean> {
    const { random } = this.host;
    const { methods } = topicService;
    const channel = this.channels[random.integer(this.channels.length)];
    assert(channel !== undefined, 'there are nodes');
    const requestId = `${this.host.name}-${this.requests++}`;
    const common = { name: this.topic, validateOnly: false, requestId };
    const partitionCount = 1 + random.integer(this.partitionsMax);
    const topic = { partitionCount, replicationFactor: 1, assignments: [], configs: new Map<string, string>() };
    try {
      if (kind === 'create')
        await channel.unary(methods.createTopic, { ...common, ...topic }, { deadlineMs: DEADLINE_MS });
      else await channel.unary(methods.deleteTopic, { ...common, topicId: '' }, { deadlineMs: DEADLINE_MS });
      return true;
    } catch (reason) {
      const { code, retriable, message } = DraveError.from(reason);
      this.cluster.world.trace('operator', this.host.name, `${kind}: ${code} ${message}`);
      // An earlier request that was not answered may have come through.
      const isLate = code === 'TOPIC_ALREADY_EXISTS' || code === 'UNKNOWN_TOPIC_OR_PARTITION';
      if (!(reason instanceof DraveError) || !(retriable || isLate)) throw reason;
      return false;
    }
  }
}
