import { assert, deferred, DraveError, uuidFrom, type NodeId } from '@drave/base';
import { SeededRandom, SimWorld } from '@drave/env/sim';
import type { RaftNode } from '../raft-node.js';
import type { RaftPeer, Voter } from '../types.js';
import { QuorumInvariants } from './invariants.js';
import { SimMember, simEndpoint } from './sim-member.js';
import { SimRaftNetwork } from './sim-network.js';
import type { SimConditions } from './sim-conditions.js';

/** A quorum in a simulated world with its checkers and a client workload. Faults come from outside (`FaultPlan`). */
export class QuorumSimulation {
  readonly world: SimWorld;
  readonly conditions: SimConditions;
  readonly members: SimMember[] = [];
  readonly invariants = new QuorumInvariants(this.members);
  readonly marks: Record<string, number> = {};
  readonly faults: string[] = [];
  readonly random: SeededRandom;
  private violation: { readonly error: unknown } | undefined;
  private stopped = false;
  private nextWrite = 0;
  writesAcknowledged = 0;
  readsConfirmed = 0;

  constructor(seed: number, conditions: SimConditions) {
    this.world = new SimWorld({ seed, links: conditions.links });
    this.conditions = conditions;
    this.random = this.world.random.fork('quorum');
    const network = new SimRaftNetwork(this.world, conditions.network);
    const ids = Array.from({ length: conditions.voters + conditions.observers }, (_, index) => index + 1);
    const voters: Voter[] = ids
      .slice(0, conditions.voters)
      .map((nodeId) => ({ nodeId, directoryId: this.newDirectoryId(), endpoint: simEndpoint(nodeId) }));
    const bootstrapServers: RaftPeer[] = voters.map(({ nodeId, endpoint }) => ({ nodeId, endpoint }));
    for (const nodeId of ids) {
      const voter = voters[nodeId - 1];
      // Every second observer is a controller that could be added, the others are brokers.
      const role = voter !== undefined || nodeId % 2 === 0 ? 'voter' : 'observer';
      const options = {
        world: this.world,
        network,
        invariants: this.invariants,
        nodeId,
        role,
        initialVoters: voters,
        bootstrapServers,
        mark: (name: string) => this.mark(name),
        onViolation: (error: unknown) => this.onViolation(error),
        onExit: () => this.restartLater(nodeId, 50),
      } as const;
      this.members.push(new SimMember(options, voter?.directoryId ?? this.newDirectoryId()));
    }
    this.world.onAfterEvent(() => {
      if (this.violation !== undefined) throw this.violation.error;
      this.invariants.check(this.world.nowMs());
    });
  }

  newDirectoryId(): string {
    return uuidFrom((length) => this.random.bytes(length));
  }

  mark(name: string): void {
    this.marks[name] = (this.marks[name] ?? 0) + 1;
  }

  note(fault: string): void {
    this.faults.push(`${this.world.nowMs().toFixed(1)} ms: ${fault}`);
    this.mark(`fault.${fault.split(' ')[0]}`);
  }

  onViolation(error: unknown): void {
    this.violation ??= { error };
  }

  member(nodeId: NodeId): SimMember {
    const member = this.members[nodeId - 1];
    assert(member !== undefined, `no member ${nodeId}`);
    return member;
  }

  get leaders(): readonly SimMember[] {
    return this.members.filter((member) => member.alive && member.machine?.leadership.kind === 'leader');
  }

  async start(): Promise<void> {
    for (const member of this.members) {
      await this.world.finish(member.format());
      this.detach(member.start());
    }
    for (let client = 0; client < this.conditions.clients; client++) this.detach(this.runClient());
    for (let reader = 0; reader < this.conditions.readers; reader++) this.detach(this.runReader());
    if (this.conditions.snapshotEveryMs > 0) this.scheduleSnapshots();
  }

  /** From here on no client starts anything new. */
  stopClients(): void {
    this.stopped = true;
  }

  restartLater(nodeId: NodeId, delayMs: number): void {
    this.world.schedule(delayMs, () => this.detach(this.member(nodeId).restart()), undefined, 'restart');
  }

  /** A promise whose failure is a finding, not something to lose. */
  detach(promise: Promise<unknown>): void {
    promise.then(undefined, (reason: unknown) => this.onViolation(reason));
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.world.schedule(delayMs, resolve, undefined, 'client');
    });
  }

  /** Writes one entry wherever a leader says it leads; the offset after it, or undefined for refused or unknown. */
  async write(): Promise<number | undefined> {
    const node = this.anyLeader();
    if (node === undefined) return undefined;
    const payload = Buffer.from(`write ${this.nextWrite++}`);
    try {
      const { lastOffset, committed } = node.propose(node.inspect().state.epoch, [payload]);
      await this.within(this.conditions.writePatienceMs, committed);
      this.writesAcknowledged++;
      this.invariants.onAcknowledged(lastOffset + 1);
      return lastOffset + 1;
    } catch (reason) {
      return this.expected(reason);
    }
  }

  /** A node that takes itself for the leader, whether or not its state machine knows yet. */
  private anyClaimant(): RaftNode | undefined {
    const claimants = this.members.filter(
      (member) => member.alive && member.node?.inspect().state.role.kind === 'leader',
    );
    return claimants.length === 0 ? undefined : claimants[this.random.integer(claimants.length)]?.node;
  }

  /** A linearizable read must see every write acknowledged before it began (docs/faults.md C28, C29). */
  async read(): Promise<void> {
    const node = this.anyClaimant();
    if (node === undefined) return;
    const due = this.invariants.acknowledgedEnd;
    try {
      const offset = await this.within(1_000, node.readBarrier(500));
      this.invariants.check();
      assert(offset >= due, `a read at ${offset} misses writes acknowledged up to ${due} before it began`);
      assert(
        offset <= this.invariants.committed,
        `a read at ${offset} is ahead of the committed ${this.invariants.committed}`,
      );
      this.readsConfirmed++;
    } catch (reason) {
      this.expected(reason);
    }
  }

  /** Any node that takes itself for the leader, right or wrong: stale ones must not get away with it. */
  private anyLeader(): RaftNode | undefined {
    const { leaders } = this;
    return leaders.length === 0 ? undefined : leaders[this.random.integer(leaders.length)]?.node;
  }

  private async runClient(): Promise<void> {
    while (!this.stopped) {
      await this.sleep(1 + this.random.integer(this.conditions.clientPauseMs));
      if (this.random.next() < 0.25) await this.read();
      else await this.write();
    }
  }

  private async runReader(): Promise<void> {
    while (!this.stopped) {
      await this.sleep(1 + this.random.integer(this.conditions.clientPauseMs));
      await this.read();
    }
  }

  private scheduleSnapshots(): void {
    this.world.schedule(
      1 + this.random.integer(this.conditions.snapshotEveryMs),
      () => {
        const member = this.members[this.random.integer(this.members.length)];
        if (member?.alive === true && member.machine !== undefined && member.node !== undefined) {
          const { offset, chunks } = member.machine.snapshot();
          const { life } = member.host;
          const written = member.node.writeSnapshot(offset, chunks);
          this.detach(
            written.catch((reason: unknown) => {
              if (life.alive) this.expected(reason);
            }),
          );
        }
        if (!this.stopped) this.scheduleSnapshots();
      },
      undefined,
      'cut snapshot',
    );
  }

  /** What a client does when nothing comes: give up, without knowing the outcome. */
  private async within<T>(delayMs: number, outcome: Promise<T>): Promise<T> {
    const waiting = deferred<T>();
    const expire = (): void => waiting.reject(new DraveError('REQUEST_TIMED_OUT'));
    const deadline = this.world.schedule(delayMs, expire, undefined, 'client timeout');
    outcome.then(waiting.resolve, waiting.reject);
    try {
      return await waiting.promise;
    } finally {
      deadline.cancel();
    }
  }

  private expected(reason: unknown): undefined {
    if (!(reason instanceof DraveError)) throw reason;
    this.mark(`client.${reason.code}`);
    return undefined;
  }
}
