import { apis } from '@drave/kafka-protocol';
import { nameOf } from '../../kafka-client/group-requests.js';
import type { GroupMember } from '../../kafka-client/member-notes.js';
import type { ConsumedBatch } from '../../kafka-client/transactional-member-offsets.js';
import { byTarget } from './by-target.js';
import type { ChainGroup } from './chain-group.js';
import type { TransactionalJob, TransactionalProcess } from './transactional-process.js';

/** The first version of TxnOffsetCommit that tells which member consumes (KIP-447). */
const MEMBER_VERSION = 3;

interface Pending {
  readonly batch: ConsumedBatch;
  readonly settle: (isCommitted: boolean) => void;
}

/**
 * Consumes what is committed as a member of a group, writes a value for each one, and commits both together in the name
 * of the member: the group lets nobody commit who has been put out (KIP-447). The transactional id keeps nobody out.
 */
export class GroupChainJob implements TransactionalJob {
  private readonly process: TransactionalProcess;
  private readonly group: ChainGroup;
  /** Undefined before the first round. */
  private member: GroupMember | undefined;
  /** What the member has consumed and waits for. */
  private pending: Pending | undefined;
  private isOver = false;

  constructor(process: TransactionalProcess, group: ChainGroup) {
    this.process = process;
    this.group = group;
    process.client.limit(apis.TxnOffsetCommit, MEMBER_VERSION);
  }

  async round(): Promise<void> {
    this.member ??= this.startMember();
    const { process, group, pending } = this;
    if (pending === undefined) return;
    const { membership, requests, records, offsets } = pending.batch;
    process.begin();
    for (const [partition, sources] of byTarget(records, group.output.partitions)) {
      await process.send(group.output.name, partition, sources);
      await process.step();
    }
    const { ledger } = group;
    let taken: readonly number[] = [];
    await process.producer.sendOffsets(requests, membership, offsets, () => {
      const { memberId, generation } = membership;
      const ids = offsets.map((one) => ledger.commitSent(memberId, generation, nameOf(one), one.offset));
      return () => {
        for (const id of ids) ledger.commitTaken(id);
        taken = ids;
      };
    });
    await process.step();
    await process.end();
    // It was aborted on purpose.
    if (this.pending !== pending) return;
    for (const id of taken) ledger.commitAcknowledged(id);
    this.settle(true);
  }

  aborted(): void {
    this.settle(false);
  }

  close(): void {
    this.end();
    this.member?.stop().catch((reason: unknown) => this.group.broken(reason));
  }

  died(): void {
    this.isOver = true;
    this.member?.died();
  }

  private startMember(): GroupMember {
    const member = this.group.newMember(
      this.process.host,
      (batch) =>
        new Promise((settle) => {
          if (this.isOver) settle(false);
          else this.pending = { batch, settle };
        }),
    );
    member.start();
    return member;
  }

  /** The member goes on, or begins again where the group has come to. */
  private settle(isCommitted: boolean): void {
    const { pending } = this;
    this.pending = undefined;
    pending?.settle(isCommitted);
  }

  private end(): void {
    this.isOver = true;
    this.settle(false);
  }
}
