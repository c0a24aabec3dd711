import { encodeUuid, type ClusterId } from '@drave/base';
import { SeededRandom, SimWorld, type SimHost } from '@drave/env/sim';
import type { NodeConfig } from '@drave/node';
import type { Climate } from './climate.js';
import { SimNode } from './sim-node.js';

const grpcPort = 9_000;
/** The smallest that Kafka allows, so that logs roll within a run. */
const segmentBytes = 1024 * 1024;

/** A whole cluster in one simulated world: production nodes, each on its own host. */
export class SimCluster {
  readonly world: SimWorld;
  readonly climate: Climate;
  readonly nodes: readonly SimNode[];
  readonly clusterId: ClusterId;
  /** The first promise of our own code that broke; the run fails with it. */
  broken: unknown;

  constructor(seed: number, climate: Climate) {
    this.climate = climate;
    this.world = new SimWorld({
      seed,
      links: {
        delayMsMin: climate.linkDelayMs / 2,
        delayMsJitter: climate.linkDelayMs / 2,
        lossProbability: climate.linkLossProbability,
      },
    });
    const ids = new SeededRandom(seed).fork('ids');
    this.clusterId = encodeUuid(ids.bytes(16)).replace(/^-/, 'a');
    const voters = Array.from({ length: climate.controllers }, (_, index) => ({
      id: index + 1,
      host: `c${index + 1}`,
      port: grpcPort,
      directoryId: encodeUuid(ids.bytes(16)),
    }));
    const controllers = voters.map((voter) => this.addNode(voter.host, voter.id, 'controller', voters));
    const brokers = Array.from({ length: climate.brokers }, (_, index) =>
      this.addNode(`b${index + 1}`, climate.controllers + index + 1, 'broker', voters),
    );
    this.nodes = [...controllers, ...brokers];
    this.world.onAfterEvent(() => {
      if (this.broken !== undefined) throw this.broken;
    });
  }

  get controllers(): readonly SimNode[] {
    return this.nodes.filter((node) => !node.isBroker);
  }

  get brokers(): readonly SimNode[] {
    return this.nodes.filter((node) => node.isBroker);
  }

  /** Where clients knock. */
  get bootstrap() {
    return this.brokers.map(({ name }) => ({ host: name, port: grpcPort }));
  }

  /** The controller that leads now, as far as its own node knows. */
  get leader(): SimNode | undefined {
    return this.controllers.find(({ node }) => node?.controller?.active === true);
  }

  async format(): Promise<void> {
    for (const node of this.nodes) await this.world.finish(node.format());
  }

  start(): void {
    for (const node of this.nodes) node.start();
  }

  /** Every link healed, every host up and unpaused, every disk sound. */
  heal(): void {
    const { world, climate } = this;
    world.links.heal();
    world.links.set('*', '*', { lossProbability: 0 });
    for (const node of this.nodes) {
      node.host.resume();
      node.host.eventCost(0);
      node.host.diskFaults({ latencyMs: climate.diskLatencyMs, stallProbability: 0, stalledUntilMs: 0 });
      if (!node.host.alive) node.start();
    }
  }

  /** Everybody runs, every partition has a leader and its whole ISR, as the active controller sees it. */
  get whole(): boolean {
    const image = this.leader?.node?.quorum.feed.image;
    if (image === undefined || !this.nodes.every(({ node }) => node?.ready === true)) return false;
    if (!image.brokers().every((broker) => !broker.fenced)) return false;
    for (const topic of image.topics()) {
      for (const partition of topic.partitions()) {
        if (partition.leader < 0 || partition.isr.length < partition.replicas.length) return false;
      }
    }
    return true;
  }

  /** A machine for clients, without a node. */
  clientHost(name: string): SimHost {
    return this.world.createHost(name);
  }

  private addNode(
    name: string,
    id: number,
    role: 'controller' | 'broker',
    voters: NodeConfig['quorum']['voters'],
  ): SimNode {
    const { climate, world } = this;
    const host = world.createHost(name, {
      disk: { latencyMs: climate.diskLatencyMs, stallProbability: climate.diskStallProbability, stallMsMax: 500 },
    });
    const config: NodeConfig = {
      cluster: { id: this.clusterId, name: 'simulated' },
      node: { id, name, roles: [role] },
      dataDirectories: ['data'],
      listeners: { grpc: { host: name, port: grpcPort } },
      quorum: { voters },
      profile: 'local',
      broker: {
        'default.replication.factor': climate.replicationFactor,
        'min.insync.replicas': climate.minInsyncReplicas,
        'log.segment.bytes': segmentBytes,
      },
      log: { level: 'warn' },
      supervised: false,
    };
    return new SimNode(world, host, config, (reason) => {
      this.broken ??= reason;
    });
  }
}
