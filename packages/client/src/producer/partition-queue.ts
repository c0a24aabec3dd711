import {
  assert,
  DraveError,
  type LeaderEpoch,
  type Millis,
  type PartitionIndex,
  type TopicId,
  type TopicName,
} from '@drave/base';
import { sequenceAfter } from '@drave/records';
import { outcomeIsUnknown } from './attempt-outcome.js';
import type { Attempt, BatchResult, ProducerBatch } from './producer-batch.js';
import type { Identities, ProducerIdentity } from './producer-identity.js';

/**
 * The batches of one partition in the order of their records, and the sequence numbers that keep that order at the
 * broker. A pure state machine: no clock, no I/O.
 *
 * Order: a batch stays in its place from its first record until it is settled. It is sent only when every batch before
 * it is settled or under way on the same connection, so a broker always sees sequences in order (KAFKA-8483,
 * KAFKA-13794).
 *
 * Starting over: when a sequence can never be accepted (a batch before it failed, or the broker lost the producer's
 * state), the queue waits until nothing is under way, fails whatever may be in the log already, and numbers the rest
 * from 0 under a higher epoch (KIP-360). A batch whose outcome is unknown is never sent under a second sequence: that
 * could write its records twice.
 *
 * In a transaction the queue does not start over: what breaks the order fails the transaction, which fails the batches
 * that are left here, and the next transaction has another identity.
 */
export class PartitionQueue {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  /** Size of the last batch that was settled, by which the memory of the next one is chosen. */
  lastBatchBytes = 0;
  private readonly identities: Identities | undefined;
  private batches: ProducerBatch[] = [];
  private identity: ProducerIdentity | undefined;
  private nextSequence = 0;
  /**
   * Whether the broker has acknowledged a batch of `identity`. Until then batches are sent one at a time: a broker
   * without state of a producer accepts any sequence, so it could accept a second batch after it refused the first.
   */
  private established = false;
  private startingOver: { readonly cause: DraveError } | undefined;
  private topicId: TopicId | undefined;

  /** Without `identities` the producer is not idempotent. */
  constructor(topic: TopicName, partition: PartitionIndex, identities: Identities | undefined) {
    this.topic = topic;
    this.partition = partition;
    this.identities = identities;
  }

  get isEmpty(): boolean {
    return this.batches.length === 0;
  }

  /** The batch that takes records; undefined when there is none. */
  get open(): ProducerBatch | undefined {
    const last = this.batches.at(-1);
    return last?.state.kind === 'open' ? last : undefined;
  }

  push(batch: ProducerBatch): void {
    assert(this.open === undefined, 'one open batch at a time');
    this.batches.push(batch);
  }

  /**
   * Starts over when the topic was deleted and created again: the new topic has no state of this producer, and none of
   * its batches.
   */
  useTopicId(topicId: TopicId): void {
    if (this.topicId === topicId) return;
    const first = this.topicId === undefined;
    this.topicId = topicId;
    if (first) return;
    for (const batch of this.batches) batch.maybeWritten = false;
    if (this.identity !== undefined) this.startOver(new DraveError('UNKNOWN_TOPIC_OR_PARTITION'));
  }

  /** The next batch that may be sent on `connection` now. */
  nextSendable(nowMs: Millis, connection: object, attemptsMax: number): ProducerBatch | undefined {
    if (this.startingOver !== undefined) return undefined;
    const underWayMax = this.identities === undefined || this.isEstablished ? attemptsMax : 1;
    let attempts = 0;
    for (const batch of this.batches) {
      const { state } = batch;
      switch (state.kind) {
        case 'settled':
          // It is behind an unsettled batch. It counts as an attempt, because a broker recognises a copy only among the
          // last five batches.
          if (++attempts >= underWayMax) return undefined;
          continue;
        case 'sent':
          if (state.attempt.connection !== connection || ++attempts >= underWayMax) return undefined;
          continue;
        case 'ready':
          return state.notBeforeMs <= nowMs && this.mayGo(batch) ? batch : undefined;
        case 'open':
        case 'sealing':
          return undefined;
      }
    }
    return undefined;
  }

  /** Whether the open batch, once sealed, could be sent on `connection` at once. */
  openIsNext(connection: object, attemptsMax: number): boolean {
    if (this.startingOver !== undefined) return false;
    let attempts = 0;
    for (const { state } of this.batches) {
      switch (state.kind) {
        case 'settled':
          attempts++;
          continue;
        case 'sent':
          if (state.attempt.connection !== connection) return false;
          attempts++;
          continue;
        case 'ready':
        case 'sealing':
          return false;
        case 'open':
          return attempts < attemptsMax;
      }
    }
    return false;
  }

  /** When the first batch that waits to be sent may be; undefined when there is none. */
  nextRetryMs(): Millis | undefined {
    for (const { state } of this.batches) {
      if (state.kind === 'ready') return state.notBeforeMs;
      if (state.kind === 'open' || state.kind === 'sealing') return undefined;
    }
    return undefined;
  }

  /** The deadline of the first batch that is not settled. */
  nextDeadlineMs(): Millis | undefined {
    return this.batches.find((batch) => batch.state.kind !== 'settled')?.deadlineMs;
  }

  /** True when this queue cannot go on before the cluster has assigned a producer id. */
  get needsIdentity(): boolean {
    return this.identities !== undefined && this.nextIdentity === undefined;
  }

  started(attempt: Attempt): void {
    const { batch } = attempt;
    assert(batch.state.kind === 'ready', 'only a ready batch is sent');
    if (this.identities !== undefined && batch.stamp === undefined) {
      const identity = this.nextIdentity;
      assert(identity !== undefined, 'an idempotent batch is sent under an identity');
      if (identity !== this.identity) this.adoptIdentity(identity);
      batch.stamp = { identity, baseSequence: this.nextSequence };
      this.nextSequence = sequenceAfter(this.nextSequence, batch.recordCount);
    }
    batch.attempts++;
    batch.state = { kind: 'sent', attempt };
  }

  succeeded(attempt: Attempt, result: BatchResult): void {
    if (!this.isCurrent(attempt)) return;
    attempt.batch.state = { kind: 'settled', result };
    if (attempt.batch.stamp?.identity === this.identity) this.established = true;
  }

  /**
   * Takes the failure of an attempt; `retryAtMs` is when a retry may be sent. True when the batch is too large for the
   * topic although its single records may not be: it then waits in its place for `replace`.
   */
  failed(attempt: Attempt, error: DraveError, retryAtMs: Millis): boolean {
    if (!this.isCurrent(attempt)) return false;
    const { batch } = attempt;
    batch.failedAtEpoch = attempt.leaderEpoch;
    if (outcomeIsUnknown(error)) batch.maybeWritten = true;
    // A batch that may be in the log is only ever sent again as it was, because a broker recognises no other copy.
    if (error.code === 'MESSAGE_TOO_LARGE' && batch.recordCount > 1 && !batch.maybeWritten) {
      batch.state = { kind: 'sealing' };
      return true;
    }
    this.judgeFailure(batch, error, retryAtMs);
    return false;
  }

  /**
   * Puts the parts of a batch that was too large in its place, with its sequences. False when it was settled meanwhile.
   */
  replace(batch: ProducerBatch, parts: readonly ProducerBatch[]): boolean {
    const index = this.batches.indexOf(batch);
    if (index < 0 || batch.state.kind !== 'sealing') return false;
    let baseSequence = batch.stamp?.baseSequence;
    for (const part of parts) {
      if (batch.stamp === undefined || baseSequence === undefined) continue;
      part.stamp = { identity: batch.stamp.identity, baseSequence };
      baseSequence = sequenceAfter(baseSequence, part.recordCount);
    }
    this.batches.splice(index, 1, ...parts);
    return true;
  }

  private judgeFailure(batch: ProducerBatch, error: DraveError, retryAtMs: Millis): void {
    if (batch.stamp === undefined) {
      this.retryOrFail(batch, error, retryAtMs);
      return;
    }
    switch (error.code) {
      case 'DUPLICATE_SEQUENCE_NUMBER':
        // The batch is in the log, too far back for the broker to know its offset.
        batch.state = { kind: 'settled', result: { kind: 'written', baseOffset: -1, logAppendTimeMs: -1 } };
        return;
      case 'OUT_OF_ORDER_SEQUENCE_NUMBER':
        // This is expected behind a batch that was refused. For the first unsettled batch nothing else can make the
        // sequence valid.
        batch.state = { kind: 'ready', notBeforeMs: this.isFirstUnsettled(batch) ? retryAtMs : 0 };
        if (this.isFirstUnsettled(batch)) this.startOver(error);
        return;
      case 'UNKNOWN_PRODUCER_ID':
        batch.state = { kind: 'ready', notBeforeMs: retryAtMs };
        this.startOver(error);
        return;
      case 'INVALID_PRODUCER_EPOCH':
      case 'PRODUCER_FENCED':
        // Another producer has a higher epoch of this id. A bumped epoch may be lower still, so a new id is taken.
        batch.state = { kind: 'ready', notBeforeMs: retryAtMs };
        this.identities?.discard(batch.stamp.identity, error);
        this.startOver(error);
        return;
      default:
        this.retryOrFail(batch, error, retryAtMs);
    }
  }

  /**
   * Called when the leader has changed. Attempts under way to a leader of an older epoch are given up, and their
   * answers ignored, because a stopped process would give none. A batch that failed at an older leader is sent to the
   * new one without a pause.
   */
  followLeader(connection: object | undefined, leaderEpoch: LeaderEpoch, nowMs: Millis): void {
    for (const batch of this.batches) {
      const { state, failedAtEpoch } = batch;
      if (
        state.kind === 'ready' &&
        state.notBeforeMs > nowMs &&
        failedAtEpoch !== undefined &&
        failedAtEpoch < leaderEpoch
      )
        batch.state = { kind: 'ready', notBeforeMs: nowMs };
      if (state.kind !== 'sent' || state.attempt.connection === connection) continue;
      if (state.attempt.leaderEpoch >= leaderEpoch) continue;
      batch.maybeWritten = true;
      batch.state = { kind: 'ready', notBeforeMs: nowMs };
    }
  }

  /** Fails the batches that are past their deadline and not under way. */
  expire(nowMs: Millis): void {
    for (const batch of this.batches) {
      if (batch.deadlineMs > nowMs) return;
      if (batch.state.kind === 'sent' || batch.state.kind === 'settled') continue;
      this.fail(batch, new DraveError('REQUEST_TIMED_OUT', `not delivered to ${this.name} within delivery.timeout.ms`));
    }
  }

  /** Fails every batch that is not settled. */
  failAll(error: DraveError): void {
    for (const batch of this.batches) {
      if (batch.state.kind === 'sent') batch.maybeWritten = true;
      if (batch.state.kind !== 'settled') this.fail(batch, error);
    }
  }

  /**
   * Finishes starting over if no attempt is under way; then returns and removes the settled batches at the front, in
   * order.
   */
  takeSettled(): { readonly batch: ProducerBatch; readonly result: BatchResult }[] {
    this.finishStartingOver();
    const settled: { readonly batch: ProducerBatch; readonly result: BatchResult }[] = [];
    for (const batch of this.batches) {
      if (batch.state.kind !== 'settled') break;
      settled.push({ batch, result: batch.state.result });
      this.lastBatchBytes = batch.chargedBytes;
    }
    if (settled.length > 0) this.batches = this.batches.slice(settled.length);
    return settled;
  }

  private get name(): string {
    return `${this.topic}-${this.partition}`;
  }

  private isCurrent(attempt: Attempt): boolean {
    const { state } = attempt.batch;
    return state.kind === 'sent' && state.attempt === attempt;
  }

  private get nextIdentity(): ProducerIdentity | undefined {
    return this.identities?.next(this.identity);
  }

  private get isEstablished(): boolean {
    return this.established && this.nextIdentity === this.identity;
  }

  private adoptIdentity(identity: ProducerIdentity | undefined): void {
    this.identity = identity;
    this.nextSequence = 0;
    this.established = false;
  }

  private mayGo(batch: ProducerBatch): boolean {
    const { identities, nextIdentity } = this;
    if (identities === undefined) return true;
    if (batch.stamp === undefined) return nextIdentity !== undefined;
    return !identities.perTransaction || batch.stamp.identity === nextIdentity;
  }

  private isFirstUnsettled(batch: ProducerBatch): boolean {
    return this.batches.find((other) => other.state.kind !== 'settled') === batch;
  }

  private retryOrFail(batch: ProducerBatch, error: DraveError, retryAtMs: Millis): void {
    if (error.retriable && retryAtMs < batch.deadlineMs) batch.state = { kind: 'ready', notBeforeMs: retryAtMs };
    else this.fail(batch, error);
  }

  private fail(batch: ProducerBatch, error: DraveError): void {
    const result: BatchResult = { kind: 'failed', error, outcomeUnknown: batch.maybeWritten };
    batch.state = { kind: 'settled', result };
    // No batch will be written under its sequence, so the broker would refuse every later one.
    if (batch.stamp !== undefined && batch.stamp.identity === this.identity) this.startOver(error);
  }

  private startOver(cause: DraveError): void {
    this.startingOver ??= { cause };
  }

  private finishStartingOver(): void {
    const starting = this.startingOver;
    if (starting === undefined || this.batches.some((batch) => batch.state.kind === 'sent')) return;
    this.startingOver = undefined;
    const used = this.identity;
    for (const batch of this.identities?.perTransaction === true ? [] : this.batches) {
      if (batch.state.kind === 'settled' || batch.stamp === undefined) continue;
      if (batch.maybeWritten) {
        const message = `${this.name}: the order of sequences broke (${starting.cause.message}) while the outcome of this batch is unknown; it was not sent again`;
        const error = new DraveError('OUT_OF_ORDER_SEQUENCE_NUMBER', message, { cause: starting.cause });
        batch.state = { kind: 'settled', result: { kind: 'failed', error, outcomeUnknown: true } };
      } else {
        batch.stamp = undefined;
      }
    }
    this.adoptIdentity(undefined);
    if (used !== undefined) this.identities?.bumpBeyond(used, starting.cause);
  }
}
