import { DraveError, isDraveError, type DirectoryId, type NodeId } from '@drave/base';
import type { SimHost, SimWorld } from '@drave/env/sim';
import { formatStorage } from '../format.js';
import type { RaftRequest } from '../messages.js';
import { RaftNode } from '../raft-node.js';
import { raftTimerProfiles, type RaftTimers } from '../timers.js';
import type { FeatureRange, RaftPeer, Voter } from '../types.js';
import { CountingMachine } from './counting-machine.js';
import type { QuorumInvariants, Watched } from './invariants.js';
import type { SimRaftNetwork } from './sim-network.js';

const DIRECTORY = 'data/metadata';

interface SimMemberOptions {
  readonly world: SimWorld;
  readonly network: SimRaftNetwork;
  readonly invariants: QuorumInvariants;
  readonly nodeId: NodeId;
  readonly role: 'voter' | 'observer';
  readonly initialVoters: readonly Voter[];
  readonly bootstrapServers: readonly RaftPeer[];
  readonly features?: readonly FeatureRange[];
  readonly timers?: RaftTimers;
  readonly mark: (name: string) => void;
  /** Called with an error that no fault explains. */
  readonly onViolation: (error: unknown) => void;
  /** The process ended by itself, as it must after a disk error. */
  readonly onExit: (error: DraveError) => void;
}

const SIM_CLUSTER_ID = 'simulated-cluster-aaaa';

export function simEndpoint(nodeId: NodeId): { host: string; port: number } {
  return { host: `n${nodeId}`, port: 9093 };
}

/** One host of the simulated quorum: its process can die and come back on the same disk, or on a new one. */
export class SimMember implements Watched {
  readonly nodeId: NodeId;
  readonly host: SimHost;
  readonly role: 'voter' | 'observer';
  directoryId: DirectoryId;
  node: RaftNode | undefined;
  machine: CountingMachine | undefined;
  private readonly options: SimMemberOptions;
  private starting = false;
  private formatPending = false;

  constructor(options: SimMemberOptions, directoryId: DirectoryId) {
    this.options = options;
    this.nodeId = options.nodeId;
    this.role = options.role;
    this.directoryId = directoryId;
    this.host = options.world.createHost(`n${options.nodeId}`);
  }

  get incarnation(): number {
    return this.host.incarnation;
  }

  formats = 0;
  /** Requests that all its incarnations have sent, by kind. */
  readonly sent = new Map<RaftRequest['kind'], number>();

  get standsStill(): boolean {
    return this.host.standsStill;
  }

  get alive(): boolean {
    return this.host.alive && this.running;
  }

  /** True when its disk was replaced during the run. */
  replaced = false;
  /** True from the end of `start` to the next crash. */
  running = false;

  async format(): Promise<void> {
    const { initialVoters } = this.options;
    const voters = initialVoters.some((voter) => voter.directoryId === this.directoryId) ? initialVoters : [];
    this.formats++;
    await formatStorage(this.host.env, DIRECTORY, {
      clusterId: SIM_CLUSTER_ID,
      nodeId: this.nodeId,
      directoryId: this.directoryId,
      initialVoters: voters,
      allowEven: true,
    });
  }

  /** Opens what the disk holds. An expected refusal ends the process again; an unexpected one is a violation. */
  async start(): Promise<void> {
    if (this.starting || this.running) return;
    this.starting = true;
    const { life } = this.host;
    try {
      if (this.formatPending) await this.formatAgain();
      if (!life.alive) return;
      await this.open();
    } catch (reason) {
      if (life.alive) this.onOpenFailure(reason);
    } finally {
      if (life === this.host.life) this.starting = false;
    }
  }

  /** Formats a new disk, or what a crash left of its format. */
  private async formatAgain(): Promise<void> {
    try {
      await this.format();
    } catch (reason) {
      // The crash came after the end of the format.
      if (!isDraveError(reason, 'DATA_DIRECTORY_MISMATCH')) throw reason;
    }
    this.formatPending = false;
  }

  private async open(): Promise<void> {
    const { invariants, network, nodeId, role } = this.options;
    const { life } = this.host;
    const sender: { node: RaftNode | undefined } = { node: undefined };
    const machine = new CountingMachine(
      (entry, hash) => this.guard(() => invariants.onApplied(nodeId, entry, hash)),
      (offset, hash) => this.guard(() => invariants.onRestored(nodeId, offset, hash)),
      () => {},
    );
    const transport = network.transport(this.host, nodeId);
    const node = await RaftNode.open({
      env: this.host.env,
      nodeId,
      clusterId: SIM_CLUSTER_ID,
      directory: DIRECTORY,
      role,
      endpoint: simEndpoint(nodeId),
      bootstrapServers: this.options.bootstrapServers,
      features: this.options.features ?? [],
      transport: {
        send: (to, request, deadlineMs) => {
          this.guard(() => invariants.checkRequest(sender.node as RaftNode, request));
          this.sent.set(request.kind, (this.sent.get(request.kind) ?? 0) + 1);
          return transport.send(to, request, deadlineMs);
        },
      },
      timers: this.options.timers ?? raftTimerProfiles.local,
      listeners: [machine],
      onFatal: (error) => this.onFatal(error),
      tuning: { floorLagMax: 7, snapshotChunkBytes: 128, cacheBytesMax: 600, fetchBytesMax: 1_000 },
      mark: this.options.mark,
    });
    if (!life.alive) return;
    sender.node = node;
    network.serve(
      this.host,
      nodeId,
      async (request, from) => {
        const response = await node.handle(request, from);
        this.guard(() => invariants.checkResponse(node, request, response));
        return response;
      },
      (peer) => node.connectionLost(peer),
    );
    this.node = node;
    this.machine = machine;
    this.running = true;
    node.start();
  }

  crash(options: { readonly loseUnsynced: boolean; readonly silent?: boolean }): void {
    this.running = false;
    this.starting = false;
    this.host.crash(options);
  }

  async restart(): Promise<void> {
    if (!this.host.alive) this.host.restart();
    await this.start();
  }

  /** Puts the node on a new disk, which makes it another member with the same node id. */
  async replaceDisk(directoryId: DirectoryId): Promise<void> {
    this.replaced = true;
    await this.wipe(directoryId);
  }

  /**
   * Loses the disk, which is formatted again with the unchanged configuration: the same name, and nothing behind it.
   */
  async reformat(): Promise<void> {
    await this.wipe(this.directoryId);
  }

  private async wipe(directoryId: DirectoryId): Promise<void> {
    this.crash({ loseUnsynced: true });
    this.host.wipeDisk();
    this.directoryId = directoryId;
    this.host.restart();
    this.node = undefined;
    this.formatPending = true;
    await this.start();
  }

  private onFatal(error: DraveError): void {
    this.running = false;
    if (error.code === 'KAFKA_STORAGE_ERROR' || error.code === 'DISK_FULL') {
      this.options.mark(`exit.${error.code}`);
      this.crash({ loseUnsynced: false });
      return this.options.onExit(error);
    }
    this.options.onViolation(error);
  }

  private onOpenFailure(reason: unknown): void {
    const error = DraveError.from(reason);
    if (error.code !== 'KAFKA_STORAGE_ERROR' && error.code !== 'DISK_FULL') return this.options.onViolation(reason);
    this.options.mark(`openFailed.${error.code}`);
    this.crash({ loseUnsynced: false });
    this.options.onExit(error);
  }

  private guard(check: () => void): void {
    try {
      check();
    } catch (reason) {
      this.options.onViolation(reason);
    }
  }
}
