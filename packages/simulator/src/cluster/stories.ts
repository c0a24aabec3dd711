import type { Partition } from '@drave/replica';
import { choose, type Fault } from './fault.js';
import type { FaultRunner } from './fault-runner.js';
import { fullCoordinator } from './full-coordinator.js';
import { lateRequest } from './late-request.js';
import type { SimNode } from './sim-node.js';
import { admissionOf, awaitStep, PATIENCE_MS } from './story-steps.js';

export type StoryFault =
  | 'lastReplica'
  | 'lateAdmission'
  | 'lateRequest'
  | 'staleWatermark'
  | 'shortOfSpace'
  | 'fullCoordinator';

/** Longer than a broker's session in the profile `local`, shorter than a second one. */
const MISSED_MS = 1_300;
/** Several answers of a leader fit on a way as long as this. */
const LONG_WAY_MS = 120;
const FULL_MS = 25;
const RETURN_MS = 2_000;
/** Less than a broker's session: the leader is not fenced. */
const ADMISSION_DELAY_MS = 650;

/** Faults in several steps, each the shortest way known in this family of systems to lose records. */
export function tellStory(runner: FaultRunner, fault: Fault, kind: StoryFault): void {
  if (!runner.cluster.whole) return;
  switch (kind) {
    case 'lastReplica':
      return lastReplica(runner, fault);
    case 'lateAdmission':
      return lateAdmission(runner, fault);
    case 'lateRequest':
      return lateRequest(runner, fault);
    case 'staleWatermark':
      return staleWatermark(runner, fault);
    case 'shortOfSpace':
      return shortOfSpace(runner, fault);
    case 'fullCoordinator':
      return fullCoordinator(runner, fault);
  }
}

/**
 * Brokers go down in two groups, the first one missed before the second one goes; then the very first one is back
 * alone: out of every ISR, perhaps without what it had not synced. It must not lead (KIP-966).
 */
function lastReplica(runner: FaultRunner, fault: Fault): void {
  const { cluster } = runner;
  const { brokers } = cluster;
  const from = Math.floor(fault.target * brokers.length);
  const [first, ...others] = [...brokers.slice(from), ...brokers.slice(0, from)] as [SimNode, ...SimNode[]];
  const last = others.slice(fault.atLeader ? 0 : -1);
  const loseUnsynced = fault.choice < 0.6 && runner.damageBudget.mayDamage(first);
  for (const node of brokers) {
    if (last.includes(node)) continue;
    const lossy = loseUnsynced && node === first;
    runner.note(fault, node.name, `${lossy ? 'without power, ' : ''}for ${node === first ? MISSED_MS : RETURN_MS} ms`);
    node.crash({ loseUnsynced: lossy });
  }
  runner.later(MISSED_MS, () => {
    for (const node of last) {
      if (!node.host.alive) continue;
      runner.note(fault, node.name, `for ${RETURN_MS} ms`);
      node.crash({});
    }
    first.startLater(Math.round(fault.choice * 200));
    for (const node of others) node.startLater(RETURN_MS);
  });
}

/**
 * A leader asks to admit a follower; before the controllers hear of it the follower loses power and is back under a new
 * broker epoch, without the records that it was to be admitted for (KIP-903, KAFKA-14617), or it dies and is fenced
 * (KIP-841).
 */
function lateAdmission(runner: FaultRunner, fault: Fault): void {
  const { cluster, damageBudget } = runner;
  const { world } = cluster;
  const member = runner.broker(fault);
  const dies = fault.choice < 0.4;
  if (!member.host.alive || !(dies || damageBudget.mayDamage(member))) return;
  runner.note(fault, member.name, `${dies ? '' : 'without power, '}back at once`);
  member.crash({ loseUnsynced: !dies });
  member.startLater();
  awaitStep(runner, () => {
    const leader = cluster.brokers.find((broker) => admissionOf(broker, member.config.node.id) !== undefined);
    if (leader === undefined || !(dies || damageBudget.mayDamageAgain(member))) return false;
    const nowMs = world.nowMs();
    for (const { host } of cluster.controllers) {
      world.links.set(leader.host, host, { cloggedUntilMs: nowMs + ADMISSION_DELAY_MS });
    }
    for (const { host } of cluster.brokers) {
      if (host !== member.host) world.links.set(host, member.host, { cloggedUntilMs: nowMs + 2 * ADMISSION_DELAY_MS });
    }
    runner.note(fault, member.name, `${dies ? 'dies' : 'without power'}, while ${leader.name} admits it`);
    member.crash(dies ? {} : { loseUnsynced: true, silent: true });
    member.startLater(dies ? RETURN_MS : 0);
    return true;
  });
}

/**
 * A leader waits for a follower that died, while another follower hears nothing of the high watermark; when the dead
 * one is given up, records are acknowledged at last, and the leader dies. The one that takes over knows an old
 * watermark, which the returned one has reached though it lacks what was acknowledged (KIP-966, section 6.5.3).
 */
function staleWatermark(runner: FaultRunner, fault: Fault): void {
  const { cluster } = runner;
  const { world } = cluster;
  const led = leaders(cluster.brokers);
  if (led.length === 0) return;
  const { node: leader, partition } = choose(led, fault.choice);
  const ids = partition.core.leader?.isr.committed ?? [];
  const followers = cluster.brokers.filter((node) => node !== leader && ids.includes(node.config.node.id));
  if (followers.length < 2) return;
  const lagging = choose(followers, fault.target);
  const { topicId, topicPartition } = partition;
  const replica = lagging.node?.broker?.replicas.partitionOf(topicId, topicPartition.partition);
  if (replica === undefined) return;
  const heldEnd = replica.log.writtenEndOffset;
  const where = `${topicPartition.topic}-${topicPartition.partition}`;
  runner.note(fault, lagging.name, `until ${where} goes on without it`);
  lagging.crash({});
  runner.later(MISSED_MS / 2, () => {
    for (const node of followers) {
      if (node !== lagging) world.links.set(leader.host, node.host, { cloggedUntilMs: world.nowMs() + MISSED_MS });
    }
  });
  awaitStep(runner, () => {
    const goesOn = partition.core.leader?.isr.isCommittedMember(lagging.config.node.id) === false;
    if (!goesOn || partition.highWatermark <= heldEnd) return false;
    runner.note(fault, leader.name, `when ${where} went on without ${lagging.name}`);
    leader.crash({});
    leader.startLater(RETURN_MS);
    lagging.startLater(0);
    return true;
  });
  lagging.startLater(PATIENCE_MS);
}

/**
 * A follower's disk is full again and again for an instant, while answers of its leaders are under way: what comes
 * after a write that found no room does not belong where the log ends (KAFKA-13266).
 */
function shortOfSpace(runner: FaultRunner, fault: Fault): void {
  const { cluster } = runner;
  const { links } = cluster.world;
  const { host, name } = runner.broker(fault);
  const { linkDelayMs } = cluster.conditions;
  runner.note(fault, name, 'now and then, answers on their way');
  links.set('*', host, { delayMsMin: LONG_WAY_MS, delayMsJitter: 0 });
  const untilMs = cluster.world.nowMs() + MISSED_MS;
  const fill = (): void => {
    if (cluster.world.nowMs() >= untilMs) {
      links.set('*', host, { delayMsMin: linkDelayMs / 2, delayMsJitter: linkDelayMs / 2 });
      return;
    }
    host.diskFaults({ capacityBytes: host.diskState.usedBytes });
    runner.later(FULL_MS, () => host.diskFaults({ capacityBytes: Number.POSITIVE_INFINITY }));
    runner.later(LONG_WAY_MS, fill);
  };
  fill();
}

function leaders(brokers: readonly SimNode[]): { readonly node: SimNode; readonly partition: Partition }[] {
  return brokers.flatMap((node) =>
    [...(node.node?.broker?.replicas.partitions() ?? [])]
      .filter(({ isLeader, topicPartition }) => isLeader && !topicPartition.topic.startsWith('__'))
      .map((partition) => ({ node, partition })),
  );
}
