import { DraveError } from '@drave/base';
import { coordinatorPartitionOf } from '@drave/coordinator';
import { GroupRequests } from '../kafka-client/group-requests.js';
import { KafkaClient, kafkaError, RETRY_PAUSE_MS } from '../kafka-client/kafka-client.js';
import { choose, type Fault } from './fault.js';
import type { FaultRunner } from './fault-runner.js';
import type { WorkloadGroup } from './workload-group.js';
import type { SimNode } from './sim-node.js';
import { PATIENCE_MS } from './story-steps.js';

/** Most members commit within this. */
const FULL_MS = 400;
const RETURN_MS = 2_000;

/** Groups of which the story is being told. */
const underWay = new WeakSet<WorkloadGroup>();

/**
 * A coordinator's disk is full for a while, and a member that wanted to commit is cut off before it can ask again. What
 * was refused must be gone for every client: another one asks what is committed, the coordinator dies, and the next one
 * must not know less (KAFKA-15784).
 */
export function fullCoordinator(runner: FaultRunner, fault: Fault): void {
  const { cluster } = runner;
  if (cluster.groups.length === 0) return;
  const group = choose(cluster.groups, fault.target);
  const node = cluster.brokers.find(({ config }) => config.node.id === group.coordinator);
  if (node === undefined || !node.host.alive || underWay.has(group)) return;
  underWay.add(group);
  runner.note(fault, node.name, `while ${group.name} commits`);
  node.host.diskFaults({ capacityBytes: node.host.diskState.usedBytes });
  runner.later(FULL_MS, () => {
    node.host.diskFaults({ capacityBytes: node.capacityBytes });
    cutOff(runner, group, true);
    tell(runner, fault, group, node)
      .catch((reason: unknown) => {
        if (!(reason instanceof DraveError) || !reason.retriable) cluster.broken ??= reason;
      })
      .finally(() => {
        underWay.delete(group);
        cutOff(runner, group, false);
      });
  });
}

async function tell(runner: FaultRunner, fault: Fault, group: WorkloadGroup, node: SimNode): Promise<void> {
  const { cluster } = runner;
  const host = cluster.clientHost(`stranger${fault.number}`);
  const client = new KafkaClient(host.env, host.name, cluster.kafkaBootstrap, host.random.fork('kafka'), 'newest');
  const endMs = cluster.world.nowMs() + PATIENCE_MS;
  const persist = async (requests: GroupRequests, ask: () => Promise<void>): Promise<void> => {
    for (;;) {
      try {
        return await ask();
      } catch (reason) {
        const { retriable } = DraveError.from(reason);
        if (!retriable || cluster.world.nowMs() > endMs || runner.over) throw reason;
        requests.forgetCoordinator();
        await host.env.timers.sleep(RETRY_PAUSE_MS);
      }
    }
  };
  try {
    // What was refused comes below the high watermark, if it is still somewhere.
    const neighbour = new GroupRequests(client, neighbourOf(group, cluster.conditions.groups.offsetsPartitions));
    await persist(neighbour, () => commitOne(neighbour, group));
    const requests = new GroupRequests(client, group.name);
    await persist(requests, () => group.ask(requests));
    if (runner.over || !node.host.alive) return;
    runner.note(fault, node.name, `after ${group.name} was refused`);
    node.crash({});
    node.startLater(RETURN_MS);
    await persist(requests, () => group.ask(requests));
  } finally {
    client.close();
  }
}

/** Another group with the same coordinator. */
function neighbourOf({ name }: WorkloadGroup, partitionCount: number): string {
  const partition = coordinatorPartitionOf(name, partitionCount);
  for (let number = 1; ; number += 1) {
    const neighbour = `neighbour${number}`;
    if (coordinatorPartitionOf(neighbour, partitionCount) === partition) return neighbour;
  }
}

async function commitOne(requests: GroupRequests, { topics }: WorkloadGroup): Promise<void> {
  const topic = topics[0] ?? '';
  const nobody = { memberId: '', instanceId: null, generation: -1 };
  const coordinator = await requests.coordinator(topics);
  const codes = await requests.commit(coordinator, nobody, [{ topic, partition: 0, offset: 0 }]);
  for (const code of codes.values()) if (code !== 0) throw kafkaError(code, `OffsetCommit of ${requests.group}`);
}

function cutOff({ cluster }: FaultRunner, group: WorkloadGroup, blocked: boolean): void {
  for (const { host } of group.members) {
    cluster.world.links.set(host, '*', { blocked });
    cluster.world.links.set('*', host, { blocked });
  }
}
