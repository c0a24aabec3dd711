import { DraveError, type Offset } from '@drave/base';
import { Client, type Producer, type RawConsumer, type TransactionalProducer } from '@drave/client';
import type { SimHost } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import type { SimCluster } from '@drave/simulator';
import { epochAt, type ClientFrame, type LogFrame } from './frame.js';
import { processState } from './look.js';

/** The topic that the clients write to and read, of one partition. */
export const TOPIC = 'orders';
const RECORD_INTERVAL_MS = 100;
const TRANSACTION_INTERVAL_MS = 250;
const RETRY_MS = 200;
/** A tour is shorter: what is not acknowledged yet still may be. */
const DELIVERY_TIMEOUT_MS = 600_000;

/** A client at work on a host of its own, and what it was told. */
abstract class PlaygroundClient {
  readonly host: SimHost;
  protected readonly client: Client;
  protected done = 0;
  protected pending = 0;
  protected error: string | undefined;
  protected fenced = false;
  protected readonly cluster: SimCluster;

  constructor(cluster: SimCluster, name: string) {
    this.cluster = cluster;
    this.host = cluster.clientHost(name);
    const { env } = this.host;
    this.client = new Client({ env, transport: new SimTransport(this.host), bootstrap: cluster.bootstrap });
  }

  abstract readonly kind: ClientFrame['kind'];
  abstract start(): void;

  get name(): string {
    return this.host.name;
  }

  frame(leaderLog: LogFrame | undefined): ClientFrame {
    const { name, kind, pending, done, error, fenced, host } = this;
    const process = processState(host.alive, host.paused);
    return { name, kind, process, pending, done, error, fenced, lost: this.lost(leaderLog) };
  }

  protected lost(_leaderLog: LogFrame | undefined): number {
    return 0;
  }

  /** What is no answer of the cluster is a mistake of ours, and ends the run. */
  protected told(reason: unknown): DraveError {
    const error = DraveError.from(reason);
    if (!(reason instanceof DraveError)) this.cluster.broken ??= reason;
    this.error = `${error.code}: ${error.message}`;
    return error;
  }

  protected every(intervalMs: number, run: () => void): void {
    this.cluster.world.schedule(
      intervalMs,
      () => {
        run();
        this.every(intervalMs, run);
      },
      this.host,
      'client',
    );
  }
}

/** Sends ten records a second with `acks=all`, and remembers where each was acknowledged. */
export class OrdersProducer extends PlaygroundClient {
  readonly kind = 'producer';
  private readonly producer: Producer<string | Uint8Array | null, string | Uint8Array | null>;
  private count = 0;
  private readonly acknowledged: { readonly offset: Offset; readonly epoch: number }[] = [];
  private readonly epochOf: (offset: Offset) => number;

  /** `epochOf` tells which leader epoch has written an offset, as the leader of the moment says. */
  constructor(cluster: SimCluster, name: string, epochOf: (offset: Offset) => number) {
    super(cluster, name);
    this.epochOf = epochOf;
    this.producer = this.client.producer({ deliveryTimeoutMs: DELIVERY_TIMEOUT_MS, lingerMs: 0 });
  }

  start(): void {
    this.every(RECORD_INTERVAL_MS, () => this.send());
  }

  protected override lost(leaderLog: LogFrame | undefined): number {
    if (leaderLog === undefined) return 0;
    return this.acknowledged.filter(({ offset, epoch }) => epochAt(leaderLog, offset) !== epoch).length;
  }

  private send(): void {
    this.pending += 1;
    const value = `${this.name}-${this.count++}`;
    this.producer.send({ topic: TOPIC, partition: 0, key: null, value }).then(
      ({ offset }) => {
        this.pending -= 1;
        this.done += 1;
        this.error = undefined;
        // A broker may only know that it has written it before.
        if (offset >= 0) this.acknowledged.push({ offset, epoch: this.epochOf(offset) });
      },
      (reason: unknown) => {
        this.pending -= 1;
        this.told(reason);
      },
    );
  }
}

/** Reads whatever is committed. */
export class OrdersConsumer extends PlaygroundClient {
  readonly kind = 'consumer';
  private readonly consumer: RawConsumer;

  constructor(cluster: SimCluster, name: string) {
    super(cluster, name);
    this.consumer = this.client.rawConsumer({ autoOffsetReset: 'latest', isolationLevel: 'read_committed' });
  }

  start(): void {
    this.consumer.assign([{ topic: TOPIC, partition: 0, from: 0 }]);
    this.read().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  private async read(): Promise<never> {
    for (;;) {
      try {
        for (const { records } of await this.consumer.poll({ timeoutMs: RETRY_MS })) this.done += records.length;
      } catch (reason) {
        this.told(reason);
        await this.host.env.timers.sleep(RETRY_MS);
      }
    }
  }
}

/** Writes in transactions of two records, one after the other, until a newer producer has its transactional id. */
export class PaymentsProducer extends PlaygroundClient {
  readonly kind = 'transactional producer';
  private readonly producer: TransactionalProducer;
  private count = 0;

  constructor(cluster: SimCluster, name: string) {
    super(cluster, name);
    this.producer = this.client.producer({ transactionalId: 'payments', lingerMs: 0 });
  }

  start(): void {
    this.work().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  private async work(): Promise<void> {
    while (!this.fenced) {
      try {
        await this.transaction();
        this.error = undefined;
      } catch (reason) {
        this.fenced = this.told(reason).code === 'PRODUCER_FENCED';
        this.pending = 0;
        if (!this.fenced) await this.host.env.timers.sleep(RETRY_MS);
      }
    }
  }

  private async transaction(): Promise<void> {
    const transaction = await this.producer.begin();
    try {
      for (let record = 0; record < 2; record += 1) {
        this.pending += 1;
        await transaction.send({ topic: TOPIC, partition: 0, key: null, value: `${this.name}-${this.count++}` });
        await this.host.env.timers.sleep(TRANSACTION_INTERVAL_MS);
      }
    } catch (reason) {
      if (DraveError.from(reason).code !== 'PRODUCER_FENCED') await transaction.abort();
      throw reason;
    }
    await transaction.commit();
    this.pending = 0;
    this.done += 1;
  }
}
