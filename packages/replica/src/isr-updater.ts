import { DraveError, assert, type BrokerEpoch, type Millis, type NodeId } from '@drave/base';
import type { Clock, Logger, Timers } from '@drave/env';
import type { AlterPartitionItemResult } from '@drave/metadata/controller';
import type { IsrProposal } from './core/events.js';
import type { Partition } from './partition.js';
import type { ReplicaControllerPort } from './ports.js';

const ITEMS_MAX = 5_000;

interface IsrUpdaterOptions {
  readonly localId: NodeId;
  readonly brokerEpoch: () => BrokerEpoch;
  readonly port: ReplicaControllerPort;
  readonly backoffMs: Millis;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly fatal: (reason: unknown) => void;
}

/** Gathers the ISR proposals of all partitions into one AlterPartition request at a time. */
export class IsrUpdater {
  private readonly wanted = new Map<Partition, IsrProposal>();
  private running: Promise<void> | undefined;
  private stopAbort = new AbortController();

  private readonly options: IsrUpdaterOptions;

  constructor(options: IsrUpdaterOptions) {
    this.options = options;
  }

  /** A newer proposal of the same partition replaces one that was not sent yet. */
  submit(partition: Partition, proposal: IsrProposal): void {
    if (this.stopAbort.signal.aborted) return;
    this.wanted.set(partition, proposal);
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopAbort.abort();
    this.wanted.clear();
    await this.running;
  }

  private async run(): Promise<void> {
    // The request leaves on a fresh microtask, so that everything which one event proposes travels together.
    await Promise.resolve();
    try {
      while (this.wanted.size > 0 && !this.stopAbort.signal.aborted) {
        const settled = await this.sendOnce();
        if (!settled) await this.pause();
      }
    } catch (reason) {
      this.options.fatal(reason);
    } finally {
      this.running = undefined;
    }
  }

  /** False when the controller did not answer: wait before the next attempt. */
  private async sendOnce(): Promise<boolean> {
    const batch = this.takeBatch();
    if (batch.size === 0) return true;
    const { options } = this;
    let results: readonly AlterPartitionItemResult[];
    try {
      results = await options.port.alterPartition({
        brokerId: options.localId,
        brokerEpoch: options.brokerEpoch(),
        items: [...batch].map(([partition, proposal]) => ({
          topicId: partition.topicId,
          partition: partition.topicPartition.partition,
          leaderEpoch: proposal.leaderEpoch,
          partitionEpoch: proposal.partitionEpoch,
          newIsr: proposal.isr,
        })),
      });
    } catch (reason) {
      this.unanswered(batch, DraveError.from(reason));
      return false;
    }
    if (this.stopAbort.signal.aborted) return true;
    return this.apply(batch, results);
  }

  private takeBatch(): Map<Partition, IsrProposal> {
    const batch = new Map<Partition, IsrProposal>();
    for (const [partition, proposal] of this.wanted) {
      this.wanted.delete(partition);
      // The metadata has overtaken the proposal while it waited.
      if (partition.core.leader?.isr.pending?.proposalId !== proposal.proposalId) continue;
      batch.set(partition, proposal);
      if (batch.size >= ITEMS_MAX) break;
    }
    return batch;
  }

  private unanswered(batch: ReadonlyMap<Partition, IsrProposal>, error: DraveError): void {
    this.options.logger.info({ code: error.code, partitions: batch.size }, `AlterPartition failed: ${error.message}`);
    const notAttempted = error.code === 'NOT_CONTROLLER' || error.code === 'STALE_BROKER_EPOCH';
    const nowMs = this.options.clock.monotonicMs();
    for (const [partition, proposal] of batch) {
      if (notAttempted) {
        // Refused as a whole before anything was looked at: the very same proposal goes again.
        if (!this.wanted.has(partition)) this.wanted.set(partition, proposal);
      } else partition.step({ kind: 'isrOutcomeUnknown', proposalId: proposal.proposalId, nowMs });
    }
  }

  /** False when some proposal is as open as before, and must not go again at once. */
  private apply(batch: ReadonlyMap<Partition, IsrProposal>, results: readonly AlterPartitionItemResult[]): boolean {
    const nowMs = this.options.clock.monotonicMs();
    const byKey = new Map(results.map((result) => [`${result.topicId}:${result.partition}`, result]));
    let settled = true;
    const refused: Partition[] = [];
    for (const [partition, proposal] of batch) {
      const result = byKey.get(`${partition.topicId}:${partition.topicPartition.partition}`);
      const { proposalId } = proposal;
      if (result?.kind === 'committed') partition.step({ ...result, kind: 'isrCommitted', nowMs });
      else if (result?.kind === 'rejected') {
        partition.step({ kind: 'isrRejected', proposalId, error: result.error, nowMs });
        refused.push(partition);
        continue;
      }
      // No answer for it, or one that does not move the partition epoch: the same proposal is due again.
      if (partition.core.leader?.isr.pending?.proposalId !== proposalId) continue;
      partition.step({ kind: 'isrOutcomeUnknown', proposalId, nowMs });
      settled = false;
    }
    if (refused.length > 0) this.reconsiderLater(refused);
    return settled;
  }

  /** An idle partition gets no fetch that would make it propose again what is right by then. */
  private reconsiderLater(partitions: readonly Partition[]): void {
    this.options.timers.set(this.options.backoffMs + 1, () => {
      if (this.stopAbort.signal.aborted) return;
      const nowMs = this.options.clock.monotonicMs();
      for (const partition of partitions) partition.step({ kind: 'tick', nowMs });
    });
  }

  private async pause(): Promise<void> {
    const { signal } = this.stopAbort;
    assert(this.options.backoffMs > 0, 'a retry waits');
    try {
      await this.options.timers.sleep(this.options.backoffMs, signal);
    } catch (reason) {
      if (!signal.aborted) throw reason;
    }
  }
}
