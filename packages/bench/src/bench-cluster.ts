import { randomUUID } from 'node:crypto';
import { assert } from '@drave/base';
import { Client } from '@drave/client';
import { LocalCluster, nodeRuntime, type LocalClusterOptions, type NodeRuntime } from '@drave/cluster';
import { silentLogger } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import { topicService, type RpcChannel } from '@drave/rpc';
import { GrpcTransport } from '@drave/rpc/grpc';
import { CpuProfile } from './cpu-profile.js';
import { busySeconds, processorTime, type ProcessorTime } from './machine.js';

const KEEPALIVE_MS = 60_000;

/** A cluster of real processes and a client in this process, with the operations that benchmarks share. */
export class BenchCluster {
  readonly cluster: LocalCluster;
  readonly client: Client;
  private readonly env: NodeEnv;
  /** One channel to each broker, in the order of their ids. */
  readonly brokers: readonly RpcChannel[];
  private readonly admin: RpcChannel;

  private constructor(cluster: LocalCluster) {
    this.cluster = cluster;
    this.env = createNodeEnv({ logger: silentLogger, timersKeepAlive: true });
    // Idle connections must stay open, because opening one again is not what a benchmark measures.
    const transport = new GrpcTransport({ keepaliveMs: KEEPALIVE_MS });
    this.client = new Client({ env: this.env, transport, bootstrap: cluster.grpcBootstrap });
    this.brokers = cluster.grpcBootstrap.map((endpoint) => transport.connect(endpoint));
    const [first] = this.brokers;
    assert(first !== undefined, 'a cluster has a broker');
    this.admin = first;
  }

  /** Starts a cluster, runs `body`, and ends the cluster and the client. */
  static async run<T>(options: BenchClusterOptions, body: (bench: BenchCluster) => Promise<T>): Promise<T> {
    const { profileDirectory, runtime = nodeRuntime, ...clusterOptions } = options;
    const profile = profileDirectory === undefined ? undefined : await CpuProfile.start(profileDirectory);
    const cluster = await LocalCluster.start(profile?.runtime ?? runtime, { logLevel: 'warn', ...clusterOptions });
    const bench = new BenchCluster(cluster);
    try {
      return await body(bench);
    } finally {
      await bench.client.close();
      for (const channel of bench.brokers) channel.close();
      bench.env.close();
      if (profile !== undefined) {
        await profile.stop();
        await cluster.stop('brokers', { wait: false });
      }
      await cluster.close();
    }
  }

  /** Creates a topic, and waits until all replicas of every partition are in sync. Resolves with the name. */
  async createTopic(name: string, partitions: number, replication: number): Promise<string> {
    await this.requestTopic(name, partitions, replication);
    await this.waitForTopic(name, partitions, replication);
    return name;
  }

  /** Requests a topic; resolves when its creation is committed. */
  async requestTopic(name: string, partitionCount: number, replicationFactor: number): Promise<void> {
    const request = createTopicRequest(name, partitionCount, replicationFactor);
    await this.admin.unary(topicService.methods.createTopic, request, { deadlineMs: 60_000 });
  }

  /** Makes one small metadata write, a topic without replication, through the broker at this index. */
  async writeMetadata(broker: number, name: string): Promise<void> {
    const channel = this.brokers[broker];
    assert(channel !== undefined, 'the cluster has this broker');
    const request = createTopicRequest(`write-${name}`, 1, 1);
    await channel.unary(topicService.methods.createTopic, request, { deadlineMs: 10_000 });
  }

  /** Writes one acknowledged record to every partition. */
  async firstWrites(topic: string, partitions: number): Promise<void> {
    const producer = this.client.rawProducer();
    const value = Buffer.alloc(100, 'drave');
    const send = (partition: number): Promise<unknown> => producer.send({ topic, partition, key: null, value });
    await Promise.all(Array.from({ length: partitions }, (_, partition) => send(partition)));
    await producer.close();
  }

  async waitForTopic(name: string, partitions: number, replication: number, timeoutMs = 60_000): Promise<void> {
    await this.cluster.waitUntil(
      `${name} is in sync`,
      async (view) => {
        const found = await view.partitions(name);
        const whole = found.filter((one) => one.leader !== undefined && one.isr.length === replication);
        return whole.length === partitions ? undefined : `${whole.length} of ${partitions} partitions`;
      },
      timeoutMs,
    );
  }

  /** Deletes a topic, so that its files do not slow what is measured next. */
  async deleteTopic(name: string): Promise<void> {
    const request = { name, topicId: '', validateOnly: false, requestId: randomUUID() };
    await this.admin.unary(topicService.methods.deleteTopic, request, { deadlineMs: 60_000 });
  }

  /** Starts to count the processor time of this process and every node. */
  meter(): ProcessorMeter {
    return new ProcessorMeter(this.cluster);
  }
}

export interface BenchClusterOptions extends LocalClusterOptions {
  /** A directory to write CPU profiles of client and nodes to; undefined for none. */
  readonly profileDirectory?: string;
  /** Where the nodes run; each in a process of its own by default. */
  readonly runtime?: NodeRuntime;
}

function createTopicRequest(name: string, partitionCount: number, replicationFactor: number) {
  const configs = new Map<string, string>();
  const requestId = randomUUID();
  return { name, partitionCount, replicationFactor, assignments: [], configs, validateOnly: false, requestId };
}

/** The processor time that was used between two moments, in seconds. */
export interface ProcessorUse {
  readonly used: number;
  /** What other programs used meanwhile. When it is large, rates are not reliable, and `CPU s/GB` still is. */
  readonly otherProcesses: number;
  /** The part of `used` that was spent in the kernel: copies to and from sockets and files. */
  readonly system: number;
  readonly client: number;
  readonly brokers: number;
  readonly controllers: number;
}

/**
 * Counts the processor time of this process, of a cluster's nodes, and of everything else on the machine, from its
 * construction on.
 */
class ProcessorMeter {
  private readonly processes: readonly { readonly kind: 'client' | 'brokers' | 'controllers'; readonly id: number }[];
  private readonly before: readonly ProcessorTime[];
  private readonly busyBefore: number;

  constructor(cluster: LocalCluster) {
    const nodes = cluster.nodes.flatMap(({ processId, roles }) => {
      const kind = roles.includes('broker') ? ('brokers' as const) : ('controllers' as const);
      return processId === undefined ? [] : [{ kind, id: processId }];
    });
    this.processes = [{ kind: 'client', id: process.pid }, ...nodes];
    this.before = this.now();
    this.busyBefore = busySeconds();
  }

  read(): ProcessorUse {
    const use = { used: 0, system: 0, client: 0, brokers: 0, controllers: 0 };
    for (const [index, { user, system }] of this.now().entries()) {
      const before = this.before[index] ?? nothing;
      const spent = user + system - before.user - before.system;
      use.used += spent;
      use.system += system - before.system;
      use[this.processes[index]?.kind ?? 'client'] += spent;
    }
    return { ...use, otherProcesses: Math.max(0, busySeconds() - this.busyBefore - use.used) };
  }

  private now(): ProcessorTime[] {
    return this.processes.map(({ id }) => processorTime(id) ?? nothing);
  }
}

const nothing: ProcessorTime = { user: 0, system: 0 };
