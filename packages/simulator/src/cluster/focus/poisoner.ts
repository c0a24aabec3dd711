import { assert, DraveError, errors, errorCodeFromKafka, type ErrorCode } from '@drave/base';
import { KeyLedger } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import { apis } from '@drave/kafka-protocol';
import { KafkaClient, RETRY_PAUSE_MS } from '../../kafka-client/kafka-client.js';
import type { SimCluster } from '../sim-cluster.js';
import { createTopic } from '../create-topic.js';
import type { FocusWork } from './focus.js';
import { PlantedTopic, PLANTED_TOPIC } from './planted-topic.js';
import { namesZstd, PoisonedBatches, type ClientBatch } from './poisoned-batch.js';
import { auditTable } from './table-audit.js';
import { TableReader } from './table-reader.js';

export const POISON_TOPIC = 'poison';
const PAUSE_MS_MAX = 80;
const PRODUCE_MS = 2_000;
/**
 * The share of sound batches among what is sent: they come after those that were planted, so that there is something to
 * clean.
 */
const PLANTED_SHARE = 0.3;

/**
 * A Kafka client that writes batches whose checksums are right and whose content may not be. A bad one is refused with
 * the code that Kafka gives, a good one is taken; what was taken can be read as it was sent, and no broker dies of what
 * is stored (KAFKA-5431, KAFKA-15653).
 */
export class Poisoner implements FocusWork {
  readonly settled = true;
  private readonly cluster: SimCluster;
  private readonly host: SimHost;
  private readonly client: KafkaClient;
  private readonly batches: PoisonedBatches;
  private readonly ledger = new KeyLedger();
  private readonly reader: TableReader;
  private readonly planted: PlantedTopic;
  private stopped = false;
  private taken = 0;
  private refused = 0;

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
    this.host = cluster.clientHost('poisoner');
    this.client = new KafkaClient(this.host.env, 'poisoner', cluster.kafkaBootstrap, this.host.random.fork('kafka'));
    this.batches = new PoisonedBatches(this.host);
    this.reader = new TableReader(cluster, 'poison-reader', this.ledger);
    this.planted = new PlantedTopic(cluster);
  }

  get state(): string {
    return `poisoned batches: ${this.taken} taken, ${this.refused} refused`;
  }

  async prepare(): Promise<void> {
    await createTopic(this.cluster, POISON_TOPIC, 1, new Map(Object.entries(this.cluster.conditions.tableConfigs)));
    await this.planted.prepare();
  }

  start(): void {
    this.reader.start(POISON_TOPIC, 1);
    this.run().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  stop(): void {
    this.stopped = true;
  }

  async check(): Promise<void> {
    await auditTable(this.cluster, POISON_TOPIC, 0, this.ledger);
    await this.planted.check();
  }

  close(): void {
    this.client.close();
    this.reader.close().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  private async run(): Promise<void> {
    const { random, env } = this.host;
    while (!this.stopped) {
      await env.timers.sleep(random.integer(PAUSE_MS_MAX));
      try {
        if (random.next() < PLANTED_SHARE) await this.send(PLANTED_TOPIC, await this.batches.sound());
        else await this.send(POISON_TOPIC, await this.batches.draw());
      } catch (reason) {
        if (!(reason instanceof DraveError) || !reason.retriable) throw reason;
        await env.timers.sleep(RETRY_PAUSE_MS);
        await this.refresh();
      }
    }
  }

  private async refresh(): Promise<void> {
    try {
      await this.client.refresh([POISON_TOPIC, PLANTED_TOPIC]);
    } catch (reason) {
      if (!DraveError.from(reason).retriable) throw reason;
    }
  }

  /** @throws DraveError what has nothing to do with the batch; whether it was stored is unknown then. */
  private async send(topic: string, batch: ClientBatch): Promise<void> {
    const leader = this.client.leaderOf(topic, 0);
    if (leader === undefined) throw new DraveError('LEADER_NOT_AVAILABLE', topic);
    // What must be refused is not in the ledger, which takes it for an error wherever it is read.
    const ids = (batch.accepted === 'never' ? [] : (batch.records ?? [])).map(({ key, value }) =>
      this.ledger.sent(`${topic}-0`, key, value),
    );
    const topicData = [{ ...this.client.topicRef(topic), partitionData: [{ index: 0, records: batch.bytes }] }];
    const { response } = await this.client.request(leader, apis.Produce, {
      acks: -1,
      timeoutMs: PRODUCE_MS,
      topicData,
    });
    const answer = response.responses[0]?.partitionResponses[0];
    assert(answer !== undefined, `Produce has answered for nobody but ${topic}`);
    if (answer.errorCode !== 0) return this.judgeRefusal(topic, batch, errorCodeFromKafka(answer.errorCode));
    assert(batch.accepted !== 'never', `${topic}@${answer.baseOffset}: a batch was taken that must be refused`);
    ids.forEach((id, index) => this.ledger.acknowledged(id, answer.baseOffset + index));
    this.taken += 1;
  }

  private judgeRefusal(topic: string, batch: ClientBatch, code: ErrorCode): void {
    const isOld = code === 'UNSUPPORTED_COMPRESSION_TYPE' && namesZstd(batch.bytes);
    const isFault = code === 'CORRUPT_MESSAGE' || !errors[code].retriable;
    if (!isFault) throw new DraveError(code, topic);
    assert(
      isOld || batch.refusals.has(code),
      `${topic}: a batch that may be ${batch.accepted} taken was refused: ${code}`,
    );
    this.refused += 1;
  }
}
