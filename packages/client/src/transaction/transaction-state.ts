import { assert, type DraveError, type Millis, type TopicPartition } from '@drave/base';
import type { ProducerIdentity } from '../producer/producer-identity.js';
import { fencedError, type TransactionalIdState } from './fenced-error.js';
import { mayRepeat, isFenced, wasNotDone } from './transaction-errors.js';

/** A step that sends offsets of a group, which become committed with the transaction. */
export interface OffsetsStep {
  readonly kind: 'commitOffsets';
  readonly groupId: string;
}

/** The next call to the cluster. There is one at a time, until it is answered or refused. */
export type Step<Offsets extends OffsetsStep = OffsetsStep> =
  /** Fetches the identity of the transactional id, or the next epoch of `current`. */
  | { readonly kind: 'init'; readonly current: ProducerIdentity | undefined }
  | { readonly kind: 'addPartitions'; readonly partitions: readonly TopicPartition[] }
  | { readonly kind: 'addOffsets'; readonly groupId: string }
  | Offsets
  | { readonly kind: 'end'; readonly result: TransactionResult }
  /** Fetches the state of the transactional id, to find out what has fenced this producer. */
  | { readonly kind: 'describe' };

export type TransactionResult = 'commit' | 'abort';

/**
 * - `idle`: no transaction is open.
 * - `open`: it takes records and offsets.
 * - `abortable`: it can only be aborted.
 * - `ending`: its end is requested. While `suspended`, no caller waits for the answer, and the outcome is unknown.
 * - `describing`: the producer was fenced, and what has fenced it is being looked up.
 * - `failed`: the producer cannot go on.
 */
type Phase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'open' }
  | { readonly kind: 'abortable'; readonly error: DraveError }
  | { readonly kind: 'ending'; readonly result: TransactionResult; readonly suspended: boolean }
  | { readonly kind: 'describing'; readonly cause: DraveError; readonly outcomeUnknown: boolean }
  | { readonly kind: 'failed'; readonly error: DraveError };

/**
 * From this transaction.version on, partitions and groups are added to a transaction by being written to, and each end
 * raises the epoch (KIP-890).
 */
const IMPLICIT_ADD_VERSION = 2;

/**
 * The state of one transactional producer: its identity, what belongs to its transaction, and the next step at the
 * coordinator. A state machine without a clock or I/O.
 *
 * Nothing is guessed. An end whose answer was lost is sent again, unchanged, until it is answered; the coordinator
 * recognises a repetition. A producer that was fenced asks the coordinator once what has fenced it.
 */
export class TransactionState<Offsets extends OffsetsStep = OffsetsStep> {
  private readonly transactionalId: string;
  private readonly timeoutMs: Millis;
  private phaseNow: Phase = { kind: 'idle' };
  private identityNow: ProducerIdentity | undefined;
  private version = 0;
  private initWanted = false;
  /**
   * True when the epoch must be raised before the next transaction, because batches of the last one may still arrive.
   */
  private raiseWanted = false;
  private beganMs: Millis = 0;
  /** True when something of the transaction may have reached the cluster. */
  private touched = false;
  /** True when an attempt to end it had no answer. */
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

  /** The identity under which records may be sent now; undefined without a transaction that can still be committed. */
  get writingIdentity(): ProducerIdentity | undefined {
    return this.phaseNow.kind === 'open' ? this.identityNow : undefined;
  }

  get transactionVersion(): number {
    return this.version;
  }

  get identity(): ProducerIdentity | undefined {
    return this.identityNow;
  }

  /** Whether `begin` may be called. */
  get isReady(): boolean {
    return this.phaseNow.kind === 'idle' && this.identityNow !== undefined && !this.raiseWanted;
  }

  /** Makes the steps that `begin` needs the next ones: an end that is undecided, and the identity. */
  wantReady(): void {
    const { phaseNow } = this;
    if (phaseNow.kind === 'ending') this.phaseNow = { ...phaseNow, suspended: false };
    this.initWanted = this.identityNow === undefined || this.raiseWanted;
  }

  begin(nowMs: Millis): void {
    assert(this.isReady, 'a transaction begins only when the one before has ended');
    this.phaseNow = { kind: 'open' };
    this.beganMs = nowMs;
    this.touched = false;
    this.endUncertain = false;
    this.added.clear();
    this.wanted.clear();
    this.addedGroups.clear();
    this.offsets = [];
  }

  /**
   * Called before records are sent to a partition. False when the partition must be added first, which is then the next
   * step.
   */
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

  /** Makes the transaction one that can only be aborted: nothing more is sent. */
  becomeAbortable(error: DraveError): void {
    if (this.phaseNow.kind === 'open') this.phaseNow = { kind: 'abortable', error };
  }

  /** Called when a batch has failed for good. */
  batchFailed(error: DraveError): void {
    if (this.phaseNow.kind !== 'open') return;
    if (isFenced(error)) this.lookUpFencing(error);
    else this.becomeAbortable(error);
  }

  /**
   * Requests the commit or the abort; the same may be requested again when the answer to the first did not come in
   * time.
   */
  end(result: TransactionResult): void {
    const { phaseNow } = this;
    if (phaseNow.kind === 'ending') {
      assert(phaseNow.result === result, 'a commit stays a commit, and an abort an abort');
      this.phaseNow = { kind: 'ending', result, suspended: false };
      return;
    }
    assert(
      phaseNow.kind === 'open' || (phaseNow.kind === 'abortable' && result === 'abort'),
      'only an open transaction is ended',
    );
    this.wanted.clear();
    if (result === 'abort') this.offsets = [];
    if (this.touched || this.offsets.length > 0) this.phaseNow = { kind: 'ending', result, suspended: false };
    else this.phaseNow = { kind: 'idle' };
  }

  next(): Step<Offsets> | undefined {
    const { phaseNow } = this;
    switch (phaseNow.kind) {
      case 'describing':
        return { kind: 'describe' };
      case 'ending':
        if (phaseNow.suspended) return undefined;
        return this.nextOffsets() ?? { kind: 'end', result: phaseNow.result };
      case 'idle':
        return this.initWanted ? { kind: 'init', current: this.identityNow } : undefined;
      case 'open':
        if (this.wanted.size > 0) return { kind: 'addPartitions', partitions: [...this.wanted.values()] };
        return this.nextOffsets();
      case 'abortable':
      case 'failed':
        return undefined;
    }
  }

  /** Called when a step is sent: from then on something of it may have reached the cluster. */
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

  /** Called when the end is decided; `identity` is that of the producer from now on. */
  ended(identity: ProducerIdentity): void {
    const { phaseNow } = this;
    assert(phaseNow.kind === 'ending', 'only a transaction whose end was requested ends');
    this.over(phaseNow.result, identity);
  }

  described(idState: TransactionalIdState | 'notFound' | undefined, nowMs: Millis): void {
    const { phaseNow } = this;
    assert(
      phaseNow.kind === 'describing' && this.identityNow !== undefined,
      'only a fenced producer looks up what has fenced it',
    );
    const { cause, outcomeUnknown } = phaseNow;
    const openMs = nowMs - this.beganMs;
    const { transactionalId, timeoutMs, identityNow: identity } = this;
    const raisesEpoch = this.version >= IMPLICIT_ADD_VERSION;
    const fenced = { transactionalId, timeoutMs, identity, openMs, outcomeUnknown, raisesEpoch, cause };
    const error = fencedError(idState, fenced);
    this.phaseNow = { kind: 'failed', error };
  }

  /** Called when the loop has failed, after which the state is not reliable. */
  loopFailed(error: DraveError): void {
    this.phaseNow = { kind: 'failed', error };
  }

  /**
   * Takes the failure of an attempt at a step. `again`: the step is repeated after a pause. `soon`: it is repeated
   * after a short one, because the transaction before is still being completed. `settled`: the step is over.
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

  /** Called when a step was repeated for `blockMsMax` without success. */
  retriesExhausted(step: Step<Offsets>, error: DraveError): void {
    const { phaseNow } = this;
    if (step.kind === 'init') this.initWanted = false;
    else if (step.kind === 'describe') this.described(undefined, this.beganMs);
    else if (phaseNow.kind === 'ending' && step.kind === 'end') this.phaseNow = { ...phaseNow, suspended: true };
    else this.additionFailed(step, error);
  }

  private refused(step: Step<Offsets>, error: DraveError): void {
    const { phaseNow } = this;
    if (step.kind === 'describe')
      this.described(error.code === 'TRANSACTIONAL_ID_NOT_FOUND' ? 'notFound' : undefined, this.beganMs);
    else if (isFenced(error)) this.lookUpFencing(error);
    else if (step.kind === 'init') this.initWanted = false;
    else if (step.kind !== 'end') this.additionFailed(step, error);
    else if (error.code !== 'INVALID_TXN_STATE') this.phaseNow = { kind: 'failed', error };
    else if (phaseNow.kind === 'ending' && phaseNow.result === 'abort' && this.version < IMPLICIT_ADD_VERSION)
      // The coordinator has never had anything of the transaction, or it was aborted before.
      this.over('abort', this.identityNow);
    // The coordinator, or an administrator, has aborted it meanwhile.
    else this.lookUpFencing(error);
  }

  /**
   * Makes the transaction abortable after partitions or offsets could not be added: a commit would leave out some of
   * what the application sent.
   */
  private additionFailed(step: Step<Offsets>, error: DraveError): void {
    if (step.kind === 'commitOffsets') this.offsetsCommitted(step);
    this.offsets = [];
    this.wanted.clear();
    const { phaseNow } = this;
    if (phaseNow.kind === 'open' || (phaseNow.kind === 'ending' && phaseNow.result === 'commit'))
      this.phaseNow = { kind: 'abortable', error };
  }

  private lookUpFencing(cause: DraveError): void {
    if (this.identityNow === undefined) this.phaseNow = { kind: 'failed', error: cause };
    else this.phaseNow = { kind: 'describing', cause, outcomeUnknown: this.endUncertain && this.isCommitting };
  }

  private get isCommitting(): boolean {
    return this.phaseNow.kind === 'ending' && this.phaseNow.result === 'commit';
  }

  private over(result: TransactionResult, identity: ProducerIdentity | undefined): void {
    const same = identity?.producerId === this.identityNow?.producerId && identity?.epoch === this.identityNow?.epoch;
    // Partitions continue their sequences as long as they see the same object.
    if (!same) this.identityNow = identity;
    // Batches of an aborted transaction may still arrive. So may an attempt to end this one that had no answer, and it
    // would end the next transaction of the same epoch (KIP-890).
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
