import { assert } from '@drave/base';
import { RecordLedger } from '@drave/cluster/checkers';
import { SeededRandom } from '@drave/env/sim';
import { topicService } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { AdminClient } from './admin-client.js';
import { drawClimate } from './climate.js';
import { FaultPlan } from './fault-plan.js';
import { finalChecks } from './final-checks.js';
import { ClusterInvariants } from './invariants.js';
import { ProducingClient } from './producing-client.js';
import { SimCluster } from './sim-cluster.js';

export interface ClusterSeedResult {
  readonly events: number;
  /** Equal for equal seeds. */
  readonly traceHash: string;
  readonly virtualMs: number;
  readonly faults: number;
  readonly acknowledged: number;
}

const topic = 'ledger';
const startMs = 20_000;
const livenessMs = 60_000;
const invariantIntervalMs = 25;
const lastEvents = 80;

/**
 * One run of a whole cluster under the faults of its seed: SDK producers and operators at work, then everything healed and
 * expected to work again. @throws Error that names seed, faults and the last events when a promise is broken.
 */
export async function runClusterSeed(seed: number): Promise<ClusterSeedResult> {
  const random = new SeededRandom(seed);
  const cluster = new SimCluster(seed, drawClimate(random.fork('climate')));
  const plan = new FaultPlan(cluster, random.fork('faults'));
  try {
    return await run(cluster, plan);
  } catch (reason) {
    throw describeFailure(seed, cluster, plan, reason);
  }
}

async function run(cluster: SimCluster, plan: FaultPlan): Promise<ClusterSeedResult> {
  const { world, climate } = cluster;
  const invariants = new ClusterInvariants(cluster);
  const look = (): void => {
    invariants.check();
    world.schedule(invariantIntervalMs, look, undefined, 'invariants');
  };
  await cluster.format();
  cluster.start();
  look();
  assert(await world.runUntil(() => cluster.whole && registered(cluster), startMs), 'the cluster did not start');
  await createTopic(cluster);

  const ledger = new RecordLedger();
  const producers = Array.from({ length: climate.producers }, (_, index) => {
    return new ProducingClient(cluster, cluster.clientHost(`p${index + 1}`), ledger, topic);
  });
  const admins = [1, 2].map((number) => new AdminClient(cluster, cluster.clientHost(`a${number}`)));
  for (const client of [...producers, ...admins]) client.start();
  plan.start();
  await world.runFor(climate.chaosMs);

  plan.stop();
  cluster.heal();
  for (const client of [...producers, ...admins]) client.stop();
  const settled = () => cluster.whole && producers.every((producer) => producer.pending === 0);
  assert(
    await world.runUntil(settled, livenessMs),
    `not whole within ${livenessMs} ms of healing: ${stateOf(cluster, producers)}`,
  );
  await finalChecks(cluster, topic, ledger, admins, invariants);
  return {
    events: world.eventsRun,
    traceHash: world.traceHash,
    virtualMs: world.nowMs(),
    faults: plan.ledger.length,
    acknowledged: producers.reduce((sum, producer) => sum + producer.acknowledged, 0),
  };
}

function registered(cluster: SimCluster): boolean {
  return cluster.leader?.node?.quorum.feed.image.brokers().length === cluster.climate.brokers;
}

async function createTopic(cluster: SimCluster): Promise<void> {
  const { climate, world } = cluster;
  const channel = new SimTransport(cluster.clientHost('setup')).connect(
    cluster.bootstrap[0] ?? { host: 'b1', port: 9_000 },
  );
  const request = {
    name: topic,
    partitionCount: climate.partitions,
    replicationFactor: climate.replicationFactor,
    assignments: [],
    configs: new Map<string, string>(),
    validateOnly: false,
    requestId: 'setup',
  };
  await world.finish(channel.unary(topicService.methods.createTopic, request, { deadlineMs: 10_000 }));
}

function stateOf(cluster: SimCluster, producers: readonly ProducingClient[]): string {
  const nodes = cluster.nodes.map(({ name, node, host }) => {
    const state = !host.alive
      ? 'down'
      : node === undefined
        ? 'opening'
        : (node.broker?.state.kind ?? node.quorum.raft.status().role);
    return `${name} ${state}`;
  });
  return `${nodes.join(', ')}; sends pending ${producers.map((producer) => producer.pending).join(', ')}`;
}

function describeFailure(seed: number, cluster: SimCluster, plan: FaultPlan, reason: unknown): Error {
  const error = reason instanceof Error ? reason : new Error(String(reason));
  const text = [
    `cluster seed ${seed}: ${error.message}`,
    `climate: ${JSON.stringify(cluster.climate)}`,
    `faults:`,
    ...plan.ledger.map((line) => `  ${line}`),
    `last events:`,
    ...cluster.world.lastEvents(lastEvents).map((line) => `  ${line}`),
    error.stack ?? '',
  ];
  return new Error(text.join('\n'), { cause: error });
}
