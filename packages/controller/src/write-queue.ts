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
  type Steps,
} from '@drave/base';
import type { Env } from '@drave/env';
import { replay, type MetadataImage } from '@drave/metadata';
import type { Committed } from './commands.js';
import { stepsOf, type Decision, type DecisionSteps } from './decision.js';
import type { RaftPort } from './ports.js';
import { splitEntries, type Entry } from './split-entries.js';

interface WriteQueueOptions {
  readonly env: Pick<Env, 'clock' | 'compute' | 'logger'>;
  readonly raft: RaftPort;
  /** How long an answer that changed nothing may wait for proof that we still lead. */
  readonly barrierTimeoutMs: Millis;
  /** Makes the error NOT_CONTROLLER, with what is known of who is the controller. */
  readonly notController: () => DraveError;
  /** One of our own promises is broken: this process must not decide anything any more. */
  readonly onFatal: (error: DraveError) => void;
}

interface WriteOptions {
  /** The name of the write in metrics and logs. */
  readonly name: string;
  /**
   * Whether an answer that changed nothing must be proven current by a quorum. Brokers carry epochs instead; people do
   * not.
   */
  readonly linearizable: boolean;
  /** Monotonic instant from which on nobody waits for it: what is not proposed by then has no effect. */
  readonly deadlineMs?: Millis | undefined;
}

/**
 * A decision changes nothing. One that may be long yields between its items; the image it works on stands still
 * meanwhile.
 */
export type Decide<Response> = (image: MetadataImage) => Decision<Response> | DecisionSteps<Response>;

/** What a write came to; `firstOffset` is the epoch of a broker that it registered, -1 when it changed nothing. */
interface Written<Response> extends Committed<Response> {
  readonly firstOffset: Offset;
}

/**
 * The single writer of the metadata: takes requests in order, decides each on the speculative image (everything decided
 * so far, committed or not), proposes its records, and answers when they are committed.
 *
 * All of that happens in steps, and the event loop gets a turn whenever the steps have used theirs up, so that a large
 * request is slow for whoever waits behind it, and never makes this node miss the quorum's timeouts.
 *
 * Losing leadership drops the speculative image and with it everything that was built on it. Requests that were not
 * proposed fail with NOT_CONTROLLER (nothing happened), proposed ones with REQUEST_TIMED_OUT (nobody knows).
 */
export class WriteQueue {
  private readonly options: WriteQueueOptions;
  private readonly queue: BoundedQueue<Write> = new BoundedQueue(limits.controllerQueueLengthMax);
  private readonly loop: DrainLoop;
  private leadership: Leadership | undefined;
  private underWay: UnderWay | undefined;

  constructor(options: WriteQueueOptions) {
    this.options = options;
    this.loop = new DrainLoop(
      () => options.env.compute.slices(() => this.step()),
      (reason) => this.fail(DraveError.from(reason)),
    );
  }

  get active(): boolean {
    return this.leadership !== undefined;
  }

  get length(): number {
    return this.queue.length;
  }

  /** The image with everything decided so far, which may be taken back: it is for decisions only. */
  get speculativeImage(): MetadataImage | undefined {
    return this.leadership?.image;
  }

  /** This node leads `epoch` and `image` holds everything below `endOffset`. */
  become(epoch: Epoch, image: MetadataImage, endOffset: Offset): void {
    this.drop();
    this.leadership = { epoch, image, endOffset, tail: Promise.resolve(), inFlight: 0 };
  }

  /** Leadership is over: what waits in the queue fails now, what is proposed fails when Raft says so. */
  drop(): void {
    const { underWay } = this;
    this.leadership = undefined;
    this.underWay = undefined;
    if (underWay?.proposed === false) underWay.write.done.reject(this.options.notController());
    for (const write of this.queue.drain()) write.done.reject(this.options.notController());
  }

  /** Resolves when the turn under way has ended; no other begins. */
  async stop(): Promise<void> {
    this.drop();
    await this.loop.stop();
  }

  /**
   * Resolves when the effect is committed. Rejects with the decision's own error, NOT_CONTROLLER,
   * THROTTLING_QUOTA_EXCEEDED (nothing happened), or REQUEST_TIMED_OUT (unknown, unless its text says otherwise).
   */
  submit<Response>(decide: Decide<Response>, options: WriteOptions): Promise<Written<Response>> {
    if (this.leadership === undefined) return Promise.reject(this.options.notController());
    const done = deferred<Written<Response>>();
    // The queue holds writes of any response type; `run` gives each back what its own decision made.
    const write = { decide, options, done, epoch: this.leadership.epoch } as unknown as Write;
    if (!this.queue.push(write)) {
      const message = `the controller has ${this.queue.length} requests waiting: try again later`;
      return Promise.reject(new DraveError('THROTTLING_QUOTA_EXCEEDED', message));
    }
    this.loop.wake();
    return done.promise;
  }

  /** The committed image has caught up with the speculative one: from here on share its memory. */
  adopt(image: MetadataImage, offset: Offset): void {
    const { leadership } = this;
    if (leadership !== undefined && leadership.inFlight === 0 && offset >= leadership.endOffset)
      leadership.image = image;
  }

  /** One step of the write under way, or of the next one; false when there is none. */
  private step(): boolean {
    const underWay = (this.underWay ??= this.begin());
    if (underWay === undefined) return false;
    this.options.env.compute.worked(1);
    try {
      if (underWay.steps.next().done === true) this.end(underWay);
    } catch (reason) {
      this.end(underWay);
      // What was proposed cannot fail any more for a reason that is the request's own.
      if (reason instanceof AssertionFailure || underWay.proposed) this.fail(DraveError.from(reason));
      // The step threw before anything was appended, so the request fails alone and the speculative image stands.
      this.options.env.logger.warn(
        { error: reason, write: underWay.write.options.name },
        'a controller request failed',
      );
      underWay.write.done.reject(DraveError.from(reason));
    }
    return true;
  }

  private begin(): UnderWay | undefined {
    for (let write = this.queue.shift(); write !== undefined; write = this.queue.shift()) {
      const { leadership } = this;
      if (leadership === undefined || write.epoch !== leadership.epoch) {
        write.done.reject(this.options.notController());
        continue;
      }
      const progress: Progress = { write, proposed: false };
      return Object.assign(progress, { steps: this.run(leadership, progress) });
    }
    return undefined;
  }

  /** Leadership may have ended within the step: then something else is under way, or nothing. */
  private end(underWay: UnderWay): void {
    if (this.underWay === underWay) this.underWay = undefined;
  }

  private *run(leadership: Leadership, progress: Progress): Steps<void> {
    const { write } = progress;
    const { image } = leadership;
    this.assertInTime(write);
    const decision = yield* stepsOf(write.decide(image));
    if (decision.kind === 'rejected' || decision.records.length === 0) {
      this.answerUnchanged(leadership, write, decision);
      return;
    }
    // Entries are replayed before they are appended: what contradicts the image must never reach the log
    // (docs/faults.md B20).
    const entries = yield* splitEntries(write.options.name, decision.records, image.level);
    const expectedOffset = leadership.endOffset;
    const expected = yield* replayEntries(image, entries, expectedOffset);
    this.assertInTime(write);
    const firstOffset = this.propose(leadership, progress, entries, decision.response);
    // Raft has written something of its own in between, and broker epochs are offsets.
    const asExpected = firstOffset === expectedOffset;
    leadership.image = asExpected ? expected : yield* replayEntries(image, entries, firstOffset);
  }

  /** Nobody waits any more, and what was reported as failed should not happen afterwards. */
  private assertInTime({ options }: Write): void {
    const { deadlineMs } = options;
    if (deadlineMs === undefined || this.options.env.clock.monotonicMs() < deadlineMs) return;
    const message = `'${options.name}' was not decided in time and has no effect: the controller is busy, try again`;
    throw new DraveError('REQUEST_TIMED_OUT', message);
  }

  private propose(leadership: Leadership, progress: Progress, entries: readonly Entry[], response: unknown): Offset {
    const { write } = progress;
    const proposal = this.options.raft.propose(
      leadership.epoch,
      entries.map((entry) => entry.payload),
    );
    progress.proposed = true;
    assert(proposal.lastOffset === proposal.firstOffset + entries.length - 1, 'one offset for each payload');
    leadership.endOffset = proposal.lastOffset + 1;
    leadership.tail = proposal.committed;
    leadership.inFlight++;
    proposal.committed.then(
      () => {
        leadership.inFlight--;
        const { firstOffset, lastOffset } = proposal;
        write.done.resolve({ response, firstOffset, visibleAtOffset: lastOffset + 1 });
      },
      (reason: unknown) => {
        leadership.inFlight--;
        write.done.reject(DraveError.from(reason));
        this.resign(leadership);
      },
    );
    return proposal.firstOffset;
  }

  /**
   * The image that was looked at may hold what is not committed yet, so the answer waits for that (docs/faults.md B22).
   */
  private answerUnchanged(leadership: Leadership, write: Write, decision: Decision<unknown>): void {
    const visibleAtOffset = leadership.endOffset;
    const proven = leadership.tail.then(async () => {
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

  /**
   * A failed append takes back what was decided on it, and Raft must not go on leading with nobody behind it
   * (docs/faults.md C31).
   */
  private resign(leadership: Leadership): void {
    if (this.leadership !== leadership) return;
    this.drop();
    this.options.raft.resign(leadership.epoch);
  }

  private fail(error: DraveError): void {
    const { leadership } = this;
    if (leadership !== undefined) this.resign(leadership);
    this.options.onFatal(error);
  }
}

/** One leadership: its speculative image dies with it. */
interface Leadership {
  readonly epoch: Epoch;
  image: MetadataImage;
  /** Exclusive end of what `image` holds. */
  endOffset: Offset;
  /** A promise that settles with the latest proposal. */
  tail: Promise<void>;
  inFlight: number;
}

interface Write {
  readonly decide: Decide<unknown>;
  readonly options: WriteOptions;
  readonly done: Deferred<Written<unknown>>;
  readonly epoch: Epoch;
}

interface Progress {
  readonly write: Write;
  /** From here on only Raft says what comes of it. */
  proposed: boolean;
}

interface UnderWay extends Progress {
  readonly steps: Steps<void>;
}

function* replayEntries(image: MetadataImage, entries: readonly Entry[], firstOffset: Offset): Steps<MetadataImage> {
  let next = image;
  for (const [i, entry] of entries.entries()) {
    for (const record of entry.records) {
      next = replay(next, record, firstOffset + i);
      yield;
    }
  }
  return next;
}
