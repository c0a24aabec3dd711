import type { Millis } from '@drave/base';
import type { TransactionLedger } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import { KafkaClient } from '../../kafka-client/kafka-client.js';
import {
  type ProducerIdentity,
  type TransactionalWriter,
  TransactionalProducer,
  TransactionFailure,
} from '../../kafka-client/transactional-producer.js';
import { SdkTransactionalProducer } from '../../sdk-client/sdk-transactional-producer.js';
import { paddedValue } from '../producing-client.js';
import type { SimCluster } from '../sim-cluster.js';
import type { TransactionConditions } from './transaction-conditions.js';

/** What all processes of one transactional id have in common. */
export interface TransactionalClientOptions {
  readonly transactionalId: string;
  /** Each process has an id of its own, which begins with `transactionalId`: it puts no other one out. */
  readonly idPerProcess?: boolean;
  /** Topics that exist before it starts. */
  readonly topics: readonly string[];
  readonly protocol: 1 | 2;
  /** Whether it writes with the SDK, which goes by the second protocol where the cluster does. */
  readonly isSdk?: boolean;
  readonly conditions: TransactionConditions;
  readonly ledger: TransactionLedger;
  /**
   * A process of the first protocol ends when a request was never answered, and another one begins in a new epoch,
   * which such a request cannot reach.
   */
  readonly startsAnew: boolean;
  /** The last process dies in a transaction, see `crashesAtEnd`. */
  readonly crashesAtEnd: boolean;
  /** What each process does. */
  readonly job: (process: TransactionalProcess) => TransactionalJob;
}

/** What a process does in transactions, one after the other. */
export interface TransactionalJob {
  /** At most one transaction. @throws TransactionFailure. */
  round(): Promise<void>;
  /** The last transaction was aborted. */
  aborted(): void;
  /** The process is over. */
  close(): void;
  /** The machine has died: the process says no word any more. */
  died(): void;
}

/** What a process tells of itself. */
interface ProcessListener {
  /** Nothing new is to be begun. */
  isStopped(): boolean;
  /** Everything is healed: nobody dies or stands still any more. */
  isHealed(): boolean;
  /** It stands still or is dead: whoever waits for it would replace it now. */
  missed(): void;
  /** It has ended by itself, because it was fenced or for what no client goes on after. */
  ended(): void;
}

const PAUSE_MS_MAX = 60;
/** Of the pauses between transactions, where ids are forgotten soon. */
const IDLE_PROBABILITY = 0.15;
const STANDSTILL_MS_MIN = 300;
const STANDSTILL_MS_MAX = 3_000;
/** A step that takes so long that the transaction may be over meanwhile. */
const LONG_STEP_PROBABILITY = 0.02;
const RECORD_BYTES_MAX = 200;

/**
 * One process with a transactional producer, which does its job in the versions of its protocol. Between any two steps
 * it may stand still for a while, or die.
 */
export class TransactionalProcess {
  isOver = false;
  readonly host: SimHost;
  readonly client: KafkaClient;
  readonly producer: TransactionalProducer;
  private readonly cluster: SimCluster;
  private readonly options: TransactionalClientOptions;
  private readonly listener: ProcessListener;
  /** What it writes with. */
  private readonly writer: TransactionalWriter;
  private readonly job: TransactionalJob;
  private number = -1;
  private values = 0;
  private isUnanswered = false;
  private doing = 'new';

  constructor(cluster: SimCluster, options: TransactionalClientOptions, count: number, listener: ProcessListener) {
    const { transactionalId, topics, protocol, conditions, ledger } = options;
    this.cluster = cluster;
    this.options = options;
    this.listener = listener;
    const host = cluster.clientHost(`${transactionalId}.${count}`);
    this.host = host;
    const ages = protocol === 2 ? 'newest' : 'any';
    this.client = new KafkaClient(host.env, host.name, cluster.kafkaBootstrap, host.random.fork('kafka'), ages);
    const { timeoutMs, deliveryTimeoutMs } = conditions;
    const { compression } = cluster.conditions;
    const about = { transactionalId, topics, timeoutMs, protocol, deliveryTimeoutMs, compression };
    const initialized = (identity: ProducerIdentity, sentMs: Millis): void =>
      ledger.initialized(host.name, { transactionalId, ...identity }, sentMs);
    this.producer = new TransactionalProducer(this.client, about, {
      nowMs: () => cluster.world.nowMs(),
      initialized,
      requestLost: () => {
        ledger.requestLost(this.number);
        this.isUnanswered = true;
      },
    });
    this.writer =
      options.isSdk === true ? new SdkTransactionalProducer(cluster, host, about, { initialized }) : this.producer;
    this.job = options.job(this);
  }

  get state(): string {
    const { producerId, producerEpoch } = this.writer.identity;
    return `${this.host.name} as ${producerId}/${producerEpoch} ${this.doing}`;
  }

  start(): void {
    this.run()
      .catch((reason: unknown) => {
        if (reason instanceof TransactionFailure)
          this.cluster.world.trace('producer-over', this.host.name, reason.message);
        else this.cluster.broken ??= reason;
      })
      .finally(() => {
        this.isOver = true;
        this.job.close();
        this.writer.close();
        this.listener.ended();
      });
  }

  begin(): void {
    const { ledger, transactionalId, protocol } = this.options;
    const name = { transactionalId, ...this.writer.identity };
    this.number = ledger.begun(this.host.name, name, protocol, this.writer.identitySinceMs);
  }

  /** Writes values of its own, one for each source, where there are any. @throws TransactionFailure. */
  async send(topic: string, partition: number, sources: readonly (string | undefined)[]): Promise<void> {
    this.doing = `writing to ${topic}-${partition}`;
    const bytes = Math.min(this.cluster.conditions.recordBytes, RECORD_BYTES_MAX);
    const values = sources.map((source) => {
      const name = `${this.host.name}-${this.values++}`;
      this.options.ledger.sent(this.number, `${topic}-${partition}`, name, source);
      return Buffer.from(paddedValue(name, bytes));
    });
    await this.writer.send(topic, partition, values);
  }

  /** Commits, or aborts now and then. @throws TransactionFailure. */
  async end(): Promise<void> {
    const { conditions, ledger } = this.options;
    if (!this.listener.isHealed() && this.host.random.next() < conditions.abortProbability) return this.abort();
    await this.step();
    this.doing = 'committing';
    ledger.commitSent(this.number);
    await this.writer.commit();
    ledger.ended(this.number, 'committed');
    this.cluster.world.trace('committed', this.host.name, `${this.number}`);
  }

  /** Between two requests. */
  async step(): Promise<void> {
    const { conditions, crashesAtEnd } = this.options;
    const { host } = this;
    this.maybeFail(`in transaction ${this.number}`, this.listener.isHealed() && crashesAtEnd);
    const isLong = host.random.next() < LONG_STEP_PROBABILITY;
    await host.env.timers.sleep(isLong ? conditions.timeoutMs : host.random.integer(2 * conditions.stepPauseMs + 1));
  }

  /** The process dies or stands still, now and then or for sure; that shows when its caller waits for time to pass. */
  private maybeFail(when: string, dies: boolean): void {
    const { conditions } = this.options;
    const { host, cluster, listener } = this;
    const drawn = listener.isHealed() ? 1 : host.random.next();
    if (dies || drawn < conditions.deathProbability) {
      cluster.world.trace('died', host.name, when);
      this.isOver = true;
      listener.missed();
      this.job.died();
      host.crash({ silent: host.random.next() < 0.5 });
    } else if (drawn < conditions.deathProbability + conditions.zombieProbability) {
      const lastsMs = STANDSTILL_MS_MIN + host.random.integer(STANDSTILL_MS_MAX);
      cluster.world.trace('stands-still', host.name, `${when}, for ${lastsMs} ms`);
      listener.missed();
      host.pause();
      cluster.world.schedule(lastsMs, () => host.resume());
    }
  }

  private async run(): Promise<void> {
    const { host, listener, job } = this;
    const { startsAnew } = this.options;
    let last = this.number;
    this.doing = 'initializing';
    await this.writer.init();
    while (!listener.isStopped() && !(startsAnew && this.isUnanswered)) {
      this.doing = 'waiting';
      if (this.number !== last) this.maybeFail(`after transaction ${this.number}`, false);
      last = this.number;
      await host.env.timers.sleep(this.drawPauseMs());
      try {
        await job.round();
      } catch (reason) {
        if (!(reason instanceof TransactionFailure) || reason.remedy !== 'abort') throw reason;
        this.cluster.world.trace('abortable', host.name, reason.message);
        await this.abort();
      }
    }
  }

  /** Before the next transaction. Where ids are forgotten soon some pauses are as long as that takes. */
  private drawPauseMs(): Millis {
    const { random } = this.host;
    const { expirationMs } = this.options.conditions;
    const isIdle = expirationMs !== undefined && !this.listener.isHealed() && random.next() < IDLE_PROBABILITY;
    return random.integer(isIdle ? 2 * expirationMs : PAUSE_MS_MAX);
  }

  /** @throws TransactionFailure. */
  private async abort(): Promise<void> {
    this.doing = 'aborting';
    await this.writer.abort();
    this.options.ledger.ended(this.number, 'aborted');
    this.job.aborted();
  }
}
