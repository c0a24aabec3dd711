import { assert } from '@drave/base';
import type { JoinGroupResponse, SyncGroupResponse } from '../classic-requests.js';
import type { ClassicHarness, Pending } from './classic-harness.js';

export const PARTITIONS = 8;

export interface ClientShape {
  readonly groupInstanceId: string | undefined;
  readonly memberIdRequired: boolean;
  readonly protocols: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
}

/** A consumer that follows the protocol as far as it lives: joins, assigns if it leads, syncs, beats, commits. */
export class ClassicClient {
  memberId = '';
  generationId = -1;
  /** What it works on; it lets go of it when it hears that it must join again (the eager protocol). */
  owned: readonly number[] = [];
  /** It hears nothing and says nothing any more, but works on what it owns. */
  crashed = false;
  fenced = false;
  joining: Pending<JoinGroupResponse> | undefined;
  syncing: Pending<SyncGroupResponse> | undefined;
  readonly shape: ClientShape;
  private readonly harness: ClassicHarness;

  constructor(harness: ClassicHarness, shape: ClientShape) {
    this.harness = harness;
    this.shape = shape;
  }

  /** Another coordinator: what it waited for was answered by the old one with an error. */
  on(harness: ClassicHarness): ClassicClient {
    const moved = new ClassicClient(harness, this.shape);
    Object.assign(moved, this, { harness, shape: this.shape, joining: undefined, syncing: undefined });
    if (this.joining !== undefined || this.syncing !== undefined) moved.owned = [];
    return moved;
  }

  /** One step of its life. */
  step(): void {
    if (this.crashed || this.fenced) return;
    if (this.joining !== undefined) this.afterJoin();
    else if (this.syncing !== undefined) this.afterSync();
    else if (this.generationId < 0) this.join();
    else this.beat();
  }

  join(): void {
    this.owned = [];
    const { groupInstanceId, memberIdRequired, protocols, sessionTimeoutMs, rebalanceTimeoutMs } = this.shape;
    this.joining = this.harness.join(this.memberId, {
      groupInstanceId,
      memberIdRequired,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      protocols: protocols.map((name) => ({ name, metadata: Buffer.from('orders') })),
    });
  }

  leave(): void {
    if (this.memberId !== '' && this.joining === undefined && this.syncing === undefined)
      this.harness.leave({ memberId: this.memberId, groupInstanceId: this.shape.groupInstanceId });
    this.owned = [];
    this.crashed = true;
  }

  /** Whether the coordinator still takes it for a member of the present generation. */
  isCurrent(): boolean {
    if (this.generationId < 0) return false;
    return this.harness.isMember(this.memberId, this.generationId);
  }

  private afterJoin(): void {
    const { response } = this.joining ?? {};
    if (response === undefined) return;
    this.joining = undefined;
    if (response.failure === 'MEMBER_ID_REQUIRED') this.memberId = response.memberId;
    else if (response.failure !== undefined) this.startOver(response.failure);
    else {
      this.memberId = response.memberId;
      this.generationId = response.generationId;
      this.sync(response);
    }
  }

  private sync(joined: JoinGroupResponse): void {
    const leads = joined.leaderId === joined.memberId && !joined.skipAssignment;
    const assignments: Record<string, string> = {};
    if (leads)
      for (const [at, { memberId }] of joined.members.entries()) {
        const share = Array.from({ length: PARTITIONS }, (_, partition) => partition);
        assignments[memberId] = share.filter((one) => one % joined.members.length === at).join(' ');
      }
    const { groupInstanceId } = this.shape;
    this.syncing = this.harness.sync(this.memberId, this.generationId, assignments, { groupInstanceId });
  }

  private afterSync(): void {
    const { response } = this.syncing ?? {};
    if (response === undefined) return;
    this.syncing = undefined;
    if (response.failure !== undefined) this.startOver(response.failure);
    else {
      const text = response.assignment.toString();
      this.owned = text === '' ? [] : text.split(' ').map(Number);
    }
  }

  private beat(): void {
    const failure = this.harness.heartbeat(this.memberId, this.generationId, this.shape.groupInstanceId);
    if (failure !== undefined) this.startOver(failure);
  }

  private startOver(failure: string): void {
    this.owned = [];
    this.generationId = -1;
    if (failure === 'FENCED_INSTANCE_ID') this.fenced = true;
    if (failure === 'UNKNOWN_MEMBER_ID') this.memberId = '';
    assert(!/INCONSISTENT|INVALID_SESSION|GROUP_MAX/.test(failure), `a well-behaved member is not told ${failure}`);
  }
}
