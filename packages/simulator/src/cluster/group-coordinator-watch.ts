import type { NodeId } from '@drave/base';
import type { GroupLedger } from '@drave/cluster/checkers';
import { coordinatorPartitionOf } from '@drave/coordinator';
import { OFFSETS_TOPIC } from './offsets-topic.js';
import type { SimCluster } from './sim-cluster.js';

/** Sees who coordinates a group, and tells its ledger. */
export class GroupCoordinatorWatch {
  private readonly cluster: SimCluster;
  private readonly group: string;
  private readonly ledger: GroupLedger;
  private coordinatorNow: NodeId = -1;

  constructor(cluster: SimCluster, group: string, ledger: GroupLedger) {
    this.cluster = cluster;
    this.group = group;
    this.ledger = ledger;
  }

  /** The broker that leads the group's partition, as the metadata have it; −1 for none. */
  get coordinator(): NodeId {
    return this.place?.leader ?? -1;
  }

  /** Called all the time. */
  look(): void {
    const { loadedCoordinator } = this;
    if (loadedCoordinator === this.coordinatorNow) return;
    this.coordinatorNow = loadedCoordinator;
    this.ledger.termBegan(loadedCoordinator, this.cluster.world.nowMs());
  }

  private get place() {
    const topic = this.cluster.newestImage?.topicByName(OFFSETS_TOPIC);
    if (topic === undefined) return undefined;
    const partitions = [...topic.partitions()];
    return partitions[coordinatorPartitionOf(this.group, partitions.length)];
  }

  /** -1 before the leader has read the partition: until then it answers every heartbeat, as Kafka does. */
  private get loadedCoordinator(): NodeId {
    const { place } = this;
    const broker = this.cluster.brokers.find(({ config }) => config.node.id === place?.leader)?.node?.broker;
    return place !== undefined && broker?.groups.isLoaded(place.index) === true ? place.leader : -1;
  }
}
