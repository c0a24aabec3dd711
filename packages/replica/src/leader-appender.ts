import { DraveError, assert, type ErrorCode, type Offset, type Semaphore, isError } from '@drave/base';
import type { ProducerDecision, VerificationGuard } from '@drave/log';
import { decodeControlBatch, readBatchInfo, restamp, validateProducedBatches, type BatchInfo } from '@drave/records';
import type { AppendFailure, AppendRequest, AppendResult, AppendSuccess, AppendTicket } from './append.js';
import { AppendWaiters } from './append-waiters.js';
import type { DeadlineQueue } from './deadline-queue.js';
import type { PartitionHost } from './partition-host.js';
import type { TransactionVerificationPort } from './ports.js';
import { PreparationQueue } from './preparation-queue.js';
import { ProducedBatches, type Prepared, demandsOf } from './prepare-produced.js';
import { mixedTransactions, TransactionGate, type Verification, type Verified } from './transaction-gate.js';

/** The leader's side of an append: validate, deduplicate, take offsets, write, and wait for what `acks` asks. */
export class LeaderAppender {
  /** The appends that wait for the leader's own write (`acks=1`). */
  private readonly writtenWaiters: AppendWaiters;
  /** The appends that wait for the high watermark (`acks=all`). */
  private readonly replicatedWaiters: AppendWaiters;
  /**
   * Bumped by every failed write, so that a late completion of before it settles nothing of after it (etcd's ABA race).
   */
  private generation = 0;
  private lastWrite: Promise<void> = Promise.resolve();
  private readonly preparations: PreparationQueue;

  private readonly partition: PartitionHost;
  private readonly openBatches: Semaphore;
  /** Undefined where nobody can be asked of transactions: then their batches are refused. */
  private readonly gate: TransactionGate | undefined;

  constructor(
    partition: PartitionHost,
    deadlines: DeadlineQueue,
    openBatches: Semaphore,
    coordinators: TransactionVerificationPort | undefined,
  ) {
    this.partition = partition;
    this.openBatches = openBatches;
    this.gate = coordinators && new TransactionGate(partition, coordinators);
    this.preparations = new PreparationQueue((reason) => partition.storageFailed(reason));
    this.writtenWaiters = new AppendWaiters(deadlines, () =>
      failure('REQUEST_TIMED_OUT', 'the write did not finish in time; its outcome is unknown'),
    );
    this.replicatedWaiters = new AppendWaiters(deadlines, () => this.replicationTimeout());
  }

  append(request: AppendRequest): AppendTicket {
    const refusal = this.refusal();
    if (refusal !== undefined) return refusal;
    const validated = this.validate(request);
    if (validated.kind === 'failed') return validated;
    const { batches } = validated;
    const mixed = mixedTransactions(batches);
    if (mixed !== undefined) return mixed;
    // Coordinators keep their batches as they build them, and their topics take no other writes.
    if (request.origin === 'internal') return this.appendBatches(request, batches, request.guard);
    if (request.origin === 'marker') return this.appendBatches(request, batches, undefined);
    const { gate, partition } = this;
    const [first] = batches;
    if (gate === undefined || first?.transactional !== true || request.transaction === undefined)
      return this.appendProduced(request, batches, undefined);
    const deadlineMs = partition.nowMs() + request.timeoutMs;
    return gate.pass(first, request.transaction, deadlineMs, (guard) => {
      const timeoutMs = Math.max(0, deadlineMs - partition.nowMs());
      return this.refusal() ?? this.appendProduced({ ...request, timeoutMs }, batches, guard);
    });
  }

  async verifyTransaction(verification: Verification): Promise<Verified> {
    const refusal = this.refusal();
    if (refusal !== undefined) return refusal;
    if (this.gate === undefined)
      return failure('COORDINATOR_NOT_AVAILABLE', 'nobody can be asked of transactions in this cluster');
    return this.gate.verify(verification);
  }

  private appendProduced(
    request: AppendRequest,
    batches: readonly BatchInfo[],
    guard: VerificationGuard | undefined,
  ): AppendTicket {
    const { settings, clock } = this.partition;
    const produced = new ProducedBatches(request.bytes, batches, demandsOf(settings.produce, clock.wallMs()));
    const prepared = produced.now();
    if (prepared?.kind === 'failed') return prepared;
    if (prepared !== undefined && this.preparations.idle) return this.appendBatches(request, batches, guard);
    if (!this.preparations.hasRoom) return failure('THROTTLING_QUOTA_EXCEEDED', 'too many batches wait for a codec');
    const prepare = (): Promise<Prepared> =>
      prepared === undefined
        ? this.openBatches.run(() => produced.later(this.partition.compute))
        : Promise.resolve(prepared);
    return this.preparations.add(prepare, (bytes) => this.appendPrepared({ ...request, bytes }, guard));
  }

  /** What was true before the codecs worked may not be any more. */
  private appendPrepared(request: AppendRequest, guard: VerificationGuard | undefined): AppendTicket {
    return this.refusal() ?? this.appendBatches(request, batchesOf(request.bytes), guard);
  }

  private refusal(): AppendFailure | undefined {
    const { partition } = this;
    if (partition.core.roleKind !== 'leader')
      return failure('NOT_LEADER_OR_FOLLOWER', 'this broker does not lead the partition');
    if (partition.log.state.kind !== 'online') return failure('KAFKA_STORAGE_ERROR', 'the log is not writable');
    if (!this.writtenWaiters.hasRoom || !this.replicatedWaiters.hasRoom)
      return failure('THROTTLING_QUOTA_EXCEEDED', 'too many appends wait on this partition');
    return undefined;
  }

  private appendBatches(
    request: AppendRequest,
    batches: readonly BatchInfo[],
    guard: VerificationGuard | undefined,
  ): AppendTicket {
    const { log, core } = this.partition;
    if (log.logEndOffset !== core.leader?.assignedEndOffset) this.writeFailed(this.generation, undefined);
    // While a failed write is taken back the producers are as little settled as the log.
    const refused = log.appendRefusal;
    if (refused !== undefined) return failure(refused.code, refused.message);
    const decision = this.decide(request, batches, guard);
    if (decision.kind === 'reject') return failure(decision.code, decision.message);
    if (decision.kind === 'duplicate') return this.answerDuplicate(request, decision.baseOffset, decision.lastOffset);
    return this.write(request, batches);
  }

  private decide(
    request: AppendRequest,
    batches: readonly BatchInfo[],
    guard: VerificationGuard | undefined,
  ): ProducerDecision {
    const { producers } = this.partition.log;
    if (request.origin !== 'marker') return producers.decideAll(batches, guard);
    const marker = decodeControlBatch(request.bytes, 0);
    assert(batches.length === 1 && marker !== undefined && marker.kind !== 'unknown', 'a marker ends one transaction');
    return producers.decideMarker(marker, request.transactionVersion);
  }

  highWatermarkMoved(highWatermark: Offset): void {
    this.replicatedWaiters.release(highWatermark);
  }

  failAll(result: AppendFailure): void {
    const everyone = (): boolean => true;
    this.writtenWaiters.fail(result, everyone);
    this.replicatedWaiters.fail(result, everyone);
  }

  /** Resolves when every write so far has settled and its consequences are drawn. */
  async quiesce(): Promise<void> {
    for (;;) {
      const last = this.lastWrite;
      await last;
      if (last === this.lastWrite) return;
    }
  }

  private validate(request: AppendRequest): { kind: 'ok'; batches: readonly BatchInfo[] } | AppendFailure {
    if (request.origin !== 'client') return { kind: 'ok', batches: batchesOf(request.bytes) };
    const { produce } = this.partition.settings;
    const wallMs = this.partition.clock.wallMs();
    const result = validateProducedBatches(request.bytes, {
      batchBytesMax: produce.batchBytesMax,
      timestampType: produce.timestampType,
      timestampMin: wallMs - produce.timestampBeforeMaxMs,
      timestampMax: wallMs + produce.timestampAfterMaxMs,
      transactionVerified: this.gate !== undefined && request.transaction !== undefined,
    });
    return result.kind === 'ok' ? result : failure(result.code, result.message);
  }

  private answerDuplicate(request: AppendRequest, baseOffset: Offset, lastOffset: Offset): AppendTicket {
    // The original may still be on its way to the followers: a retry is acknowledged no earlier than the first attempt.
    return this.ticket(request, this.success(baseOffset, lastOffset, -1, true), lastOffset + 1);
  }

  private write(request: AppendRequest, batches: readonly BatchInfo[]): AppendTicket {
    const { partition } = this;
    let recordCount = 0;
    for (const batch of batches) recordCount += batch.lastOffset - batch.baseOffset + 1;
    const [effect] = partition.core.step({
      kind: 'append',
      recordCount,
      acks: request.acks,
      expectedLeaderEpoch: request.expectedLeaderEpoch,
      nowMs: partition.nowMs(),
    });
    assert(effect !== undefined, 'an append has an answer');
    if (effect.kind === 'rejected') return failure(effect.error, REJECTIONS[effect.error] ?? effect.error);
    assert(effect.kind === 'accepted', 'an append is accepted or rejected');
    partition.traffic.messagesIn += recordCount;
    partition.traffic.bytesIn += request.bytes.length;
    assert(effect.baseOffset === partition.log.logEndOffset, 'core and log agree on the next offset');
    const logAppendTimeMs =
      partition.settings.produce.timestampType === 'LogAppendTime' ? partition.clock.wallMs() : -1;
    let offset = effect.baseOffset;
    for (const batch of batches) {
      restamp(
        request.bytes,
        batch.position,
        offset,
        effect.leaderEpoch,
        logAppendTimeMs < 0 ? undefined : logAppendTimeMs,
      );
      offset += batch.lastOffset - batch.baseOffset + 1;
    }
    assert(offset === effect.nextOffset, 'every record has its offset');
    const { generation } = this;
    this.lastWrite = partition.log.append(request.bytes).then(
      () => this.written(generation),
      (reason: unknown) => this.writeFailed(generation, reason),
    );
    return this.ticket(
      request,
      this.success(effect.baseOffset, effect.nextOffset - 1, logAppendTimeMs, false),
      effect.nextOffset,
    );
  }

  private ticket(request: AppendRequest, acked: AppendSuccess, nextOffset: Offset): AppendTicket {
    const { core } = this.partition;
    const nowMs = this.partition.nowMs();
    const reached =
      request.acks === 0 || nextOffset <= (request.acks === -1 ? core.highWatermark : core.writtenEndOffset);
    if (reached) return { kind: 'enqueued', acked: Promise.resolve(acked) };
    const waiters = request.acks === -1 ? this.replicatedWaiters : this.writtenWaiters;
    const promise = new Promise<AppendResult>((settle) => {
      waiters.add({
        nextOffset,
        leaderEpoch: acked.leaderEpoch,
        generation: this.generation,
        deadlineMs: nowMs + request.timeoutMs,
        acked,
        settle,
      });
    });
    return { kind: 'enqueued', acked: promise };
  }

  private success(baseOffset: Offset, lastOffset: Offset, logAppendTimeMs: number, duplicate: boolean): AppendSuccess {
    const { core } = this.partition;
    return {
      kind: 'acked',
      baseOffset,
      lastOffset,
      leaderEpoch: core.leaderEpoch,
      logStartOffset: core.logStartOffset,
      logAppendTimeMs,
      duplicate,
    };
  }

  private written(generation: number): void {
    if (generation !== this.generation) return;
    const { partition } = this;
    const before = partition.core.writtenEndOffset;
    const endOffset = partition.log.writtenEndOffset;
    if (endOffset <= before) return;
    partition.step({ kind: 'written', endOffset, nowMs: partition.nowMs() });
    this.writtenWaiters.release(endOffset);
    partition.notify('end');
  }

  private writeFailed(generation: number, reason: unknown): void {
    if (generation === this.generation) {
      this.written(generation);
      this.generation++;
      const endOffset = this.partition.log.writtenEndOffset;
      this.partition.step({ kind: 'writeFailed', endOffset });
      const code = reason instanceof DraveError ? reason.code : 'KAFKA_STORAGE_ERROR';
      const message = isError(reason) ? reason.message : 'an earlier write failed';
      const result = failure(code, message);
      const lost = (waiter: { generation: number; nextOffset: Offset }): boolean =>
        waiter.generation === generation && waiter.nextOffset > endOffset;
      this.writtenWaiters.fail(result, lost);
      this.replicatedWaiters.fail(result, lost);
    }
    if (reason !== undefined) this.partition.storageFailed(reason);
  }

  private replicationTimeout(): AppendFailure {
    const leader = this.partition.core.leader;
    if (leader !== undefined && leader.isr.committed.length < leader.minimumIsrSize(this.partition.settings.rules)) {
      return failure(
        'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
        `written, but only ${leader.isr.committed.length} replicas are in sync`,
      );
    }
    return failure('REQUEST_TIMED_OUT', 'the replicas did not confirm in time; the outcome is unknown');
  }
}

const REJECTIONS: Partial<Record<ErrorCode, string>> = {
  NOT_ENOUGH_REPLICAS: 'fewer replicas are in sync than min.insync.replicas; nothing was written',
  NOT_LEADER_OR_FOLLOWER: 'this broker does not lead the partition',
  FENCED_LEADER_EPOCH: 'the append was meant for an older leader epoch',
  UNKNOWN_LEADER_EPOCH: 'the append was meant for a newer leader epoch',
};

function failure(error: ErrorCode, message: string): AppendFailure {
  return { kind: 'failed', error, message };
}

/** Headers of batches that we built ourselves, or have validated. */
function batchesOf(bytes: Buffer): readonly BatchInfo[] {
  const batches: BatchInfo[] = [];
  for (let at = 0; at < bytes.length; ) {
    const info = readBatchInfo(bytes, at);
    assert(info.sizeBytes > 0 && at + info.sizeBytes <= bytes.length, 'an internal append carries whole batches');
    batches.push(info);
    at += info.sizeBytes;
  }
  assert(batches.length > 0, 'an internal append carries a batch');
  return batches;
}
