import { DraveError } from '@drave/base';
import { Client, type RawConsumer } from '@drave/client';
import type { KeyLedger } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import type { SimCluster } from '../sim-cluster.js';

const POLL_MS = 100;

/** An SDK consumer that reads a compacted topic from its start to its end, over and over. */
export class TableReader {
  private readonly cluster: SimCluster;
  private readonly host: SimHost;
  private readonly client: Client;
  private readonly consumer: RawConsumer;
  private readonly ledger: KeyLedger;
  private stopped = false;

  constructor(cluster: SimCluster, name: string, ledger: KeyLedger) {
    this.cluster = cluster;
    this.host = cluster.clientHost(name);
    this.ledger = ledger;
    const transport = new SimTransport(this.host);
    this.client = new Client({ env: this.host.env, transport, bootstrap: cluster.bootstrap });
    this.consumer = this.client.rawConsumer({ autoOffsetReset: 'earliest' });
  }

  start(topic: string, partitions: number): void {
    const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
    this.consumer.assign(all.map((where) => ({ ...where, from: 'earliest' as const })));
    this.run().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  async close(): Promise<void> {
    this.stopped = true;
    await this.client.close();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const groups = await this.poll();
      for (const { topic, partition, records } of groups) {
        for (const { offset, key, value } of records) {
          this.cluster.checkRead(topic, partition, offset);
          this.ledger.read(`${topic}-${partition}`, { offset, key: textOf(key) ?? '', value: textOf(value) });
        }
      }
      if (groups.length === 0 && !this.stopped)
        for (const where of this.consumer.assignment()) this.consumer.seek(where, 'earliest');
    }
  }

  private async poll(): ReturnType<RawConsumer['poll']> {
    try {
      return await this.consumer.poll({ timeoutMs: POLL_MS });
    } catch (reason) {
      const { code, message, retriable } = DraveError.from(reason);
      this.cluster.world.trace('poll-failed', this.host.name, `${code} ${message}`);
      if (!retriable && !this.stopped) throw reason;
      await this.host.env.timers.sleep(POLL_MS);
      return [];
    }
  }
}

export function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('latin1');
}
