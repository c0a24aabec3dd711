import { unreachable } from '@drave/base';
import type { SeededRandom } from '@drave/env/sim';
import { DamageBudget } from './damage-budget.js';
import type { FaultKind } from './conditions.js';
import { loseDirectory } from './directory-loss.js';
import { strikeDisk, type DiskFault } from './disk-faults.js';
import type { Fault } from './fault.js';
import { strikeGroup, type GroupFault } from './group-faults.js';
import { strikeNetwork, type NetworkFault } from './network-faults.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';
import { tellStory, type StoryFault } from './stories.js';
import { cycleVoter } from './voter-changes.js';

/** The pause between the restarts of a rolling restart. */
const rollPauseMs = 300;
/** Less than a broker's session in the profile `local`. */
const quickRebootMsMax = 500;
/** Brokers refuse records from more than an hour ahead, by `message.timestamp.after.max.ms`; clients are right. */
const skewMsMax = 3_500_000;
/** A node that does not stop in order within this is killed, as a supervisor would do. */
const stopPatienceMs = 4_000;

type ProcessFault = Exclude<
  FaultKind,
  NetworkFault | GroupFault | DiskFault | StoryFault | 'changeVoters' | 'loseDirectory'
>;

/** Carries out the faults of a plan, each at its time, until `stop`. */
export class FaultRunner {
  /** What was done when, for the report of a failure. */
  readonly ledger: string[] = [];
  /** Numbers of the faults that found something to break. */
  readonly struck = new Set<number>();
  readonly cluster: SimCluster;
  readonly damageBudget: DamageBudget;
  private readonly faults: readonly Fault[];
  private stopped = false;

  constructor(cluster: SimCluster, faults: readonly Fault[], random: SeededRandom) {
    this.cluster = cluster;
    this.faults = faults;
    this.damageBudget = new DamageBudget(cluster, random);
  }

  start(): void {
    for (const fault of this.faults) {
      this.cluster.world.schedule(fault.atMs, () => {
        if (!this.stopped) this.strike(fault);
      });
    }
  }

  stop(): void {
    this.stopped = true;
  }

  /** Everything is healed, or about to be: nothing is broken any more. */
  get over(): boolean {
    return this.stopped;
  }

  /** After a while, unless everything was healed before. */
  later(delayMs: number, run: () => void): void {
    this.cluster.world.schedule(delayMs, () => {
      if (!this.stopped) run();
    });
  }

  note(fault: Fault, where: string, detail = `for ${fault.lastsMs} ms`): void {
    const { world } = this.cluster;
    this.struck.add(fault.number);
    this.ledger.push(`#${fault.number} ${world.nowMs().toFixed(1)} ms  ${fault.kind} ${where} ${detail}`);
    world.trace('fault', where, `${fault.kind} ${detail}`);
  }

  anyNode(fault: Fault): SimNode {
    return fault.choice < 0.5 ? this.controller(fault) : this.broker(fault);
  }

  controller(fault: Fault): SimNode {
    const { controllers, leader } = this.cluster;
    return fault.atLeader && leader !== undefined ? leader : choose(controllers, fault.target);
  }

  broker(fault: Fault): SimNode {
    const { brokers } = this.cluster;
    const leading = brokers.filter(({ node }) => {
      return [...(node?.broker?.replicas.partitions() ?? [])].some((partition) => partition.isLeader);
    });
    return choose(fault.atLeader && leading.length > 0 ? leading : brokers, fault.target);
  }

  private strike(fault: Fault): void {
    const { kind } = fault;
    switch (kind) {
      case 'isolate':
      case 'oneWay':
      case 'split':
      case 'clog':
      case 'blackHole':
      case 'slowLink':
      case 'loseMessages':
      case 'cutOff':
      case 'resetConnections':
        return strikeNetwork(this, fault, kind);
      case 'killCoordinator':
      case 'memberCrash':
      case 'memberLeave':
      case 'memberPause':
      case 'memberCutOff':
        return strikeGroup(this, fault, kind);
      case 'slowDisk':
      case 'fullDisk':
      case 'failRead':
      case 'failWrite':
      case 'failSync':
      case 'failController':
      case 'flipBit':
        return strikeDisk(this, fault, kind);
      case 'changeVoters':
        return cycleVoter(this, fault);
      case 'loseDirectory':
        return loseDirectory(this, fault);
      case 'lastReplica':
      case 'lateAdmission':
      case 'lateRequest':
      case 'fullCoordinator':
      case 'staleWatermark':
      case 'shortOfSpace':
        return tellStory(this, fault, kind);
      default:
        return this.strikeProcess(fault, kind);
    }
  }

  private strikeProcess(fault: Fault, kind: ProcessFault): void {
    const { cluster } = this;
    switch (kind) {
      case 'killController':
        return this.kill(fault, [this.controller(fault)], {});
      case 'killBroker':
        return this.kill(fault, [this.broker(fault)], {});
      case 'killAllControllers':
        return this.kill(fault, cluster.controllers, {});
      case 'killAllBrokers':
        return this.kill(fault, cluster.brokers, {});
      case 'vanish':
        return this.kill(fault, [this.anyNode(fault)], { silent: true });
      case 'powerLossController':
        return this.kill(fault, [this.controller(fault)], { loseUnsynced: true });
      case 'powerLossAllControllers':
        return this.kill(fault, cluster.controllers, { loseUnsynced: true });
      case 'powerLossBroker':
      case 'powerLossAllBrokers':
      case 'wipeBroker':
        return this.damage(fault);
      case 'quickReboot':
        return this.quickReboot(fault);
      case 'lossyFirst':
        return this.lossyFirst(fault);
      case 'stop':
      case 'stopAndPowerLoss':
        return this.stopInOrder(fault, this.anyNode(fault), kind === 'stopAndPowerLoss');
      case 'rollBrokers':
        return this.roll(fault, [...cluster.brokers]);
      case 'pause':
        return this.pause(fault, this.anyNode(fault));
      case 'stall': {
        const node = this.anyNode(fault);
        this.note(fault, node.name);
        return node.host.stall(fault.lastsMs);
      }
      case 'slowNode':
        return this.slow(fault, this.anyNode(fault));
      case 'clockStep':
      case 'clockDrift':
        return this.shiftClock(fault, this.anyNode(fault));
      default:
        unreachable(kind);
    }
  }

  kill(fault: Fault, nodes: readonly SimNode[], how: { loseUnsynced?: boolean; silent?: boolean }): void {
    for (const node of nodes) {
      if (!node.host.alive) continue;
      this.note(fault, node.name, `down for ${fault.lastsMs} ms`);
      node.crash(how);
      node.startLater(fault.lastsMs);
    }
  }

  private damage(fault: Fault): void {
    const { damageBudget } = this;
    if (fault.kind === 'powerLossAllBrokers') {
      if (damageBudget.mayLoseAllUnsynced) this.kill(fault, this.cluster.brokers, { loseUnsynced: true });
      return;
    }
    const node = this.broker(fault);
    const wipe = fault.kind === 'wipeBroker';
    if (!node.host.alive || !(wipe ? damageBudget.mayDamage(node) : damageBudget.mayLoseUnsynced(node))) return;
    this.kill(fault, [node], { loseUnsynced: true });
    if (wipe) node.replaceDisk();
  }

  /** The node is back before the others missed it, without what it had not synced (docs/faults.md B16). */
  private quickReboot(fault: Fault): void {
    const node = this.broker(fault);
    if (node.host.alive && this.damageBudget.mayLoseUnsynced(node)) this.reboot(fault, node);
  }

  /**
   * All brokers go down; the first one to be back is the one that has lost something, and it must wait for another one.
   */
  private lossyFirst(fault: Fault): void {
    const node = this.broker(fault);
    if (!node.host.alive || !this.damageBudget.mayDamage(node)) return;
    const others = this.cluster.brokers.filter((other) => other !== node);
    this.reboot(fault, node);
    this.later(fault.target * quickRebootMsMax, () => this.kill(fault, others, {}));
  }

  private reboot(fault: Fault, node: SimNode): void {
    const downMs = Math.round(fault.choice * quickRebootMsMax);
    this.note(fault, node.name, `silent, without power, for ${downMs} ms`);
    node.crash({ loseUnsynced: true, silent: true });
    node.startLater(downMs);
  }

  private stopInOrder(fault: Fault, node: SimNode, losePower: boolean, then: () => void = () => {}): void {
    if (node.node === undefined || node.host.paused) return;
    this.note(fault, node.name, `down for ${fault.lastsMs} ms`);
    const { incarnation } = node.host;
    let over = false;
    const end = (stopped: boolean): void => {
      if (over || node.host.incarnation !== incarnation || !node.host.alive) return;
      over = true;
      // A node that stopped in order has synced everything, so a power loss then takes nothing.
      node.crash({ loseUnsynced: losePower && stopped });
      node.startLater(fault.lastsMs);
      then();
    };
    node.stop().then(
      () => end(true),
      (reason: unknown) => node.fail(reason),
    );
    this.cluster.world.schedule(stopPatienceMs, () => end(false));
  }

  /** One broker after the other, the next when the last one is back. */
  private roll(fault: Fault, nodes: SimNode[]): void {
    const node = nodes.shift();
    if (node === undefined) return;
    this.stopInOrder(fault, node, false, () => this.later(fault.lastsMs + rollPauseMs, () => this.roll(fault, nodes)));
  }

  private pause(fault: Fault, node: SimNode): void {
    if (!node.host.alive || node.host.paused) return;
    this.note(fault, node.name);
    node.host.pause();
    this.cluster.world.schedule(fault.lastsMs, () => node.host.resume());
  }

  private slow(fault: Fault, node: SimNode): void {
    this.note(fault, node.name);
    node.host.eventCost(0.1 + fault.choice * 2);
    this.later(fault.lastsMs, () => node.host.eventCost(this.cluster.conditions.eventCostMs));
  }

  private shiftClock(fault: Fault, node: SimNode): void {
    const size = (fault.target - 0.5) * 2;
    if (fault.kind === 'clockStep') {
      const skewMs = Math.round(size * skewMsMax);
      this.note(fault, node.name, `to ${skewMs} ms off`);
      node.host.clockStep(skewMs - node.clockSkewMs);
      node.clockSkewMs = skewMs;
      return;
    }
    const partsPerMillion = Math.round(size * 200_000);
    this.note(fault, node.name, `${partsPerMillion} ppm`);
    node.host.clockDrift(partsPerMillion);
    this.later(fault.lastsMs, () => node.host.clockDrift(0));
  }
}

/** `where` is in [0, 1). */
export function choose<T>(items: readonly T[], where: number): T {
  return items[Math.floor(where * items.length)] as T;
}
