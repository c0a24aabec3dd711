import { DraveError, type Offset } from '@drave/base';
import { GroupRequests, nameOf, type TopicPartition } from '../../kafka-client/group-requests.js';
import { RETRY_PAUSE_MS } from '../../kafka-client/kafka-client.js';
import { lookAgain } from '../../kafka-client/member-offsets.js';
import { PartitionReader, type ReadRecord } from '../../kafka-client/partition-reader.js';
import { byTarget } from './by-target.js';
import type { TransactionalJob, TransactionalProcess } from './transactional-process.js';

/** The identity of no member: the transactional id alone keeps others out. */
const nobody = { memberId: '', instanceId: null, generation: -1 };

interface Chain {
  readonly group: string;
  /** What a process consumes; nobody else does. */
  readonly input: readonly TopicPartition[];
  readonly output: { readonly name: string; readonly partitions: number };
  /** A reader was refused this position. */
  readonly outOfRange: (position: TopicPartition & { readonly next: Offset }) => void;
}

/**
 * Consumes what is committed, writes a value for each one, and commits both together with how far it has come: each
 * transactional id has partitions of its own, as clients do it that know nothing of KIP-447. A process begins where the
 * one before has committed, which it asks when that is fenced.
 */
export class ChainJob implements TransactionalJob {
  /** Up to where everything is consumed and committed, by partition name. */
  done: ReadonlyMap<string, Offset> = new Map();
  private readonly process: TransactionalProcess;
  private readonly chain: Chain;
  private readonly requests: GroupRequests;
  /** Undefined until it is known where to begin. */
  private reader: PartitionReader | undefined;

  constructor(process: TransactionalProcess, chain: Chain) {
    this.process = process;
    this.chain = chain;
    this.requests = new GroupRequests(process.client, chain.group);
  }

  async round(): Promise<void> {
    const { process, chain, requests } = this;
    this.reader ??= await this.begin();
    const { reader } = this;
    const records = await this.poll(reader);
    const next = reader.next;
    if (records.length > 0) {
      process.begin();
      for (const [partition, sources] of byTarget(records, chain.output.partitions)) {
        await process.send(chain.output.name, partition, sources);
        await process.step();
      }
      const offsets = chain.input.map((one) => ({ ...one, offset: next.get(nameOf(one)) ?? 0 }));
      await process.producer.sendOffsets(requests, nobody, offsets);
      await process.step();
      await process.end();
      // It was aborted on purpose.
      if (this.reader === undefined) return;
    }
    this.done = next;
  }

  /** Begins again where the group has come to. */
  aborted(): void {
    this.reader = undefined;
  }

  close(): void {}

  died(): void {}

  private async begin(): Promise<PartitionReader> {
    const { process, chain, requests } = this;
    const topics = chain.input.map(({ topic }) => topic);
    for (;;) {
      try {
        const coordinator = await requests.coordinator(topics);
        const committed = await requests.committed(coordinator, chain.input, undefined, true);
        const reader = new PartitionReader(process.client, chain.outOfRange, 'read_committed');
        reader.assign(chain.input.map((one) => ({ ...one, from: Math.max(0, committed.get(nameOf(one)) ?? 0) })));
        return reader;
      } catch (reason) {
        if (!(reason instanceof DraveError) || !lookAgain.has(reason.code)) throw reason;
        requests.forgetCoordinator();
        await process.host.env.timers.sleep(RETRY_PAUSE_MS);
      }
    }
  }

  private async poll(reader: PartitionReader): Promise<ReadRecord[]> {
    try {
      return await reader.poll();
    } catch (reason) {
      if (!(reason instanceof DraveError) || !reason.retriable) throw reason;
      return [];
    }
  }
}
