import { assert, type DraveError, type Millis, type TopicPartition } from '@drave/base';
import type { ProducerIdentity } from '../producer/producer-identity.js';
import { putOutBy, type Standing } from './put-out.js';
import { mayRepeat, saysPutOut, wasNotDone } from './transaction-errors.js';

/** Offsets of a group that shall count when the transaction is committed. */
export interface OffsetsStep {
  readonly kind: 'commitOffsets';
  readonly groupId: string;
}

/** What is to be asked of the cluster next. One at a time; each until it is answered or refused. */
export type Step<Offsets extends OffsetsStep = OffsetsStep> =
  /** The identity of the transactional id, or the next epoch of `current`. */
  | { readonly kind: 'init'; readonly current: ProducerIdentity | undefined }
  | { readonly kind: 'addPartitions'; readonly partitions: readonly TopicPartition[] }
  | { readonly kind: 'addOffsets'; readonly groupId: string }
  | Offsets
  | { readonly kind: 'end'; readonly result: TransactionResult }
  /** Where the transactional id stands: we were put out, and want to tell by whom. */
  | { readonly kind: 'describe' };

export type TransactionResult = 'commit' | 'abort';

/**
 * - `idle`: none is open. - `open`: takes records and offsets. - `doomed`: can only be aborted.
 * - `ending`: its end is asked for; `suspended` while nobody waits for the answer any more, which may come out either
 *   way. - `asking`: put out, and by whom is being asked. - `failed`: for good.
 */
type Phase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'open' }
  | { readonly kind: 'doomed'; readonly error: DraveError }
  | { readonly kind: 'ending'; readonly result: TransactionResult; readonly suspended: boolean }
  | { readonly kind: 'asking'; readonly cause: DraveError; readonly outcomeUnknown: boolean }
  | { readonly kind: 'failed'; readonly error: DraveError };

/**
 * From here on partitions and groups join a transaction by being written to, and each end raises the epoch (KIP-890).
 */
const IMPLICIT_ADD_VERSION = 2;

/**
 * The life of one transactional producer: who it is, what its transaction has, and what to ask the coordinator next. A
 * state machine without a clock or I/O.
 *
 * Nothing is guessed. An end whose answer was lost is asked for again, as it was, until it is answered: the coordinator
 * knows a repetition. Whoever is refused because another has taken its place asks who that was, once.
 */
export class TransactionState<Offsets extends OffsetsStep = OffsetsStep> {
  private readonly transactionalId: string;
  private readonly timeoutMs: Millis;
  private phaseNow: Phase = { kind: 'idle' };
  private identityNow: ProducerIdentity | undefined;
  private version = 0;
  private initWanted = false;
  /** The epoch has to be raised before the next transaction: what the aborted one has sent may still arrive. */
  private raiseWanted = false;
  private beganMs: Millis = 0;
  /** Something of the transaction may be in the cluster. */
  private touched = false;
  /** An attempt to end it had no answer. */
  private endUncertain = false;
  private readonly added = new Set<string>();
  private readonly wanted = new Map<string, TopicPartition>();
  private readonly addedGroups = new Set<string>();
  private offsets: Offsets[] = [];

  constructor(transactionalId: string, timeoutMs: Millis) {
    this.transactionalId = transactionalId;
    this.timeoutMs = timeoutMs;
  }

  get phase(): Phase {
    return this.phaseNow;
  }

  /** Under which records may go out now; undefined outside a transaction, and when it cannot be committed any more. */
  get writingIdentity(): ProducerIdentity | undefined {
    return this.phaseNow.kind === 'open' ? this.identityNow : undefined;
  }

  get transactionVersion(): number {
    return this.version;
  }

  get identity(): ProducerIdentity | undefined {
    return this.identityNow;
  }

  /** Whether `begin` may be called; until then there is something to ask. */
  get isReady(): boolean {
    return this.phaseNow.kind === 'idle' && this.identityNow !== undefined && !this.raiseWanted;
  }

  /** Somebody wants a transaction: an identity is asked for, and what was left unfinished is finished first. */
  wantReady(): void {
    const { phaseNow } = this;
    if (phaseNow.kind === 'ending') this.phaseNow = { ...phaseNow, suspended: false };
    this.initWanted = this.identityNow === undefined || this.raiseWanted;
  }

  begin(nowMs: Millis): void {
    assert(this.isReady, 'a transaction begins when the one before is over');
    this.phaseNow = { kind: 'open' };
    this.beganMs = nowMs;
    this.touched = false;
    this.endUncertain = false;
    this.added.clear();
    this.wanted.clear();
    this.addedGroups.clear();
    this.offsets = [];
  }

  /** Records are about to go to a partition. False: it has to be added first, which is now a step. */
  admit(where: TopicPartition): boolean {
    if (this.phaseNow.kind !== 'open') return false;
    if (this.version >= IMPLICIT_ADD_VERSION) {
      this.touched = true;
      return true;
    }
    const key = keyOf(where);
    if (this.added.has(key)) return true;
    this.wanted.set(key, where);
    return false;
  }

  commitOffsets(step: Offsets): void {
    assert(this.phaseNow.kind === 'open', 'offsets are sent in an open transaction');
    this.offsets.push(step);
  }

  /** Nothing more can be written; what was not sent may be dropped. */
  doom(error: DraveError): void {
    if (this.phaseNow.kind === 'open') this.phaseNow = { kind: 'doomed', error };
  }

  /** A batch failed for good. */
  batchFailed(error: DraveError): void {
    if (this.phaseNow.kind !== 'open') return;
    if (saysPutOut(error)) this.ask(error);
    else this.doom(error);
  }

  /** Commits what is written, or aborts; both may be asked for again when nobody waits for it any more. */
  end(result: TransactionResult): void {
    const { phaseNow } = this;
    if (phaseNow.kind === 'ending') {
      assert(phaseNow.result === result, 'an end stays what it was');
      this.phaseNow = { kind: 'ending', result, suspended: false };
      return;
    }
    assert(
      phaseNow.kind === 'open' || (phaseNow.kind === 'doomed' && result === 'abort'),
      'only what is open is ended',
    );
    this.wanted.clear();
    if (result === 'abort') this.offsets = [];
    if (this.touched || this.offsets.length > 0) this.phaseNow = { kind: 'ending', result, suspended: false };
    else this.phaseNow = { kind: 'idle' };
  }

  next(): Step<Offsets> | undefined {
    const { phaseNow } = this;
    switch (phaseNow.kind) {
      case 'asking':
        return { kind: 'describe' };
      case 'ending':
        if (phaseNow.suspended) return undefined;
        return this.nextOffsets() ?? { kind: 'end', result: phaseNow.result };
      case 'idle':
        return this.initWanted ? { kind: 'init', current: this.identityNow } : undefined;
      case 'open':
        if (this.wanted.size > 0) return { kind: 'addPartitions', partitions: [...this.wanted.values()] };
        return this.nextOffsets();
      case 'doomed':
      case 'failed':
        return undefined;
    }
  }

  /** The step is under way: from here on something of it may be in the cluster. */
  started(step: Step<Offsets>): void {
    if (step.kind === 'addPartitions' || step.kind === 'addOffsets' || step.kind === 'commitOffsets')
      this.touched = true;
  }

  initialized(identity: ProducerIdentity, transactionVersion: number): void {
    this.identityNow = identity;
    this.version = transactionVersion;
    this.initWanted = false;
    this.raiseWanted = false;
  }

  partitionsAdded(partitions: readonly TopicPartition[]): void {
    for (const where of partitions) {
      this.wanted.delete(keyOf(where));
      this.added.add(keyOf(where));
    }
  }

  groupAdded(groupId: string): void {
    this.addedGroups.add(groupId);
  }

  offsetsCommitted(step: Offsets): void {
    this.offsets = this.offsets.filter((other) => other !== step);
  }

  /** `identity`: who the producer is from now on. */
  ended(identity: ProducerIdentity): void {
    const { phaseNow } = this;
    assert(phaseNow.kind === 'ending', 'what ends was asked to');
    this.over(phaseNow.result, identity);
  }

  described(standing: Standing | 'forgotten' | undefined, nowMs: Millis): void {
    const { phaseNow } = this;
    assert(phaseNow.kind === 'asking' && this.identityNow !== undefined, 'only who was put out asks');
    const { cause, outcomeUnknown } = phaseNow;
    const openMs = nowMs - this.beganMs;
    const { transactionalId, timeoutMs, identityNow: identity } = this;
    const raisesEpoch = this.version >= IMPLICIT_ADD_VERSION;
    const putOut = { transactionalId, timeoutMs, identity, openMs, outcomeUnknown, raisesEpoch, cause };
    const error = putOutBy(standing, putOut);
    this.phaseNow = { kind: 'failed', error };
  }

  /** A fault of our own: nothing is certain any more. */
  broke(error: DraveError): void {
    this.phaseNow = { kind: 'failed', error };
  }

  /**
   * What a refusal means. `again`: repeat the step after a pause; `soon`: after a short one, since only the end of the
   * transaction before is awaited; `settled`: the step is over.
   */
  failed(step: Step<Offsets>, error: DraveError): 'again' | 'soon' | 'settled' {
    if (error.code === 'CONCURRENT_TRANSACTIONS') return 'soon';
    if (mayRepeat(step.kind, error)) {
      if (step.kind === 'end' && !wasNotDone(error)) this.endUncertain = true;
      return 'again';
    }
    this.refused(step, error);
    return 'settled';
  }

  /** Nobody waits for the step any longer. */
  gaveUp(step: Step<Offsets>, error: DraveError): void {
    const { phaseNow } = this;
    if (step.kind === 'init') this.initWanted = false;
    else if (step.kind === 'describe') this.described(undefined, this.beganMs);
    else if (phaseNow.kind === 'ending' && step.kind === 'end') this.phaseNow = { ...phaseNow, suspended: true };
    else this.spoil(step, error);
  }

  private refused(step: Step<Offsets>, error: DraveError): void {
    const { phaseNow } = this;
    if (step.kind === 'describe')
      this.described(error.code === 'TRANSACTIONAL_ID_NOT_FOUND' ? 'forgotten' : undefined, this.beganMs);
    else if (saysPutOut(error)) this.ask(error);
    else if (step.kind === 'init') this.initWanted = false;
    else if (step.kind !== 'end') this.spoil(step, error);
    else if (error.code !== 'INVALID_TXN_STATE') this.phaseNow = { kind: 'failed', error };
    else if (phaseNow.kind === 'ending' && phaseNow.result === 'abort' && this.version < IMPLICIT_ADD_VERSION)
      // Nothing of it ever got to the coordinator, or it was aborted before.
      this.over('abort', this.identityNow);
    // The coordinator has aborted it meanwhile, or somebody else has.
    else this.ask(error);
  }

  /** Partitions or offsets that cannot be part of the transaction: it is not what the application wants any more. */
  private spoil(step: Step<Offsets>, error: DraveError): void {
    if (step.kind === 'commitOffsets') this.offsetsCommitted(step);
    this.offsets = [];
    this.wanted.clear();
    const { phaseNow } = this;
    if (phaseNow.kind === 'open' || (phaseNow.kind === 'ending' && phaseNow.result === 'commit'))
      this.phaseNow = { kind: 'doomed', error };
  }

  private ask(cause: DraveError): void {
    if (this.identityNow === undefined) this.phaseNow = { kind: 'failed', error: cause };
    else this.phaseNow = { kind: 'asking', cause, outcomeUnknown: this.endUncertain && this.isCommitting };
  }

  private get isCommitting(): boolean {
    return this.phaseNow.kind === 'ending' && this.phaseNow.result === 'commit';
  }

  private over(result: TransactionResult, identity: ProducerIdentity | undefined): void {
    const same = identity?.producerId === this.identityNow?.producerId && identity?.epoch === this.identityNow?.epoch;
    // Sequences count on under the same object.
    if (!same) this.identityNow = identity;
    // So may an attempt to end it that had no answer, and it would end the next one of the same epoch (KIP-890).
    this.raiseWanted = (result === 'abort' || this.endUncertain) && this.version < IMPLICIT_ADD_VERSION;
    this.phaseNow = { kind: 'idle' };
  }

  private nextOffsets(): Step<Offsets> | undefined {
    const [step] = this.offsets;
    if (step === undefined || this.version >= IMPLICIT_ADD_VERSION || this.addedGroups.has(step.groupId)) return step;
    return { kind: 'addOffsets', groupId: step.groupId };
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${partition} ${topic}`;
}
