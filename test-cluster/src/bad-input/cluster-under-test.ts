import { DraveError, type Endpoint, type ErrorCode } from '@drave/base';
import { Client } from '@drave/client';
import { LocalCluster, nodeRuntime, type LocalClusterOptions, type LocalNode } from '@drave/cluster';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import type { NodeConfig } from '@drave/node';
import { BatchBuilder, type BatchOptions } from '@drave/records';
import { dataService, type dataV1, type ChannelOptions, type RpcChannel } from '@drave/rpc';
import { GrpcTransport } from '@drave/rpc/grpc';
import { expect } from 'vitest';
import { boundMs } from '../bounds.js';

/**
 * One cluster of real processes for all cases of a file, with a client, raw channels, and the proof that it still
 * works.
 */
export class ClusterUnderTest {
  readonly cluster: LocalCluster;
  readonly client: Client;
  private readonly tls: ChannelOptions['tls'];
  private readonly env = createNodeEnv({ logger: silentLogger });
  private readonly transport = new GrpcTransport();
  private readonly channels = new Map<number, RpcChannel>();
  private proofs = 0;

  private constructor(cluster: LocalCluster, tls: ChannelOptions['tls']) {
    this.cluster = cluster;
    this.tls = tls;
    const { env, transport } = this;
    const bootstrap = cluster.grpcBootstrap;
    this.client = new Client({ env, transport, bootstrap, ...(tls === undefined ? {} : { tls }) });
  }

  /** `tls` is what the client shows and trusts. */
  static async start(options: LocalClusterOptions, tls?: ChannelOptions['tls']): Promise<ClusterUnderTest> {
    return new ClusterUnderTest(await LocalCluster.start(nodeRuntime, options), tls);
  }

  channel(endpoint: Endpoint): RpcChannel {
    const known = this.channels.get(endpoint.port);
    if (known !== undefined) return known;
    const opened = this.transport.connect(endpoint, this.tls === undefined ? {} : { tls: this.tls });
    this.channels.set(endpoint.port, opened);
    return opened;
  }

  async leaderOf(topic: string, partition = 0): Promise<LocalNode> {
    return this.cluster.node(await this.cluster.waitForLeader(topic, partition));
  }

  /** Bytes straight to the leader's Produce call, as a client of another make might send them. */
  async produceBytes(
    topic: string,
    records: Uint8Array,
    acks = -1,
    partition = 0,
  ): Promise<dataV1.PartitionProduced | undefined> {
    const leader = await this.leaderOf(topic);
    const request = {
      correlationId: 1,
      acks,
      timeoutMs: boundMs(10_000, 'an acknowledgement'),
      partitions: [{ topicId: '', topic, partition, records }],
      transactionalId: '',
      transactionVersion: 0,
    };
    const methods = dataService.methods;
    const { partitions } = await this.channel(leader.grpc).unary(methods.produce, request, {
      deadlineMs: boundMs(15_000, 'a call'),
    });
    return partitions[0];
  }

  /** The values of one partition, from its start to where it ends now. */
  async readAll(topic: string, partition = 0): Promise<string[]> {
    const consumer = this.client.consumer();
    try {
      const [end = 0] = await consumer.raw.endOffsets([{ topic, partition }]);
      consumer.assign([{ topic, partition, from: 'earliest' }]);
      const values: string[] = [];
      for (let next = 0; next < end; ) {
        for (const { offset, value } of await consumer.poll()) {
          values.push(value?.toString() ?? '');
          next = offset + 1;
        }
      }
      return values;
    } finally {
      await consumer.close();
    }
  }

  /** 'sound' when nothing was harmed: a new topic can be made, written with acks from all, and read back. */
  async proof(): Promise<string> {
    this.proofs += 1;
    const topic = `proof-${this.proofs}`;
    await this.client.admin().topics.create(topic, { partitions: 1 });
    await this.send(topic, ['one', 'two']);
    const read = (await this.readAll(topic)).join(', ');
    return read === 'one, two' ? 'sound' : `two records were written, read were: ${read}`;
  }

  /** Resolves when every value is acknowledged by all in-sync replicas. */
  async send(topic: string, values: readonly string[]): Promise<void> {
    await this.sendBatches(topic, [values]);
  }

  /** Sends one batch after the other. */
  async sendBatches(topic: string, batches: readonly (readonly string[])[]): Promise<void> {
    const producer = this.client.producer({ batchSize: 1_000_000 });
    try {
      for (const values of batches)
        await Promise.all(values.map((value) => producer.send({ topic, partition: 0, value })));
    } finally {
      await producer.close();
    }
  }

  /** Makes a data directory for one more node. */
  async format(config: NodeConfig, { allowEven } = { allowEven: false }): Promise<void> {
    await nodeRuntime.format(config, { allowEven, newCluster: true });
  }

  async close(): Promise<void> {
    await this.client.close();
    for (const channel of this.channels.values()) channel.close();
    this.env.close();
    await this.cluster.close();
  }
}

interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The one clear error of a call that must fail. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (reason) {
    const { code, message } = DraveError.from(reason);
    return { code, message };
  }
  return expect.unreachable('the call was accepted');
}

/** One batch with these values, as a producer would make it. */
export function batchOf(values: readonly string[], options: BatchOptions = {}): Buffer {
  const builder = new BatchBuilder();
  for (const value of values) builder.append(Date.now(), null, Buffer.from(value));
  return builder.finish(options);
}
