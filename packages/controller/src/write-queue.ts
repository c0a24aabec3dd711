import {
  assert,
  AssertionFailure,
  BoundedQueue,
  deferred,
  DraveError,
  DrainLoop,
  limits,
  type Deferred,
  type Epoch,
  type Millis,
  type Offset,
} from '@drave/base';
import type { Env } from '@drave/env';
import { replayAll, type MetadataImage } from '@drave/metadata';
import type { Committed } from './commands.js';
import type { Decision } from './decision.js';
import type { RaftPort } from './ports.js';
import { splitEntries, type Entry } from './split-entries.js';

export interface WriteQueueOptions {
  readonly env: Pick<Env, 'timers' | 'logger'>;
  readonly raft: RaftPort;
  /** How long an answer that changed nothing may wait for proof that we still lead. */
  readonly barrierTimeoutMs: Millis;
  /** NOT_CONTROLLER with what is known of who is. */
  readonly notController: () => DraveError;
  /** One of our own promises is broken: this process must not decide anything any more. */
  readonly onFatal: (error: DraveError) => void;
}

export interface WriteOptions {
  /** For metrics and logs. */
  readonly name: string;
  /**
   * Whether an answer that changed nothing must be proven current by a quorum. Brokers carry epochs instead; people do
   * not.
   */
  readonly linearizable: boolean;
}

/** What a write came to; `firstOffset` is the epoch of a broker that it registered, -1 when it changed nothing. */
export interface Written<Response> extends Committed<Response> {
  readonly firstOffset: Offset;
}

/** Records replayed between two turns of the event loop. */
const recordsPerTurn = 2_000;

/**
 * The single writer of the metadata: takes requests in order, decides each on the speculative image (everything decided
 * so far, committed or not), proposes its records, and answers when they are committed.
 *
 * Losing leadership drops the speculative image and with it everything that was built on it. Requests that were not
 * proposed fail with NOT_CONTROLLER (nothing happened), proposed ones with REQUEST_TIMED_OUT (nobody knows).
 */
export class WriteQueue {
  private readonly options: WriteQueueOptions;
  private readonly queue: BoundedQueue<Write> = new BoundedQueue(limits.controllerQueueLengthMax);
  private readonly loop: DrainLoop;
  private reign: Reign | undefined;

  constructor(options: WriteQueueOptions) {
    this.options = options;
    this.loop = new DrainLoop(
      () => this.drain(),
      (reason) => this.fail(DraveError.from(reason)),
    );
  }

  get active(): boolean {
    return this.reign !== undefined;
  }

  get length(): number {
    return this.queue.length;
  }

  /** Everything decided so far; may be taken back. Only for deciding. */
  get speculativeImage(): MetadataImage | undefined {
    return this.reign?.image;
  }

  /** This node leads `epoch` and `image` holds everything below `endOffset`. */
  become(epoch: Epoch, image: MetadataImage, endOffset: Offset): void {
    this.drop();
    this.reign = { epoch, image, endOffset, tail: Promise.resolve(), inFlight: 0 };
  }

  /** Leadership is over: what waits in the queue fails now, what is proposed fails when Raft says so. */
  drop(): void {
    this.reign = undefined;
    for (const write of this.queue.drain()) write.done.reject(this.options.notController());
  }

  /** Ends after the turn under way. */
  async stop(): Promise<void> {
    this.drop();
    await this.loop.stop();
  }

  /**
   * Resolves when the effect is committed. Rejects with the decision's own error, NOT_CONTROLLER,
   * THROTTLING_QUOTA_EXCEEDED (nothing happened), or REQUEST_TIMED_OUT (unknown).
   */
  submit<Response>(
    decide: (image: MetadataImage) => Decision<Response>,
    options: WriteOptions,
  ): Promise<Written<Response>> {
    if (this.reign === undefined) return Promise.reject(this.options.notController());
    const done = deferred<Written<Response>>();
    // The queue holds writes of any response type; `run` gives each back what its own decision made.
    const write = { decide, options, done, epoch: this.reign.epoch } as unknown as Write;
    if (!this.queue.push(write)) {
      const message = `the controller has ${this.queue.length} requests waiting: try again later`;
      return Promise.reject(new DraveError('THROTTLING_QUOTA_EXCEEDED', message));
    }
    this.loop.wake();
    return done.promise;
  }

  /** The committed image has caught up with the speculative one: from here on share its memory. */
  adopt(image: MetadataImage, offset: Offset): void {
    const { reign } = this;
    if (reign !== undefined && reign.inFlight === 0 && offset >= reign.endOffset) reign.image = image;
  }

  private async drain(): Promise<void> {
    let recordsThisTurn = 0;
    for (let write = this.queue.shift(); write !== undefined; write = this.queue.shift()) {
      recordsThisTurn += 20 + this.run(write);
      if (recordsThisTurn < recordsPerTurn) continue;
      recordsThisTurn = 0;
      await this.options.env.timers.yieldTurn();
    }
  }

  /** Returns how many records the write made. */
  private run(write: Write): number {
    const { reign } = this;
    if (reign === undefined || write.epoch !== reign.epoch) {
      write.done.reject(this.options.notController());
      return 0;
    }
    try {
      const decision = write.decide(reign.image);
      if (decision.kind === 'accepted' && decision.records.length > 0) {
        this.propose(reign, write, splitEntries(write.options.name, decision.records), decision.response);
        return decision.records.length;
      }
      this.answerUnchanged(reign, write, decision);
    } catch (thrown) {
      // Thrown before anything was appended: the request fails alone and the speculative image stands.
      if (thrown instanceof AssertionFailure) this.fail(DraveError.from(thrown));
      this.options.env.logger.warn({ error: thrown, write: write.options.name }, 'a controller request failed');
      write.done.reject(DraveError.from(thrown));
    }
    return 0;
  }

  private propose(reign: Reign, write: Write, entries: readonly Entry[], response: unknown): void {
    // Replayed before it is appended: a record that contradicts the image must never reach the log (FAULTS B20).
    const expectedOffset = this.options.raft.status().logEndOffset;
    const expected = replayEntries(reign.image, entries, expectedOffset);
    const proposal = this.options.raft.propose(
      reign.epoch,
      entries.map((entry) => entry.payload),
    );
    const asExpected = proposal.firstOffset === expectedOffset;
    assert(proposal.lastOffset === proposal.firstOffset + entries.length - 1, 'one offset for each payload');
    reign.image = asExpected ? expected : replayEntries(reign.image, entries, proposal.firstOffset);
    reign.endOffset = proposal.lastOffset + 1;
    reign.tail = proposal.committed;
    reign.inFlight++;
    proposal.committed.then(
      () => {
        reign.inFlight--;
        const { firstOffset, lastOffset } = proposal;
        write.done.resolve({ response, firstOffset, visibleAtOffset: lastOffset + 1 });
      },
      (thrown: unknown) => {
        reign.inFlight--;
        write.done.reject(DraveError.from(thrown));
        this.renounce(reign);
      },
    );
  }

  /** The image that was looked at may hold what is not committed yet, so the answer waits for that (FAULTS B22). */
  private answerUnchanged(reign: Reign, write: Write, decision: Decision<unknown>): void {
    const visibleAtOffset = reign.endOffset;
    const proven = reign.tail.then(async () => {
      if (write.options.linearizable) await this.options.raft.readBarrier(this.options.barrierTimeoutMs);
    });
    proven.then(
      () => {
        if (decision.kind === 'accepted') {
          write.done.resolve({ response: decision.response, firstOffset: -1, visibleAtOffset });
        } else write.done.reject(new DraveError(decision.code, decision.message));
      },
      // Nothing was to be changed and nothing was.
      () => write.done.reject(this.options.notController()),
    );
  }

  /** A failed append takes back what was decided on it, and Raft must not go on leading with nobody behind it (C31). */
  private renounce(reign: Reign): void {
    if (this.reign !== reign) return;
    this.drop();
    this.options.raft.resign(reign.epoch);
  }

  private fail(error: DraveError): void {
    const { reign } = this;
    if (reign !== undefined) this.renounce(reign);
    this.options.onFatal(error);
  }
}

/** One leadership: its speculative image dies with it. */
interface Reign {
  readonly epoch: Epoch;
  image: MetadataImage;
  /** Exclusive end of what `image` holds. */
  endOffset: Offset;
  /** Settles with the latest proposal. */
  tail: Promise<void>;
  inFlight: number;
}

interface Write {
  readonly decide: (image: MetadataImage) => Decision<unknown>;
  readonly options: WriteOptions;
  readonly done: Deferred<Written<unknown>>;
  readonly epoch: Epoch;
}

function replayEntries(image: MetadataImage, entries: readonly Entry[], firstOffset: Offset): MetadataImage {
  let next = image;
  for (const [i, entry] of entries.entries()) next = replayAll(next, entry.records, firstOffset + i);
  return next;
}
