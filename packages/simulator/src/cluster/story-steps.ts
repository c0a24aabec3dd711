import type { NodeId } from '@drave/base';
import type { Partition } from '@drave/replica';
import type { FaultRunner } from './fault-runner.js';
import type { SimNode } from './sim-node.js';

const LOOK_INTERVAL_MS = 2;
/** A story whose next step does not come is over. */
export const PATIENCE_MS = 3_000;

/** Looks all the time until the next step could be taken, or the story is over. */
export function awaitStep(runner: FaultRunner, tryStep: () => boolean): void {
  const { world } = runner.cluster;
  const untilMs = world.nowMs() + PATIENCE_MS;
  const look = (): void => {
    if (world.nowMs() < untilMs && !tryStep()) runner.later(LOOK_INTERVAL_MS, look);
  };
  look();
}

/** A partition with records that the broker leads and whose ISR the other one, no member yet, is about to enter. */
export function admissionOf({ node }: SimNode, member: NodeId): Partition | undefined {
  for (const partition of node?.broker?.replicas.partitions() ?? []) {
    if (partition.topicPartition.topic.startsWith('__')) continue;
    const isr = partition.core.leader?.isr;
    if (isr?.pending?.isr.some(({ brokerId }) => brokerId === member) === true && !isr.isCommittedMember(member))
      return partition;
  }
  return undefined;
}
