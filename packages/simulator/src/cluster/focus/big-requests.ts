import { assert, DraveError, errorCodeFromKafka, UUID_ZERO, type Endpoint } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { topicService, type RpcChannel } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { KafkaClient } from '../../kafka-client/kafka-client.js';
import type { SimCluster } from '../sim-cluster.js';
import type { Focus } from './focus.js';
import { WorkUntilStopped } from './work-until-stopped.js';

/** `controller.quorum.fetch.timeout.ms` of the profile `local`: a leader that is silent for so long is deposed. */
const QUORUM_TIMEOUT_MS = 400;
const DELETE_BY_ID = 6;
const REQUEST_MS = 20_000;
const ASK_INTERVAL_MS = 20;
const PAUSE_MS_MAX = 500;
/** Each of them is a directory on some broker. */
const CREATED_TOPICS_MAX = 120;

/**
 * Requests about hundreds of topics, whose names hold '.' and '_' and so must be compared with all others, on
 * controllers that take their time for each. Where nothing else goes wrong no controller is deposed by one, and other
 * requests are answered meanwhile.
 */
export const bigRequestsFocus: Focus = {
  weight: 0.5,
  adapt: (conditions) => ({
    ...conditions,
    controllers: Math.max(3, conditions.controllers),
    partitions: 1,
    ledgerTopics: 1,
    recordsPerSecond: 20,
    linkLossProbability: 0,
    diskStallProbability: 0,
    eventCostMs: 0,
    faultIntervalMs: 800,
    chaosMs: 5_000,
    weights: { ...conditions.weights, killController: 1, pause: 0.5, isolate: 0.5, slowNode: 0 },
  }),
  begin: (cluster) => new BigRequests(cluster),
};

class BigRequests extends WorkUntilStopped {
  private readonly kafka: KafkaClient;
  private readonly channels: readonly RpcChannel[];
  /** Whether the topic of this name exists, as the last answer about it said; undefined where that is unknown. */
  private readonly known = new Map<string, boolean | undefined>();
  private requests = 0;

  constructor(cluster: SimCluster) {
    super(cluster, 'batch');
    this.kafka = new KafkaClient(this.host.env, 'batch', cluster.kafkaBootstrap, this.host.random.fork('kafka'));
    const transport = new SimTransport(this.host);
    this.channels = cluster.controllers.map(({ name, config }) =>
      transport.connect({ host: name, port: config.listeners.grpc.port }),
    );
  }

  override get settled(): boolean {
    return !this.running;
  }

  override get state(): string {
    return `${this.requests} requests about many topics${this.running ? ', one under way' : ''}`;
  }

  /** Nothing goes wrong yet. */
  override async prepare(): Promise<void> {
    const { cluster, host } = this;
    const { world } = cluster;
    const itemMs = 0.15 + host.random.next() * 0.15;
    for (const controller of cluster.controllers) controller.host.itemCost(itemMs);
    const epoch = (): number =>
      Math.max(...cluster.controllers.map(({ node }) => node?.quorum.raft.status().epoch ?? -1));
    const before = epoch();
    const [name = ''] = this.drawNames(1);
    await world.finish(this.create([name], false), REQUEST_MS);
    // Each tells of what it has applied, and an answer waits for a majority only.
    const everybodyKnows = (): boolean =>
      cluster.controllers.every(({ node }) => node?.quorum.feed.image.topicByName(name) !== undefined);
    assert(await world.runUntil(everybodyKnows, QUORUM_TIMEOUT_MS), `a controller has not heard of ${name}`);
    let over = false;
    const big = this.create(this.drawNames(1_500), true).finally(() => {
      over = true;
    });
    const asking = this.askMeanwhile(name, () => over);
    await world.finish(Promise.all([big, asking]), REQUEST_MS);
    assert(epoch() === before, `a request about many topics has cost a controller its leadership of epoch ${before}`);
  }

  override async check(): Promise<void> {
    const { newestImage } = this.cluster;
    for (const [name, exists] of this.known) {
      if (exists === undefined) continue;
      const found = newestImage?.topicByName(name) !== undefined;
      assert(found === exists, `topic ${name} ${found ? 'exists' : 'is missing'}, though an answer said otherwise`);
    }
  }

  override close(): void {
    this.kafka.close();
    for (const channel of this.channels) channel.close();
  }

  protected override async run(): Promise<void> {
    const { random, env } = this.host;
    while (!this.stopped) {
      const existing = [...this.known].filter(([, exists]) => exists !== false).map(([name]) => name);
      try {
        if (existing.length > 0) await this.delete(existing);
        else if (random.next() < 0.5) await this.create(this.drawNames(500 + random.integer(500)), true);
        else await this.create(this.drawNames(CREATED_TOPICS_MAX / 2 + random.integer(CREATED_TOPICS_MAX / 2)), false);
      } catch (reason) {
        const { code, retriable, message } = DraveError.from(reason);
        this.cluster.world.trace('operator', this.host.name, `${code} ${message}`);
        if (!(reason instanceof DraveError) || !retriable) throw reason;
      }
      await env.timers.sleep(random.integer(PAUSE_MS_MAX));
    }
  }

  private drawNames(count: number): string[] {
    const batch = this.requests;
    return Array.from({ length: count }, (_, index) => `many.${batch}_${index}`);
  }

  private async create(names: readonly string[], validateOnly: boolean): Promise<void> {
    this.requests += 1;
    if (!validateOnly) for (const name of names) this.known.set(name, undefined);
    const topics = names.map((name) => ({
      name,
      numPartitions: 1,
      replicationFactor: 1,
      assignments: [],
      configs: [],
    }));
    const body = { topics, timeoutMs: REQUEST_MS, validateOnly };
    const { response } = await this.kafka.request(this.anyBroker(), apis.CreateTopics, body, REQUEST_MS);
    for (const { name, errorCode } of response.topics) if (!validateOnly && errorCode === 0) this.known.set(name, true);
    this.mustPass(response.topics);
  }

  private async delete(names: readonly string[]): Promise<void> {
    this.requests += 1;
    for (const name of names) this.known.set(name, undefined);
    const { response } = await this.kafka.request(
      this.anyBroker(),
      apis.DeleteTopics,
      (version) =>
        version >= DELETE_BY_ID
          ? { topics: names.map((name) => ({ name, topicId: UUID_ZERO })), timeoutMs: REQUEST_MS }
          : { topicNames: names, timeoutMs: REQUEST_MS },
      REQUEST_MS,
    );
    for (const { name, errorCode } of response.responses) {
      const gone = errorCode === 0 || errorCodeFromKafka(errorCode) === 'UNKNOWN_TOPIC_OR_PARTITION';
      if (gone && name !== null) this.known.set(name, false);
    }
    this.mustPass(response.responses.filter(({ name }) => name === null || this.known.get(name) !== false));
  }

  /** @throws DraveError the first error. */
  private mustPass(answers: readonly { readonly name: string | null; readonly errorCode: number }[]): void {
    const refused = answers.find(({ errorCode }) => errorCode !== 0);
    if (refused === undefined) return;
    throw new DraveError(errorCodeFromKafka(refused.errorCode), `about ${String(refused.name)}`);
  }

  /** Every controller tells what it knows of a topic, long before another could take it for dead. */
  private async askMeanwhile(name: string, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const options = { deadlineMs: QUORUM_TIMEOUT_MS };
      for (const channel of this.channels)
        await channel.unary(topicService.methods.getTopic, { name, topicId: '', local: true }, options);
      await this.host.env.timers.sleep(ASK_INTERVAL_MS);
    }
  }

  private anyBroker(): Endpoint {
    const brokers = this.cluster.kafkaBootstrap;
    const endpoint = brokers[this.host.random.integer(brokers.length)];
    assert(endpoint !== undefined, 'there are brokers');
    return endpoint;
  }
}
