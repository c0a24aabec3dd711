import type { TransactionLedger } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import { KafkaClient } from '../../kafka-client/kafka-client.js';
import { TransactionalProducer, TransactionFailure } from '../../kafka-client/transactional-producer.js';
import { paddedValue } from '../producing-client.js';
import type { SimCluster } from '../sim-cluster.js';
import type { TransactionConditions } from './transaction-conditions.js';

/** What all processes of one transactional id have in common. */
export interface TransactionalClientOptions {
  readonly transactionalId: string;
  readonly topic: string;
  readonly protocol: 1 | 2;
  readonly conditions: TransactionConditions;
  readonly ledger: TransactionLedger;
}

const PAUSE_MS_MAX = 60;
const RECORDS_MAX = 3;
const STANDSTILL_MS_MIN = 300;
const STANDSTILL_MS_MAX = 3_000;
/** A step that takes so long that the transaction may be over meanwhile. */
const LONG_STEP_PROBABILITY = 0.02;

/** What a process tells of itself. */
interface ProcessListener {
  /** Nothing new is to be begun. */
  isStopped(): boolean;
  /** It stands still or is dead: whoever waits for it would replace it now. */
  missed(): void;
  /** It has ended by itself, because it was put out or for what no client goes on after. */
  ended(): void;
}

/**
 * One process with a transactional producer: it writes to some partitions in each transaction, in the versions of its
 * protocol, and commits or aborts. Between any two steps it may stand still for a while, or die.
 */
export class TransactionalProcess {
  isOver = false;
  private readonly cluster: SimCluster;
  private readonly options: TransactionalClientOptions;
  private readonly listener: ProcessListener;
  private readonly host: SimHost;
  private readonly producer: TransactionalProducer;
  private number = -1;
  private values = 0;
  private doing = 'new';

  constructor(cluster: SimCluster, options: TransactionalClientOptions, count: number, listener: ProcessListener) {
    const { transactionalId, topic, protocol, conditions, ledger } = options;
    this.cluster = cluster;
    this.options = options;
    this.listener = listener;
    const host = cluster.clientHost(`${transactionalId}.${count}`);
    this.host = host;
    const ages = protocol === 2 ? 'newest' : 'any';
    const client = new KafkaClient(host.env, host.name, cluster.kafkaBootstrap, host.random.fork('kafka'), ages);
    const { timeoutMs, deliveryTimeoutMs } = conditions;
    const { compression } = cluster.conditions;
    const about = { transactionalId, topics: [topic], timeoutMs, protocol, deliveryTimeoutMs, compression };
    this.producer = new TransactionalProducer(client, about, {
      nowMs: () => cluster.world.nowMs(),
      initialized: (identity, sentMs) => ledger.initialized(host.name, { transactionalId, ...identity }, sentMs),
      endLost: () => ledger.endLost(this.number),
    });
  }

  get state(): string {
    const { producerId, producerEpoch } = this.producer.identity;
    return `${this.host.name} as ${producerId}/${producerEpoch} ${this.doing}`;
  }

  start(): void {
    this.run()
      .catch((reason: unknown) => {
        if (!(reason instanceof TransactionFailure)) {
          this.cluster.broken ??= reason;
          return;
        }
        this.cluster.world.trace('producer-over', this.host.name, reason.message);
        this.listener.ended();
      })
      .finally(() => {
        this.isOver = true;
        this.producer.close();
      });
  }

  private async run(): Promise<void> {
    const { host, listener, producer } = this;
    this.doing = 'initializing';
    await producer.init();
    while (!listener.isStopped()) {
      this.doing = 'waiting';
      await host.env.timers.sleep(host.random.integer(PAUSE_MS_MAX));
      try {
        await this.transact();
      } catch (reason) {
        if (!(reason instanceof TransactionFailure) || reason.remedy !== 'abort') throw reason;
        this.cluster.world.trace('abortable', host.name, reason.message);
        await this.abort();
      }
    }
  }

  /** @throws TransactionFailure. */
  private async transact(): Promise<void> {
    const { ledger, conditions, transactionalId, protocol } = this.options;
    const { host, producer } = this;
    const name = { transactionalId, ...producer.identity };
    this.number = ledger.begun(host.name, name, protocol, producer.identitySinceMs);
    const partitions = this.drawPartitions();
    this.doing = `writing to ${partitions.join()}`;
    if (host.random.next() < 0.5) await this.sendTogether(partitions);
    else
      for (const partition of partitions) {
        await this.send(partition);
        await this.step();
      }
    if (host.random.next() < conditions.abortProbability) return this.abort();
    await this.step();
    this.doing = 'committing';
    ledger.commitSent(this.number);
    await producer.commit();
    ledger.ended(this.number, 'committed');
    this.cluster.world.trace('committed', host.name, `${this.number}`);
  }

  /** @throws TransactionFailure. */
  private async abort(): Promise<void> {
    this.doing = 'aborting';
    await this.producer.abort();
    this.options.ledger.ended(this.number, 'aborted');
  }

  /** What fails is known when all have an answer, so that an abort leaves nothing on its way. */
  private async sendTogether(partitions: readonly number[]): Promise<void> {
    const outcomes = await Promise.allSettled(partitions.map((partition) => this.send(partition)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    await this.step();
  }

  private async send(partition: number): Promise<void> {
    const { ledger, topic } = this.options;
    const { host, cluster } = this;
    const count = 1 + host.random.integer(RECORDS_MAX);
    const values = Array.from({ length: count }, () => {
      const name = `${host.name}-${this.values++}`;
      ledger.sent(this.number, `${topic}-${partition}`, name);
      return Buffer.from(paddedValue(name, Math.min(cluster.conditions.recordBytes, 200)));
    });
    await this.producer.send(topic, partition, values);
  }

  /** Between two requests. */
  private async step(): Promise<void> {
    const { conditions } = this.options;
    const { host, cluster, listener } = this;
    const drawn = host.random.next();
    if (drawn < conditions.deathProbability) {
      cluster.world.trace('died', host.name, `in transaction ${this.number}`);
      this.isOver = true;
      listener.missed();
      host.crash({ silent: host.random.next() < 0.5 });
    } else if (drawn < conditions.deathProbability + conditions.zombieProbability) {
      const lastsMs = STANDSTILL_MS_MIN + host.random.integer(STANDSTILL_MS_MAX);
      cluster.world.trace('stands-still', host.name, `in transaction ${this.number}, for ${lastsMs} ms`);
      listener.missed();
      host.pause();
      cluster.world.schedule(lastsMs, () => host.resume());
    }
    const isLong = host.random.next() < LONG_STEP_PROBABILITY;
    await host.env.timers.sleep(isLong ? conditions.timeoutMs : host.random.integer(2 * conditions.stepPauseMs + 1));
  }

  private drawPartitions(): number[] {
    const { partitions } = this.options.conditions;
    const all = Array.from({ length: partitions }, (_, partition) => partition);
    const count = 1 + this.host.random.integer(partitions);
    while (all.length > count) all.splice(this.host.random.integer(all.length), 1);
    return all;
  }
}
