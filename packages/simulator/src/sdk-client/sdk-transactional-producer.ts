import { DraveError, type Millis } from '@drave/base';
import { Client, type Transaction, type TransactionalProducer } from '@drave/client';
import type { SimHost } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import type { SimCluster } from '../cluster/sim-cluster.js';
import {
  type ProducerIdentity,
  type TransactionalWriter,
  TransactionFailure,
} from '../kafka-client/transactional-producer.js';

interface SdkProducerOptions {
  readonly transactionalId: string;
  readonly timeoutMs: Millis;
  /** `delivery.timeout.ms` */
  readonly deliveryTimeoutMs: Millis;
}

interface SdkProducerNotes {
  /** The identity from now on. `sentMs`: nothing was asked for before. */
  initialized(identity: ProducerIdentity, sentMs: Millis): void;
}

/** How long the SDK asks for one step before its caller has to ask again. */
const BLOCK_MS_MAX: Millis = 5_000;

/** The SDK's transactional producer, as an application uses it that asks for an end until it is decided. */
export class SdkTransactionalProducer implements TransactionalWriter {
  identitySinceMs: Millis = 0;
  private readonly cluster: SimCluster;
  private readonly client: Client;
  private readonly producer: TransactionalProducer;
  private readonly notes: SdkProducerNotes;
  private open: Promise<Transaction> | undefined;

  constructor(cluster: SimCluster, host: SimHost, options: SdkProducerOptions, notes: SdkProducerNotes) {
    const { transactionalId, timeoutMs: transactionTimeoutMs, deliveryTimeoutMs } = options;
    const { compression: compressionType } = cluster.conditions;
    this.cluster = cluster;
    this.notes = notes;
    this.client = new Client({ env: host.env, transport: new SimTransport(host), bootstrap: cluster.bootstrap });
    const settings = {
      transactionTimeoutMs,
      deliveryTimeoutMs,
      compressionType,
      lingerMs: 0,
      maxBlockMs: BLOCK_MS_MAX,
    };
    this.producer = this.client.producer({ transactionalId, ...settings });
  }

  get identity(): ProducerIdentity {
    const { producerId = -1, epoch: producerEpoch = -1 } = this.producer.identity ?? {};
    return { producerId, producerEpoch };
  }

  async init(): Promise<void> {
    const sentMs = this.nowMs();
    await this.begun();
    this.identitySinceMs = this.nowMs();
    this.notes.initialized(this.identity, sentMs);
  }

  async send(topic: string, partition: number, values: readonly Uint8Array[]): Promise<void> {
    const tx = await this.begun();
    try {
      await Promise.all(values.map((value) => tx.send({ topic, partition, value })));
    } catch (reason) {
      throw failureOf('send', reason);
    }
  }

  async commit(): Promise<void> {
    await this.end('commit');
  }

  async abort(): Promise<void> {
    await this.end('abort');
  }

  close(): void {
    this.client.close().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  private async end(result: 'commit' | 'abort'): Promise<void> {
    const tx = await this.begun();
    for (;;) {
      try {
        await tx[result]();
        this.open = undefined;
        return;
      } catch (reason) {
        // Not decided yet.
        if (tx.state === 'committing' || tx.state === 'aborting') continue;
        throw failureOf(result, reason);
      }
    }
  }

  /** The transaction that is open; several may ask for it at once. */
  private begun(): Promise<Transaction> {
    this.open ??= this.begin();
    return this.open;
  }

  private async begin(): Promise<Transaction> {
    for (;;) {
      try {
        return await this.producer.begin();
      } catch (reason) {
        // Nobody has answered yet.
        if (DraveError.from(reason).code !== 'REQUEST_TIMED_OUT') throw failureOf('begin', reason);
      }
    }
  }

  private nowMs(): Millis {
    return this.cluster.world.nowMs();
  }
}

/** @returns what the process is to do; a fault of ours stays one. */
function failureOf(what: string, reason: unknown): TransactionFailure {
  if (!(reason instanceof DraveError)) throw reason;
  const { code, message } = reason;
  return new TransactionFailure(`${what} (${message})`, code, code === 'PRODUCER_FENCED' ? 'fenced' : 'abort');
}
