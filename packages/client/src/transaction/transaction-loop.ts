import { assert, type Deferred, DrainLoop, DraveError, type Millis, type TopicPartition } from '@drave/base';
import { dataService, groupMemberService, transactionalProducerService } from '@drave/rpc';
import type { Backoff } from '../backoff.js';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import { partitionError } from '../cluster/cluster-view.js';
import { CoordinatorCaller } from '../cluster/coordinator-caller.js';
import type { TransactionOffsets } from '../group/group-session.js';
import type { ClientEnv } from '../options.js';
import { CONCURRENT_TRANSACTIONS_DELAY_MS } from '../producer/transaction-port.js';
import type { Step as AnyStep, TransactionState } from './transaction-state.js';

/** One call of `sendOffsets`, and the promise of its caller. */
export interface OffsetsStep extends TransactionOffsets {
  readonly kind: 'commitOffsets';
  readonly done: Deferred<void>;
}

type Step = AnyStep<OffsetsStep>;

interface TransactionLoopPorts {
  readonly env: ClientEnv;
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  readonly backoff: Backoff;
  readonly state: TransactionState<OffsetsStep>;
  readonly transactionalId: string;
  readonly transactionTimeoutMs: Millis;
  /** How long one attempt at one broker may take. */
  readonly attemptTimeoutMs: Millis;
  /** How long one step is repeated, in ms. */
  readonly blockMsMax: Millis;
  /** Called when the state may have changed. */
  changed(): void;
  failed(reason: unknown): void;
}

const { methods } = transactionalProducerService;

/**
 * Carries out the steps of a `TransactionState` at the coordinators, one after another, and applies the answers to it.
 */
export class TransactionLoop {
  /** The error of the last step; undefined when it succeeded. */
  lastError: DraveError | undefined;
  private readonly ports: TransactionLoopPorts;
  private readonly coordinator: CoordinatorCaller;
  private readonly groups = new Map<string, CoordinatorCaller>();
  private readonly loop: DrainLoop;
  private readonly closing = new AbortController();
  private failures = 0;
  /** When the current step was first attempted, in monotonic ms. */
  private sinceMs: Millis | undefined;

  constructor(ports: TransactionLoopPorts) {
    this.ports = ports;
    const { transactionalId } = ports;
    this.coordinator = new CoordinatorCaller({
      ...ports,
      find: (channel, deadlineMs) =>
        channel.unary(methods.findTransactionCoordinator, { transactionalId }, { deadlineMs }),
    });
    this.loop = new DrainLoop(
      () => this.turn(),
      (reason) => ports.failed(reason),
    );
  }

  wake(): void {
    this.loop.wake();
  }

  async close(): Promise<void> {
    this.closing.abort(new DraveError('CANCELLED', 'the producer was closed'));
    await this.loop.stop();
  }

  private async turn(): Promise<void> {
    const { state, changed } = this.ports;
    changed();
    const step = state.next();
    if (step === undefined || this.closing.signal.aborted) return;
    state.started(step);
    this.sinceMs ??= this.nowMs();
    try {
      await this.perform(step);
      this.settled(undefined);
    } catch (reason) {
      await this.stepFailed(step, DraveError.from(reason));
    }
    changed();
    this.loop.wake();
  }

  private async stepFailed(step: Step, error: DraveError): Promise<void> {
    const { state, env, backoff, blockMsMax, transactionalId } = this.ports;
    if (this.closing.signal.aborted) return;
    const meaning = state.failed(step, error);
    env.logger.debug({ transactionalId, step: step.kind, code: error.code, meaning }, 'a step of a transaction failed');
    if (meaning === 'settled') {
      this.settled(error);
      return;
    }
    const delayMs = meaning === 'soon' ? CONCURRENT_TRANSACTIONS_DELAY_MS : backoff.delayMs(this.failures++);
    assert(this.sinceMs !== undefined, 'a step that failed was begun');
    if (this.nowMs() + delayMs < this.sinceMs + blockMsMax) {
      await this.pause(delayMs);
      return;
    }
    const message = `${step.kind} of transactional id '${transactionalId}' had no answer within maxBlockMs (${blockMsMax}): ${error.message}`;
    const timedOut = new DraveError('REQUEST_TIMED_OUT', message, { cause: error });
    state.retriesExhausted(step, timedOut);
    this.settled(timedOut);
  }

  private settled(error: DraveError | undefined): void {
    this.lastError = error;
    this.failures = 0;
    this.sinceMs = undefined;
  }

  private async pause(delayMs: Millis): Promise<void> {
    try {
      await this.ports.env.timers.sleep(delayMs, this.closing.signal);
    } catch (reason) {
      if (!this.closing.signal.aborted) throw reason;
    }
  }

  /** Makes one attempt at a step, and applies its answer. */
  private async perform(step: Step): Promise<void> {
    const { state, transactionalId } = this.ports;
    const { coordinator } = this;
    switch (step.kind) {
      case 'init':
        return this.init(step.current);
      case 'addPartitions':
        return this.addPartitions(step.partitions);
      case 'addOffsets':
        await coordinator.attempt(methods.addOffsets, { producer: this.producer(), groupId: step.groupId });
        state.groupAdded(step.groupId);
        return;
      case 'commitOffsets':
        return this.commitOffsets(step);
      case 'end': {
        const { transactionVersion } = state;
        const request = { producer: this.producer(), commit: step.result === 'commit', transactionVersion };
        const { producerId, producerEpoch: epoch } = await coordinator.attempt(methods.endTransaction, request);
        state.ended({ producerId, epoch });
        return;
      }
      case 'describe':
        state.described(await coordinator.attempt(methods.describeTransactionalId, { transactionalId }), this.nowMs());
    }
  }

  private async init(current: Extract<Step, { kind: 'init' }>['current']): Promise<void> {
    const { state, transactionalId, transactionTimeoutMs } = this.ports;
    const request = {
      transactionalId,
      transactionTimeoutMs,
      producerId: current?.producerId,
      producerEpoch: current?.epoch,
    };
    const answer = await this.coordinator.attempt(dataService.methods.initProducerId, request);
    const { producerId, producerEpoch: epoch, transactionVersion } = answer;
    state.initialized({ producerId, epoch }, transactionVersion);
  }

  private async addPartitions(partitions: readonly TopicPartition[]): Promise<void> {
    const request = { producer: this.producer(), partitions };
    const answer = await this.coordinator.attempt(methods.addPartitions, request);
    throwFirst(answer.partitions);
    this.ports.state.partitionsAdded(partitions);
  }

  private async commitOffsets(step: OffsetsStep): Promise<void> {
    const { state } = this.ports;
    const { transactionVersion } = state;
    const { groupId } = step;
    const { memberId, memberEpoch: generationId } = step.committer();
    const partitions = step.offsets.map(({ topic, partition, offset, leaderEpoch, metadata = '' }) => {
      return { topic, partition, offset, leaderEpoch, metadata };
    });
    const request = { producer: this.producer(), transactionVersion, groupId, memberId, generationId, partitions };
    const answer = await this.groupCoordinator(groupId).attempt(methods.commitTransactionOffsets, request);
    throwFirst(answer.partitions);
    state.offsetsCommitted(step);
    step.done.resolve();
  }

  private groupCoordinator(groupId: string): CoordinatorCaller {
    const known = this.groups.get(groupId);
    if (known !== undefined) return known;
    const made = new CoordinatorCaller({
      ...this.ports,
      find: (channel, deadlineMs) =>
        channel.unary(groupMemberService.methods.findCoordinator, { groupId }, { deadlineMs }),
    });
    this.groups.set(groupId, made);
    return made;
  }

  private producer() {
    const { identity } = this.ports.state;
    assert(identity !== undefined, 'a transaction has an identity');
    const { transactionalId } = this.ports;
    return { transactionalId, producerId: identity.producerId, producerEpoch: identity.epoch };
  }

  private nowMs(): Millis {
    return this.ports.env.clock.monotonicMs();
  }
}

/** Throws the error of partitions that are accepted or refused together: not OPERATION_NOT_ATTEMPTED, but its cause. */
function throwFirst(
  partitions: readonly { readonly error?: Parameters<typeof partitionError>[0] | undefined }[],
): void {
  const errors = partitions.flatMap(({ error }) => (error === undefined ? [] : [partitionError(error)]));
  const cause = errors.find(({ code }) => code !== 'OPERATION_NOT_ATTEMPTED') ?? errors[0];
  if (cause !== undefined) throw cause;
}
