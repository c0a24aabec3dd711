import { DraveError, type Endpoint, type TopicName } from '@drave/base';
import { Client } from '@drave/client';
import { silentLogger, type TlsClientOptions } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { SeededRandom } from '@drave/env/sim';
import { GrpcTransport } from '@drave/rpc/grpc';
import type { Wait } from '../effects.js';
import { auditTopic } from './load-audit.js';
import { LoadMember } from './load-member.js';
import type { LoadSettings } from './load-options.js';
import { LoadProducer } from './load-producer.js';
import type { LoadRecorder } from './load-recorder.js';
import { TransactionalLoadProducer } from './transactional-load-producer.js';

const PARTITIONS_DEFAULT = 3;
const REPLICAS_DEFAULT = 3;

export interface LoadWorkParts {
  readonly bootstrap: readonly Endpoint[];
  readonly tls: TlsClientOptions | undefined;
  readonly topic: TopicName;
  readonly settings: LoadSettings;
  readonly recorder: LoadRecorder;
}

/** The clients of a load, on one connection to each broker. Loaded with the first load, since it brings the SDK. */
export class LoadWork {
  private readonly parts: LoadWorkParts;
  private readonly client: Client;
  private readonly producers: (LoadProducer | TransactionalLoadProducer)[] = [];
  private readonly members: LoadMember[] = [];

  private constructor(parts: LoadWorkParts) {
    const { bootstrap, tls } = parts;
    const env = createNodeEnv({ logger: silentLogger, timersKeepAlive: true });
    const ports = { env, transport: new GrpcTransport(), bootstrap, onClose: () => env.close() };
    this.parts = parts;
    this.client = new Client(tls === undefined ? ports : { ...ports, tls });
  }

  /** Creates the topic where it does not exist, and starts everything. @throws DraveError why that cannot be done. */
  static async start(parts: LoadWorkParts): Promise<LoadWork> {
    const work = new LoadWork(parts);
    try {
      await work.createTopic();
    } catch (reason) {
      await work.client.close();
      throw reason;
    }
    work.begin();
    return work;
  }

  /** Resolves when everything that the load's own producers have sent has an outcome. */
  async stopProducing(): Promise<void> {
    await Promise.all(this.producers.map((producer) => producer.stop()));
  }

  audit(wait: Wait): Promise<void> {
    const { topic, settings, recorder } = this.parts;
    return auditTopic(this.client, topic, settings, recorder, wait);
  }

  /** Ends everything, and gives up what has no outcome yet. */
  async close(): Promise<void> {
    try {
      await Promise.all([
        ...this.producers.map((producer) => producer.abandon()),
        ...this.members.map((member) => member.stop()),
      ]);
    } finally {
      await this.client.close();
    }
  }

  private async createTopic(): Promise<void> {
    const { topic, settings } = this.parts;
    const known = await this.client.topic(topic);
    const { partitions } = settings;
    if (known !== undefined) {
      const there = known.partitions.length;
      if (partitions === undefined || partitions === there) return;
      throw new DraveError(
        'INVALID_CONFIG',
        `load: ${topic} exists and has ${there} partitions, not ${partitions}; leave partitions out, or take another topic`,
      );
    }
    const brokers = await this.client.brokers();
    const replicationFactor = settings.replicationFactor ?? Math.min(REPLICAS_DEFAULT, brokers.length);
    const configs = settings.topicConfigs ?? (replicationFactor >= 3 ? { 'min.insync.replicas': '2' } : {});
    const options = { partitions: partitions ?? PARTITIONS_DEFAULT, replicationFactor, configs };
    try {
      await this.client.admin().topics.create(topic, options);
    } catch (reason) {
      // Another load on the same topic may have been quicker.
      if (DraveError.from(reason).code !== 'TOPIC_ALREADY_EXISTS') throw reason;
    }
  }

  private begin(): void {
    const { client } = this;
    const { topic, settings, recorder } = this.parts;
    const { groups, members, transactional, rate, producers } = settings;
    const random = new SeededRandom(settings.seed);
    for (let index = 1; index <= groups; index++) {
      const readsUncommitted = settings.isolationLevel === 'read_uncommitted';
      const group = recorder.group(`group ${index}`, { fromBeginning: true, readsUncommitted });
      const groupId = `load-${recorder.ledger.run}-${index}`;
      for (let member = 0; member < members; member++)
        this.members.push(new LoadMember({ client, topic, groupId, settings, recorder, group }));
    }
    if (rate === 0) return;
    for (let index = 1; index <= producers; index++) {
      const name = `producer ${index}`;
      const ports = { client, topic, settings, recorder, random: random.fork(name), name: `p${index}` };
      this.producers.push(transactional ? new TransactionalLoadProducer(ports) : new LoadProducer(ports));
    }
  }
}
