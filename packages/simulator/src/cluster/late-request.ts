import type { SimHost } from '@drave/env/sim';
import type { Partition } from '@drave/replica';
import type { Fault } from './fault.js';
import type { FaultRunner } from './fault-runner.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';
import { admissionOf, awaitStep, PATIENCE_MS } from './story-steps.js';

/** Long enough for a request to be seen under way. */
const SLOW_WAY_MS = 20;
/** The member's heartbeats are missed before those of its leader are: less than a broker's session. */
const HEAD_START_MS = 600;
const RELEASE_MS = 100;

/**
 * A leader asks to admit a follower, and its request is stuck on a connection that it gives up. On another one it
 * repeats the request, and is refused, because the follower is fenced by then. The partition goes on without the
 * follower, which comes back as the same incarnation; and then the first request arrives at the same controller after
 * all (KAFKA-12751, KAFKA-12686).
 */
export function lateRequest(runner: FaultRunner, fault: Fault): void {
  const member = runner.broker(fault);
  const controller = runner.cluster.leader;
  if (!member.host.alive || controller === undefined) return;
  new LateRequest(runner, fault, member, controller).begin();
}

class LateRequest {
  private readonly runner: FaultRunner;
  private readonly cluster: SimCluster;
  private readonly fault: Fault;
  private readonly member: SimNode;
  private readonly controller: SimNode;
  private readonly others: readonly SimNode[];

  constructor(runner: FaultRunner, fault: Fault, member: SimNode, controller: SimNode) {
    this.runner = runner;
    this.cluster = runner.cluster;
    this.fault = fault;
    this.member = member;
    this.controller = controller;
    this.others = this.cluster.brokers.filter((broker) => broker !== member);
  }

  begin(): void {
    const { runner, fault, member, cluster } = this;
    const before = this.registration?.epoch;
    runner.note(fault, member.name, 'back at once, heard by no leader');
    member.crash({});
    member.startLater(0);
    this.silenceReplication(true);
    for (const { host } of this.others)
      cluster.world.links.set(host, this.controller.host, { delayMsMin: SLOW_WAY_MS, delayMsJitter: 0 });
    runner.later(2 * PATIENCE_MS, () => this.restore());
    awaitStep(runner, () => {
      const { registration } = this;
      if (registration === undefined || registration.epoch === before || registration.fenced) return false;
      for (const { host } of cluster.controllers) cluster.world.links.set(member.host, host, { blocked: true });
      runner.later(HEAD_START_MS, () => this.silenceReplication(false));
      this.awaitAdmission();
      return true;
    });
  }

  /** The request that admits the member is under way. */
  private awaitAdmission(): void {
    const { runner, member, controller, cluster } = this;
    const { world } = cluster;
    awaitStep(runner, () => {
      for (const leader of this.others) {
        const partition = admissionOf(leader, member.config.node.id);
        if (partition === undefined) continue;
        world.links.set(leader.host, controller.host, { olderBlocked: true, blocked: true });
        world.links.set(controller.host, leader.host, { olderBlocked: true });
        world.giveUpConnections(leader.host, controller.host);
        this.silenceReplication(true);
        runner.note(this.fault, leader.name, `its request to admit ${member.name} is stuck`);
        this.awaitFence(leader.host, partition);
        return true;
      }
      return false;
    });
  }

  private awaitFence(leader: SimHost, partition: Partition): void {
    const { runner, controller, member, cluster } = this;
    const { links } = cluster.world;
    const proposalId = partition.core.leader?.isr.pending?.proposalId;
    awaitStep(runner, () => {
      if (this.registration?.fenced !== true) return false;
      links.set(leader, controller.host, { blocked: false });
      awaitStep(runner, () => {
        if (partition.core.leader?.isr.pending?.proposalId === proposalId) return false;
        for (const { host } of cluster.controllers) links.set(member.host, host, { blocked: false });
        this.awaitProgress(leader, partition);
        return true;
      });
      return true;
    });
  }

  private awaitProgress(leader: SimHost, partition: Partition): void {
    const { runner, controller, member, cluster } = this;
    const { links } = cluster.world;
    const { topicId, topicPartition } = partition;
    awaitStep(runner, () => {
      const replica = member.node?.broker?.replicas.partitionOf(topicId, topicPartition.partition);
      const lacks = replica !== undefined && partition.highWatermark > replica.log.writtenEndOffset;
      if (this.registration?.fenced !== false || !lacks) return false;
      runner.note(this.fault, leader.name, `its request to admit ${member.name} arrives`);
      links.set(leader, controller.host, { olderBlocked: false });
      runner.later(RELEASE_MS, () => this.restore());
      return true;
    });
  }

  /** What the controller has committed of the member. */
  private get registration() {
    return this.controller.node?.quorum.feed.image.broker(this.member.config.node.id);
  }

  /** Whether the member gets nothing from those that it may follow. */
  private silenceReplication(blocked: boolean): void {
    for (const { host } of this.others) this.cluster.world.links.set(host, this.member.host, { blocked });
  }

  private restore(): void {
    const { cluster, member, controller } = this;
    const { links } = cluster.world;
    const { linkDelayMs } = cluster.conditions;
    this.silenceReplication(false);
    for (const { host } of cluster.controllers) links.set(member.host, host, { blocked: false });
    for (const { host } of this.others) {
      const usual = { delayMsMin: linkDelayMs / 2, delayMsJitter: linkDelayMs / 2, blocked: false };
      links.set(host, controller.host, { ...usual, olderBlocked: false });
      links.set(controller.host, host, { olderBlocked: false });
    }
  }
}
