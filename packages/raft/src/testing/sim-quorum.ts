import { assert, DraveError, uuidFrom, type NodeId } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import type { RaftTimers } from '../timers.js';
import type { FeatureRange, Voter } from '../types.js';
import { QuorumInvariants } from './invariants.js';
import { SimMember, simEndpoint } from './sim-member.js';
import { SimRaftNetwork } from './sim-network.js';

interface SimQuorumOptions {
  readonly voters: number;
  /** Controllers that are no voters yet. */
  readonly observers?: number;
  /** Observers that never vote. */
  readonly brokers?: number;
  readonly seed?: number;
  readonly features?: readonly FeatureRange[];
  /** By default those of the profile `local`. */
  readonly timers?: RaftTimers;
  /** Nodes that are not started. */
  readonly down?: readonly NodeId[];
}

/** A quorum of production nodes in a calm simulated world, for tests that break one thing on purpose. */
export class SimQuorum {
  readonly world: SimWorld;
  readonly members: SimMember[] = [];
  readonly exits: DraveError[] = [];
  readonly marks = new Set<string>();
  private violation: { readonly error: unknown } | undefined;

  private constructor(options: SimQuorumOptions) {
    this.world = new SimWorld({ seed: options.seed ?? 1 });
    const random = this.world.random.fork('directories');
    const network = new SimRaftNetwork(this.world, 'stream');
    const invariants = new QuorumInvariants(this.members);
    const controllers = options.voters + (options.observers ?? 0);
    const count = controllers + (options.brokers ?? 0);
    const keys = Array.from({ length: count }, (_, index) => ({
      nodeId: index + 1,
      directoryId: uuidFrom((length) => random.bytes(length)),
    }));
    const initialVoters: Voter[] = keys
      .slice(0, options.voters)
      .map((key) => ({ ...key, endpoint: simEndpoint(key.nodeId) }));
    for (const { nodeId, directoryId } of keys) {
      const member = new SimMember(
        {
          world: this.world,
          network,
          invariants,
          nodeId,
          role: nodeId <= controllers ? 'voter' : 'observer',
          initialVoters,
          bootstrapServers: initialVoters,
          features: options.features ?? [],
          ...(options.timers === undefined ? {} : { timers: options.timers }),
          mark: (name) => this.marks.add(name),
          onViolation: (error) => {
            this.violation ??= { error };
          },
          onExit: (error) => this.exits.push(error),
        },
        directoryId,
      );
      this.members.push(member);
    }
    this.world.onAfterEvent(() => {
      if (this.violation !== undefined) throw this.violation.error;
      invariants.check(this.world.nowMs());
    });
  }

  /** Makes a quorum that is formatted, started, and has a leader. */
  static async start(options: SimQuorumOptions): Promise<SimQuorum> {
    const quorum = new SimQuorum(options);
    for (const member of quorum.members) await quorum.world.finish(member.format());
    for (const member of quorum.members)
      if (options.down?.includes(member.nodeId) !== true) await quorum.world.finish(member.start());
    await quorum.leader();
    return quorum;
  }

  member(nodeId: NodeId): SimMember {
    const member = this.members[nodeId - 1];
    assert(member !== undefined, `no member ${nodeId}`);
    return member;
  }

  /** The one member that was told to lead and can commit; waits for it. */
  async leader(except?: SimMember): Promise<SimMember> {
    const find = (): SimMember | undefined =>
      this.members.find((member) => {
        if (member === except || !member.alive || member.machine?.leadership.kind !== 'leader') return false;
        return (member.node?.status().highWatermark ?? 0) > member.machine.leadership.startOffset;
      });
    const found = await this.world.runUntil(() => find() !== undefined, 10_000);
    const leader = find();
    assert(found && leader !== undefined, 'a leader is elected');
    return leader;
  }

  /** Writes through this member and waits for the commit; the offset after it. */
  async write(member: SimMember, ...payloads: readonly string[]): Promise<number> {
    const { node } = member;
    assert(node !== undefined, 'the member runs');
    const bytes = payloads.map((payload) => Buffer.from(payload));
    const { lastOffset, committed } = node.propose(node.status().epoch, bytes);
    await this.world.finish(committed);
    return lastOffset + 1;
  }

  async settled(end: number): Promise<void> {
    const level = (): boolean => this.members.every((member) => !member.alive || (member.machine?.applied ?? 0) >= end);
    assert(await this.world.runUntil(level, 10_000), `everybody applies ${end}`);
  }
}
