import { DraveError, type BrokerEpoch, type Millis, type NodeId } from '@drave/base';
import type { Logger, Timers } from '@drave/env';
import type { Corruption } from '@drave/log';
import type { Partition } from './partition.js';
import type { ReplicaControllerPort } from './ports.js';

interface QuarantineOptions {
  readonly localId: NodeId;
  readonly brokerEpoch: () => BrokerEpoch;
  readonly port: ReplicaControllerPort;
  readonly retryMs: Millis;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Stops fetching into the replica; `release` ends that. */
  readonly isolate: (partition: Partition) => void;
  readonly release: (partition: Partition) => void;
  readonly fatal: (reason: unknown) => void;
}

type Stage =
  /** The controller has not confirmed yet that this replica no longer counts. */
  | 'leaving'
  /** It has; our metadata is about to show it. */
  | 'left';

interface QuarantinedReplica {
  readonly corruption: Corruption;
  stage: Stage;
}

/**
 * Damaged data in the middle of a log is no torn tail: others may rely on this copy. So the replica first asks to be
 * counted neither in the ISR nor in the ELR, and only when that is committed cuts the damage off and fetches it again.
 * The last complete replica keeps its data and goes offline.
 */
export class Quarantine {
  private readonly replicas = new Map<Partition, QuarantinedReplica>();
  private readonly abort = new AbortController();

  private readonly options: QuarantineOptions;

  constructor(options: QuarantineOptions) {
    this.options = options;
  }

  holds(partition: Partition): boolean {
    return this.replicas.has(partition);
  }

  admit(partition: Partition, corruption: Corruption): void {
    if (this.replicas.has(partition) || this.abort.signal.aborted) return;
    const replica: QuarantinedReplica = { corruption, stage: 'leaving' };
    this.replicas.set(partition, replica);
    this.options.logger.error(
      { ...partition.topicPartition, offset: corruption.offset, path: corruption.path, position: corruption.position },
      `stored data is damaged (${corruption.reason}); the replica leaves the ISR`,
    );
    this.options.isolate(partition);
    this.leave(partition, replica).catch((reason: unknown) => this.options.fatal(reason));
  }

  /** The replica's registration or role changed. */
  reconsider(partition: Partition): void {
    const replica = this.replicas.get(partition);
    if (replica === undefined || replica.stage !== 'left') return;
    const { assignment } = partition;
    if (assignment === undefined || assignment.isr.includes(this.options.localId)) return;
    if (partition.core.roleKind !== 'follower') return;
    this.replicas.delete(partition);
    partition.follower.cutDamage(replica.corruption.offset).then(
      () => this.options.release(partition),
      (reason: unknown) => this.options.fatal(reason),
    );
  }

  forget(partition: Partition): void {
    this.replicas.delete(partition);
  }

  close(): void {
    this.abort.abort();
    this.replicas.clear();
  }

  private async leave(partition: Partition, replica: QuarantinedReplica): Promise<void> {
    const { options } = this;
    while (this.replicas.get(partition) === replica && !this.abort.signal.aborted) {
      const error = await this.ask(partition);
      if (this.replicas.get(partition) !== replica) return;
      if (error === undefined) {
        replica.stage = 'left';
        this.reconsider(partition);
        return;
      }
      if (error.code === 'ELIGIBLE_LEADERS_NOT_AVAILABLE') {
        this.replicas.delete(partition);
        const { corruption } = replica;
        partition.goOffline(
          new DraveError(
            'CORRUPT_DATA',
            `offset ${corruption.offset} is damaged (${corruption.reason}) and this is the last complete replica: restore ` +
              `${corruption.path} or let another replica take over by an unclean election`,
          ),
        );
        return;
      }
      options.logger.warn(
        { ...partition.topicPartition, code: error.code },
        `cannot leave the ISR yet: ${error.message}`,
      );
      try {
        await options.timers.sleep(options.retryMs, this.abort.signal);
      } catch (reason) {
        if (!this.abort.signal.aborted) throw reason;
      }
    }
  }

  private async ask(partition: Partition): Promise<DraveError | undefined> {
    const { options } = this;
    const { topicId, topicPartition, assignment } = partition;
    try {
      const [result] = await options.port.leaveIsr({
        brokerId: options.localId,
        brokerEpoch: options.brokerEpoch(),
        partitions: [{ topicId, partition: topicPartition.partition, leaderEpoch: assignment?.leaderEpoch ?? -1 }],
      });
      if (result === undefined) return new DraveError('UNKNOWN_SERVER_ERROR', 'the controller gave no answer');
      return result.kind === 'committed' ? undefined : new DraveError(result.error);
    } catch (reason) {
      if (reason instanceof DraveError) return reason;
      throw reason;
    }
  }
}
