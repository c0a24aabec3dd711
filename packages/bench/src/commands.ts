import { BenchCluster, type BenchClusterOptions } from './bench-cluster.js';
import { measureCommittedFetch } from './committed-fetch.js';
import { measureConsole } from './console.js';
import { measureConsume } from './consume.js';
import { measureControllerFailover, measureLeaderFailover } from './failover.js';
import { measureHelp } from './help.js';
import { measureIdle } from './idle.js';
import { measureInProcessFailover, measureInProcessStart, measureManyInProcess } from './in-process.js';
import { kafkaLoads, measureKafka, nameOfKafka } from './kafka.js';
import { measureConnections } from './kafka-connections.js';
import { measureLatency } from './latency.js';
import type { Measurement } from './measurement.js';
import { measureMemory } from './memory.js';
import type { PageCacheFiller } from './page-cache.js';
import { measureProduce, nameOf, produceLoads } from './produce.js';
import { RdkafkaPerformance } from './rdkafka-performance.js';
import { measureStartup } from './startup.js';
import { measureManyTopics, measureWideTopic } from './topics.js';
import {
  measureCommittedLatency,
  measureTransactionalProduce,
  measureTransactionRate,
  nameOfRate,
  rateLoads,
} from './transactions.js';
import { measureTransactionTurns, measureTurns } from './turns.js';

export interface CommandSettings {
  readonly seconds: number;
  readonly rounds: number | undefined;
  readonly partitions: number;
  readonly only: string;
  readonly profile: 'local' | 'real';
  readonly profileDirectory?: string;
  /** Fills the page cache before every load that writes much; see `PageCacheFiller`. */
  readonly pageCache?: PageCacheFiller;
  /** librdkafka's benchmark program; by default the one on the PATH. */
  readonly rdkafkaPerformance?: string;
}

const FAILOVER_ROUNDS = 20;
const STARTUP_ROUNDS = 5;
const HELP_ROUNDS = 20;
const CLUSTERS_AT_ONCE = 20;
const CONSUMED_BYTES = 400e6;
const IDLE_CONNECTIONS = 1_000;
const MANY_TOPICS = 1_000;
const WIDE_PARTITIONS = 10_000;
const GROUPS = 10_000;
const TURNS_PARTITIONS = 20_000;
const TURNS_TRANSACTIONS = 10_000;
const COMMITTED_FETCHES = 20_000;

/** The sub-commands; each starts one or more clusters of its own. */
export const commands: Readonly<Record<string, (settings: CommandSettings) => Promise<readonly Measurement[]>>> = {
  async produce(settings) {
    const found: Measurement[] = [];
    for (const load of produceLoads(settings.seconds)) {
      if (!nameOf(load).includes(settings.only)) continue;
      settings.pageCache?.fill();
      // Each load has a cluster of its own, because the files of one would slow the next.
      found.push(...(await BenchCluster.run(clusterOf(settings), (bench) => measureProduce(bench, load, 'produced'))));
    }
    return found;
  },

  consume(settings) {
    settings.pageCache?.fill();
    return BenchCluster.run(clusterOf(settings), async (bench) => {
      const found: Measurement[] = [];
      for (const recordBytes of [100, 1024, 16_384]) {
        const totalBytes = recordBytes < 1024 ? CONSUMED_BYTES / 4 : CONSUMED_BYTES;
        const load = { recordBytes, partitions: 6, totalBytes };
        found.push(...(await measureConsume(bench, load, `consumed-${recordBytes}`)));
      }
      return found;
    });
  },

  latency(settings) {
    const { seconds } = settings;
    const load = { recordBytes: 1024, recordsPerSecond: 5_000, partitions: 6, seconds, warmUpSeconds: 5 };
    return BenchCluster.run(clusterOf(settings), (bench) => measureLatency(bench, load, 'steady'));
  },

  async failover(settings) {
    const rounds = settings.rounds ?? FAILOVER_ROUNDS;
    const found: Measurement[] = [];
    for (const loss of ['reset', 'blackHole'] as const) {
      const cluster = clusterOf(settings);
      if (`controller ${loss}`.includes(settings.only))
        found.push(...(await BenchCluster.run(cluster, (bench) => measureControllerFailover(bench, loss, rounds))));
      const leaders = (bench: BenchCluster): Promise<Measurement[]> =>
        measureLeaderFailover(bench, loss, rounds, settings.partitions, 'led');
      if (`leader ${loss}`.includes(settings.only)) found.push(...(await BenchCluster.run(cluster, leaders)));
    }
    return found;
  },

  async topics(settings) {
    const found: Measurement[] = [];
    if ('many'.includes(settings.only))
      found.push(...(await BenchCluster.run(clusterOf(settings), (bench) => measureManyTopics(bench, MANY_TOPICS))));
    if ('wide'.includes(settings.only))
      found.push(...(await BenchCluster.run(clusterOf(settings), (bench) => measureWideTopic(bench, WIDE_PARTITIONS))));
    return found;
  },

  async kafka(settings) {
    const found: Measurement[] = [];
    for (const load of kafkaLoads()) {
      const produce = `produce ${nameOfKafka(load)}`.includes(settings.only);
      const consume = `consume ${nameOfKafka(load)}`.includes(settings.only);
      if (!produce && !consume) continue;
      const measure = (bench: BenchCluster): Promise<Measurement[]> => {
        const bootstrap = bench.cluster.bootstrap.map(({ host, port }) => `${host}:${port}`).join(',');
        const tool = new RdkafkaPerformance(settings.rdkafkaPerformance, bootstrap);
        return measureKafka(bench, tool, load, { produce, consume });
      };
      settings.pageCache?.fill();
      found.push(...(await BenchCluster.run(clusterOf(settings), measure)));
    }
    return found;
  },

  async turns(settings) {
    const found: Measurement[] = [];
    const partitions = (bench: BenchCluster): Promise<Measurement[]> => measureTurns(bench, TURNS_PARTITIONS);
    if ('partitions'.includes(settings.only)) found.push(...(await BenchCluster.run(clusterOf(settings), partitions)));
    const transactions = (bench: BenchCluster): Promise<Measurement[]> =>
      measureTransactionTurns(bench, TURNS_TRANSACTIONS);
    if ('transactions'.includes(settings.only))
      found.push(...(await BenchCluster.run(clusterOf(settings), transactions)));
    return found;
  },

  console(settings) {
    return BenchCluster.run(clusterOf(settings), (bench) => measureConsole(bench, WIDE_PARTITIONS, GROUPS));
  },

  connections(settings) {
    return BenchCluster.run(clusterOf(settings), (bench) => measureConnections(bench, IDLE_CONNECTIONS));
  },

  memory(settings) {
    return BenchCluster.run(clusterOf(settings), (bench) => measureMemory(bench, 5, settings.seconds));
  },

  idle(settings) {
    return BenchCluster.run(clusterOf(settings), (bench) => measureIdle(bench, settings.seconds));
  },

  async transactions(settings) {
    const { only, seconds } = settings;
    const found: Measurement[] = [];
    if ('fetch'.includes(only)) found.push(...(await measureCommittedFetch(COMMITTED_FETCHES)));
    // "produce" is the name of a part, and no part of the name of a load with many producers.
    const loads = only === 'produce' ? [] : rateLoads().filter((load) => nameOfRate(load).includes(only));
    const rates = async (bench: BenchCluster): Promise<void> => {
      for (const load of loads) found.push(...(await measureTransactionRate(bench, load, seconds)));
    };
    if (loads.length > 0) await BenchCluster.run(clusterOf(settings), rates);
    if ('produce'.includes(only)) {
      settings.pageCache?.fill();
      const produce = (bench: BenchCluster): Promise<Measurement[]> => measureTransactionalProduce(bench, seconds);
      found.push(...(await BenchCluster.run(clusterOf(settings), produce)));
    }
    const latency = (bench: BenchCluster): Promise<Measurement[]> => measureCommittedLatency(bench, seconds);
    if ('latency'.includes(only)) found.push(...(await BenchCluster.run(clusterOf(settings), latency)));
    return found;
  },

  async help(settings) {
    return measureHelp(settings.rounds ?? HELP_ROUNDS);
  },

  async 'in-process'({ only, rounds }) {
    const found: Measurement[] = [];
    for (const combined of [true, false])
      if (`start ${combined ? 'combined' : '3+3'}`.includes(only))
        found.push(...(await measureInProcessStart(combined, rounds ?? STARTUP_ROUNDS)));
    if ('failover'.includes(only)) found.push(...(await measureInProcessFailover(rounds ?? FAILOVER_ROUNDS)));
    if ('many'.includes(only)) found.push(...(await measureManyInProcess(rounds ?? CLUSTERS_AT_ONCE)));
    return found;
  },

  startup(settings) {
    return measureStartup(settings.rounds ?? STARTUP_ROUNDS);
  },
};

function clusterOf({ profile, profileDirectory }: CommandSettings): BenchClusterOptions {
  return { profile, ...(profileDirectory === undefined ? {} : { profileDirectory }) };
}
