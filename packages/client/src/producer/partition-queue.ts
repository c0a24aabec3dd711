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
 * Order: a batch stays in its place from its first record to its fate. It is sent only when every batch before it is
 * settled or under way on the same connection, so a broker always sees sequences in order (KAFKA-8483, KAFKA-13794).
 *
 * Starting over: when a sequence can never be accepted (a batch before it failed, or the broker lost the producer's
 * state), the queue waits until nothing is under way, fails whatever may be in the log already, and numbers the rest
 * from 0 under a higher epoch (KIP-360). A batch whose outcome is unknown is never sent under a second sequence: that
 * would be the duplicate that idempotence promises away.
 *
 * In a transaction nothing starts over: what breaks the order ends the transaction, which fails what is left here, and
 * the next one has another identity.
 */
export class PartitionQueue {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  /** Size of the last batch that was settled, to know what the next ones will need. */
  lastBatchBytes = 0;
  private readonly identities: Identities | undefined;
  private batches: ProducerBatch[] = [];
  private identity: ProducerIdentity | undefined;
  private nextSequence = 0;
  /**
   * Whether the broker has acknowledged a batch of `identity`. Until then batches go one at a time: a broker that knows
   * nothing of a producer accepts any sequence, so a second batch could pass a refused first one.
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

  /** The batch that takes records now, if there is one. */
  get open(): ProducerBatch | undefined {
    const last = this.batches.at(-1);
    return last?.state.kind === 'open' ? last : undefined;
  }

  push(batch: ProducerBatch): void {
    assert(this.open === undefined, 'one open batch at a time');
    this.batches.push(batch);
  }

  /** A topic that was deleted and created anew under its name knows nothing of what went before. */
  useTopicId(topicId: TopicId): void {
    if (this.topicId === topicId) return;
    const first = this.topicId === undefined;
    this.topicId = topicId;
    if (first) return;
    for (const batch of this.batches) batch.maybeWritten = false;
    if (this.identity !== undefined) this.startOver(new DraveError('UNKNOWN_TOPIC_OR_PARTITION'));
  }

  /** The next batch that may go out on `connection` now. */
  nextSendable(nowMs: Millis, connection: object, attemptsMax: number): ProducerBatch | undefined {
    if (this.startingOver !== undefined) return undefined;
    const underWayMax = this.identities === undefined || this.isEstablished ? attemptsMax : 1;
    let attempts = 0;
    for (const batch of this.batches) {
      const { state } = batch;
      switch (state.kind) {
        case 'settled':
          // Behind one that is not: it counts, since the broker remembers only its last five batches to know a copy by.
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

  /** Whether the open batch, once sealed, could go out on `connection` at once. */
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

  /** When a batch that waits for its retry may go; undefined when none does. */
  nextRetryMs(): Millis | undefined {
    for (const { state } of this.batches) {
      if (state.kind === 'ready') return state.notBeforeMs;
      if (state.kind === 'open' || state.kind === 'sealing') return undefined;
    }
    return undefined;
  }

  /** When the oldest batch runs out of time. */
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
      if (identity !== this.identity) this.takeUp(identity);
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
   * `retryAtMs`: when it may be tried again, if it may. True when the batch is too large for the topic while its
   * records may not be: it waits in its place for `replace`.
   */
  failed(attempt: Attempt, error: DraveError, retryAtMs: Millis): boolean {
    if (!this.isCurrent(attempt)) return false;
    const { batch } = attempt;
    batch.failedAtEpoch = attempt.leaderEpoch;
    if (outcomeIsUnknown(error)) batch.maybeWritten = true;
    // One that may be in the log after all is never sent in another shape.
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
        // In the log already, too far back for the broker to tell where.
        batch.state = { kind: 'settled', result: { kind: 'written', baseOffset: -1, logAppendTimeMs: -1 } };
        return;
      case 'OUT_OF_ORDER_SEQUENCE_NUMBER':
        // Expected when a batch before it was refused; only the first in line has nothing left to wait for.
        batch.state = { kind: 'ready', notBeforeMs: this.isFirstUnsettled(batch) ? retryAtMs : 0 };
        if (this.isFirstUnsettled(batch)) this.startOver(error);
        return;
      case 'UNKNOWN_PRODUCER_ID':
        batch.state = { kind: 'ready', notBeforeMs: retryAtMs };
        this.startOver(error);
        return;
      case 'INVALID_PRODUCER_EPOCH':
      case 'PRODUCER_FENCED':
        // Somebody holds a higher epoch of our id. Bumping could go on for long; another id ends it.
        batch.state = { kind: 'ready', notBeforeMs: retryAtMs };
        this.identities?.discard(batch.stamp.identity, error);
        this.startOver(error);
        return;
      default:
        this.retryOrFail(batch, error, retryAtMs);
    }
  }

  /**
   * The leader moved away: what is under way elsewhere, to a leader of an older epoch, is given up. Its answers will be
   * ignored; a stopped process would give none. And what failed at an older leader need not pause before the new one.
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

  /** Fails what is past its deadline and not under way. */
  expire(nowMs: Millis): void {
    for (const batch of this.batches) {
      if (batch.deadlineMs > nowMs) return;
      if (batch.state.kind === 'sent' || batch.state.kind === 'settled') continue;
      this.fail(batch, new DraveError('REQUEST_TIMED_OUT', `not delivered to ${this.name} within delivery.timeout.ms`));
    }
  }

  /** Fails everything that is not settled, for good. */
  failAll(error: DraveError): void {
    for (const batch of this.batches) {
      if (batch.state.kind === 'sent') batch.maybeWritten = true;
      if (batch.state.kind !== 'settled') this.fail(batch, error);
    }
  }

  /** Finishes starting over if nothing is in its way, then hands out what is settled, in order. */
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

  private takeUp(identity: ProducerIdentity | undefined): void {
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
    // Its sequence will never be used: those behind it cannot follow.
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
    this.takeUp(undefined);
    if (used !== undefined) this.identities?.bumpBeyond(used, starting.cause);
  }
}
