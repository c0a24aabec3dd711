import { isDraveError, type Millis } from '@drave/base';
import type { SeededRandom } from '@drave/env/sim';
import type { QuorumSimulation } from './quorum-simulation.js';
import { faultKinds, pick, type FaultKind } from './sim-conditions.js';
import { simEndpoint, type SimMember } from './sim-member.js';

/** A voter change that was asked for may still be taken up for so long. */
const CHANGE_MS_MAX = 2_000;
/** Time enough for an election among the others, and for the old leader to notice that it leads nobody. */
const deposeMsMin = 1_500;

/** Breaks things at random until told to heal. Every fault is bounded; healing ends all of them. */
export class FaultPlan {
  private readonly simulation: QuorumSimulation;
  private readonly random: SeededRandom;
  private active = true;
  private lastChangeMs = Number.NEGATIVE_INFINITY;

  constructor(simulation: QuorumSimulation) {
    this.simulation = simulation;
    this.random = simulation.world.random.fork('faults');
  }

  start(): void {
    this.scheduleNext();
  }

  /** Ends every fault: links are whole, disks fast, and all members up. */
  heal(): void {
    this.active = false;
    const { world, members } = this.simulation;
    world.links.heal();
    world.links.set('*', '*', { lossProbability: 0, duplicateProbability: 0 });
    for (const member of members) {
      member.host.storeFaults({ writeErrorProbability: 0, stalledUntilMs: 0, syncLatencyMs: 0.15, latencyMs: 0.02 });
      member.host.diskFaults({ stalledUntilMs: 0, syncErrorProbability: 0, writeErrorProbability: 0 });
      member.host.resume();
      if (!member.running) this.simulation.detach(member.restart());
    }
  }

  private scheduleNext(): void {
    const { faultEveryMs } = this.simulation.conditions;
    this.later(1 + this.random.integer(2 * faultEveryMs), () => {
      // A quarter of the time nothing happens for a while, so that the quorum gets far enough to be worth breaking.
      if (this.random.next() > 0.25) this.inject(this.draw());
      this.scheduleNext();
    });
  }

  private later(delayMs: number, run: () => void): void {
    const { world } = this.simulation;
    world.schedule(delayMs, () => this.active && run(), undefined, 'fault');
  }

  private draw(): FaultKind {
    const { weights } = this.simulation.conditions;
    let left = this.random.next() * faultKinds.reduce((sum, kind) => sum + weights[kind], 0);
    for (const kind of faultKinds) {
      left -= weights[kind];
      if (left < 0) return kind;
    }
    return 'crash';
  }

  private inject(kind: FaultKind): void {
    const { members, leaders } = this.simulation;
    const anyone = pick(this.random, members);
    const leader = leaders[0];
    switch (kind) {
      case 'crash':
        return this.crash(anyone, false);
      case 'powerLoss':
        return this.crash(anyone, true);
      case 'allPowerLoss':
        for (const member of members) this.crash(member, true);
        return;
      case 'crashLeader':
        if (leader !== undefined) this.crash(leader, this.random.next() < 0.5);
        return;
      case 'pause':
        return this.pause(this.random.next() < 0.6 ? (leader ?? anyone) : anyone);
      case 'partition':
        return this.partition();
      case 'oneWay':
        return this.block(anyone, pick(this.random, members));
      case 'isolateLeader':
        if (leader !== undefined) this.isolate(leader, this.durationMs());
        return;
      case 'deposeLeader':
        if (leader !== undefined) this.isolate(leader, deposeMsMin + this.random.integer(deposeMsMin));
        return;
      case 'slowDisk':
        return this.slowDisk(this.random.next() < 0.5 ? (leader ?? anyone) : anyone);
      case 'diskError':
        this.note(`diskError n${anyone.nodeId}`);
        return anyone.host.storeState.failNext();
      case 'lossy':
        return this.lossy();
      case 'resign':
        if (leader?.node === undefined) return;
        this.note(`resign n${leader.nodeId}`);
        return leader.node.resign(leader.node.status().epoch);
      case 'clockStep':
        this.note(`clockStep n${anyone.nodeId}`);
        return anyone.host.clockStep((this.random.next() - 0.5) * 7_200_000);
      case 'changeVoters':
        return this.changeVoters();
      case 'replaceDisk':
        return this.replaceDisk(anyone);
      default:
        return this.injectMembership(kind, anyone);
    }
  }

  private injectMembership(
    kind: 'reformat' | 'removeLeader' | 'restartAtElection' | 'addObserver',
    anyone: SimMember,
  ): void {
    switch (kind) {
      case 'reformat':
        return this.reformat(anyone);
      case 'removeLeader':
        return this.removeLeader();
      case 'restartAtElection':
        this.note('restartAtElection');
        return this.onNextElection((leader) => this.restartAll(leader));
      case 'addObserver':
        return this.addObserver();
    }
  }

  private note(text: string): void {
    this.simulation.note(text);
  }

  private durationMs(): number {
    return 20 + this.random.integer(1_000);
  }

  private crash(member: SimMember, loseUnsynced: boolean): void {
    if (!member.host.alive) return;
    const silent = this.random.next() < 0.3;
    this.note(`${loseUnsynced ? 'powerLoss' : 'crash'} n${member.nodeId}${silent ? ' silent' : ''}`);
    member.crash({ loseUnsynced, silent });
    this.later(this.durationMs(), () => this.simulation.detach(member.restart()));
  }

  private pause(member: SimMember): void {
    if (!member.host.alive) return;
    this.note(`pause n${member.nodeId}`);
    member.host.pause();
    this.later(this.durationMs(), () => member.host.resume());
  }

  private partition(): void {
    const { members, world } = this.simulation;
    const left = members.filter(() => this.random.next() < 0.5);
    const right = members.filter((member) => !left.includes(member));
    this.note(
      `partition ${left.map((member) => member.nodeId).join()} | ${right.map((member) => member.nodeId).join()}`,
    );
    world.links.partition([left.map((member) => member.host), right.map((member) => member.host)]);
    this.later(this.durationMs(), () => world.links.set('*', '*', { blocked: false }));
  }

  private block(from: SimMember, to: SimMember): void {
    if (from === to) return;
    this.note(`oneWay n${from.nodeId} -> n${to.nodeId}`);
    const { links } = this.simulation.world;
    links.set(from.host, to.host, { blocked: true });
    this.later(this.durationMs(), () => links.set(from.host, to.host, { blocked: false }));
  }

  /** Everything to it, from it, or both is silent. */
  private isolate(member: SimMember, durationMs: Millis): void {
    const { links } = this.simulation.world;
    const way = this.random.integer(3);
    this.note(`isolate n${member.nodeId} ${['in', 'out', 'both'][way]}`);
    if (way !== 1) links.set('*', member.host, { blocked: true });
    if (way !== 0) links.set(member.host, '*', { blocked: true });
    this.later(durationMs, () => {
      links.set('*', member.host, { blocked: false });
      links.set(member.host, '*', { blocked: false });
    });
  }

  private slowDisk(member: SimMember): void {
    this.note(`slowDisk n${member.nodeId}`);
    const durationMs = this.durationMs();
    const { world } = this.simulation;
    if (this.random.next() < 0.5) {
      member.host.storeFaults({ stalledUntilMs: world.nowMs() + durationMs });
      member.host.diskFaults({ stalledUntilMs: world.nowMs() + durationMs });
      return;
    }
    member.host.storeFaults({ syncLatencyMs: 30 });
    this.later(durationMs, () => member.host.storeFaults({ syncLatencyMs: 0.15 }));
  }

  private lossy(): void {
    this.note('lossy');
    const { links } = this.simulation.world;
    const stream = this.simulation.conditions.network === 'stream';
    links.set('*', '*', { lossProbability: stream ? 0.03 : 0.3 });
    this.later(this.durationMs(), () => links.set('*', '*', { lossProbability: 0 }));
  }

  /** Replaces one disk at a time, and only where the others still have a majority without it. */
  private replaceDisk(member: SimMember): void {
    if (!this.mayLoseDisk()) return;
    this.note(`replaceDisk n${member.nodeId}`);
    this.simulation.detach(member.replaceDisk(this.simulation.newDirectoryId()));
  }

  /**
   * Loses a disk, too; but the new one is formatted with the old configuration, as if nothing had been there.
   */
  private reformat(member: SimMember): void {
    if (!this.mayLoseDisk()) return;
    this.note(`reformat n${member.nodeId}`);
    this.simulation.detach(member.reformat());
  }

  private mayLoseDisk(): boolean {
    const { members } = this.simulation;
    const voters = members.map((other) => other.node?.status().voters.length ?? 0);
    const replaced = members.some((other) => other.replaced);
    // A member that has not joined may have lost a disk already.
    const joining = members.some((other) => other.node?.inspect().state.joining !== false);
    // A removal under way plus a lost disk can be more than a quorum of three survives, by no fault of ours.
    const changing = this.simulation.world.nowMs() - this.lastChangeMs < CHANGE_MS_MAX;
    return !replaced && !joining && !changing && Math.min(...voters) >= 3 && members.every((other) => other.alive);
  }

  /** Removes a leader whose removal gets no further than its own disk, at first: all members restart. */
  private removeLeader(): void {
    const leader = this.simulation.leaders[0];
    if (leader?.node === undefined) return;
    const { nodeId, directoryId } = leader;
    if (leader.node.status().voters.length < 2) return;
    this.note(`removeLeader n${nodeId}`);
    this.lastChangeMs = this.simulation.world.nowMs();
    this.simulation.world.links.set(leader.host, '*', { blocked: true });
    const { life } = leader.host;
    this.simulation.detach(
      leader.node.removeVoter({ nodeId, directoryId }, 500).then(
        () => this.simulation.mark('voters.changed'),
        (reason: unknown) => {
          if (life.alive && !isDraveError(reason)) throw reason;
        },
      ),
    );
    this.later(1 + this.random.integer(5), () => this.restartAll(leader));
  }

  /** No member hears of what this leader has just written before all are down. */
  private restartAll(leader: SimMember): void {
    const { members, world } = this.simulation;
    this.note(`restartAll, led by n${leader.nodeId}`);
    const left = this.random.next() < 0.3 ? pick(this.random, members) : undefined;
    for (const member of members) if (member.host.alive) member.crash({ loseUnsynced: false });
    world.links.set(leader.host, '*', { blocked: false });
    for (const member of members) {
      const delayMs = 1 + this.random.integer(member === left ? 1_000 : 20);
      world.schedule(delayMs, () => this.simulation.detach(member.restart()), undefined, 'restart');
    }
    if (this.random.next() < 0.5) this.onNextElection((next) => this.restartAll(next));
  }

  /** Calls back a moment after the next member has come to lead, with that member cut off. */
  private onNextElection(act: (leader: SimMember) => void): void {
    const { members, world } = this.simulation;
    const before = new Set(members.map((member) => member.node?.inspect().state.role));
    const look = (): void => {
      const leader = members.find(({ alive, node }) => {
        const role = node?.inspect().state.role;
        return alive && role?.kind === 'leader' && !before.has(role);
      });
      if (leader === undefined) return this.later(0.2, look);
      world.links.set(leader.host, '*', { blocked: true });
      this.later(1 + this.random.next() * 3, () => act(leader));
    };
    this.later(0.2, look);
  }

  /** Asks to add a broker, which never votes and must be refused. */
  private addObserver(): void {
    const { members } = this.simulation;
    const asked = pick(this.random, members);
    const broker = members.find((member) => member.role === 'observer');
    if (broker === undefined || asked.node === undefined || !asked.alive) return;
    this.note(`addObserver n${broker.nodeId} through n${asked.nodeId}`);
    this.lastChangeMs = this.simulation.world.nowMs();
    const { nodeId, directoryId } = broker;
    const { life } = asked.host;
    this.simulation.detach(
      asked.node.addVoter({ nodeId, directoryId, endpoint: simEndpoint(nodeId) }, 500).then(
        () => this.simulation.mark('voters.observerAdded'),
        (reason: unknown) => {
          if (life.alive && !isDraveError(reason)) throw reason;
        },
      ),
    );
  }

  /** Adds a member that is out, removes one that is in, or gives a removed one a new disk; any node is asked. */
  private changeVoters(): void {
    const { members } = this.simulation;
    const alive = members.filter((member) => member.alive);
    if (alive.length === 0) return;
    const asked = pick(this.random, alive);
    if (asked.node === undefined) return;
    const { voters } = asked.node.status();
    const target = pick(this.random, members);
    const known = voters.find((voter) => voter.nodeId === target.nodeId);
    const { life } = asked.host;
    this.lastChangeMs = this.simulation.world.nowMs();
    let done: Promise<void>;
    if (known === undefined) {
      if (target.node === undefined || target.role !== 'voter') return;
      this.note(`addVoter n${target.nodeId} through n${asked.nodeId}`);
      const { directoryId, nodeId } = target;
      done = asked.node.addVoter({ nodeId, directoryId, endpoint: simEndpoint(nodeId) }, 500);
    } else {
      // A replaced disk is one failure already; taking a live voter away as well could be one too many.
      const strangers = members.some((member) => member.replaced) && target.directoryId === known.directoryId;
      if (voters.length <= 1 || strangers) return;
      this.note(`removeVoter n${target.nodeId} through n${asked.nodeId}`);
      done = asked.node.removeVoter(known, 500);
    }
    this.simulation.detach(
      done.then(
        () => this.simulation.mark('voters.changed'),
        (reason: unknown) => {
          if (life.alive && !isDraveError(reason)) throw reason;
          if (isDraveError(reason)) this.simulation.mark(`voters.${reason.code}`);
        },
      ),
    );
  }
}
