import { AssertionFailure, deferred, DraveError, type Bytes, type Deferred, type Millis } from '@drave/base';
import { ANONYMOUS, principalOfCertificate } from '@drave/base/access';
import type { MemoryLease } from '@drave/broker';
import type { Connection, Env } from '@drave/env';
import { FRAME_LENGTH_BYTES } from '@drave/kafka-protocol';
import type { ClientQuotas } from '@drave/quota';
import type { Admission } from './admission.js';
import type { AnswerMemory } from './answer-memory.js';
import { AnswerWriter, type AnswerSlot } from './answer-writer.js';
import { takeToken } from '../sasl/take-token.js';
import { isOfSasl, type SaslSession } from '../sasl/sasl-session.js';
import { FrameCutter, type FrameRules, type Prologue } from './frame-cutter.js';
import { listenerLimits } from './listener-limits.js';
import { Mute } from './mute.js';
import type { Answer, ConnectionFacts, ReceivedRequest, RequestRunner } from './request-runner.js';
import { RequestTimes } from './request-times.js';
import type { TurnBudget } from './turn-budget.js';

/** How the client of one connection authenticates. */
interface ConnectionSasl {
  readonly session: SaslSession;
  /** `sasl.server.max.receive.size` */
  readonly tokenBytesMax: Bytes;
  /** `connection.failed.authentication.delay.ms` */
  readonly failedDelayMs: Millis;
}

interface KafkaConnectionOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'logger'>;
  readonly connection: Connection;
  readonly id: number;
  readonly listener: string;
  readonly runner: RequestRunner;
  readonly admission: Admission;
  readonly answers: AnswerMemory;
  readonly budget: TurnBudget;
  readonly quotas: Pick<ClientQuotas, 'changes'>;
  /** `socket.request.max.bytes` */
  readonly requestBytesMax: Bytes;
  /** Undefined on a listener without SASL. */
  readonly sasl: ConnectionSasl | undefined;
  /** `connections.max.idle.ms` */
  readonly idleMsMax: Millis;
  readonly onClosed: () => void;
  /** A broken promise of our own code. */
  readonly onFatal: (reason: unknown) => void;
}

/**
 * One client's connection. Requests are cut from what arrives, admitted, and started in order; they run side by side
 * and are answered in order. Reading stops while there is no memory, no room for another answer, or a throttle. On a
 * listener with SASL one thing happens at a time until the client has authenticated, and while it does so again.
 */
export class KafkaConnection {
  readonly facts: ConnectionFacts;
  private readonly options: KafkaConnectionOptions;
  private readonly cutter: FrameCutter;
  private readonly writer: AnswerWriter;
  private readonly gone = new AbortController();
  /** The memory that was taken for the frame that is being received. */
  private lease: MemoryLease | undefined;
  private leasedSinceMs: Millis = 0;
  private readonly muted: Mute;
  private progress: Deferred<void> | undefined;
  /** Set while the client is expected to send: for idleness, and for requests that stop half-way. */
  private readingSinceMs: Millis | undefined;
  private endedSinceMs: Millis | undefined;
  /** Why the connection ends after the last answer. */
  private endReason: string | undefined;
  private readonly acceptedMs: Millis;
  private closed = false;
  private received: Bytes = 0;

  constructor(options: KafkaConnectionOptions) {
    const { connection, env, sasl } = options;
    this.options = options;
    this.acceptedMs = env.clock.monotonicMs();
    this.cutter = new FrameCutter(this.frameRules());
    this.muted = new Mute(env, options.quotas);
    this.writer = new AnswerWriter({
      connection,
      memory: options.answers,
      clock: env.clock,
      onProgress: () => this.noteProgress(),
      onFailure: (reason) => this.fail(reason),
    });
    this.facts = {
      id: options.id,
      listener: options.listener,
      remote: connection.remote,
      principal: sasl === undefined ? principalOfCertificate(connection.peerCertificateName) : ANONYMOUS,
      sasl: sasl?.session,
      signal: this.gone.signal,
      software: { name: '', version: '' },
    };
  }

  get receivedBytes(): Bytes {
    return this.received;
  }

  get sentBytes(): Bytes {
    return this.writer.sentBytes;
  }

  /** Runs until the connection ends, from whichever side. */
  async run(): Promise<void> {
    try {
      await this.serve();
    } catch (reason) {
      this.fail(reason);
    }
  }

  /** Called now and then: ends what is idle, stalled, or ended on the client's side with answers that never come. */
  sweep(nowMs: Millis): void {
    this.muted.look();
    const memoryIsWanted = this.options.admission.isWanted(this.isProven);
    const { readingSinceMs, endedSinceMs } = this;
    const { authenticationMsMax } = listenerLimits;
    const stalledMsMax =
      memoryIsWanted && this.lease !== undefined
        ? listenerLimits.stalledReadWantedMsMax
        : listenerLimits.stalledReadMsMax;
    const { writingSinceMs, idle, lastSentMs } = this.writer;
    const untakenMsMax =
      this.options.answers.room <= 0 ? listenerLimits.stalledWriteWantedMsMax : listenerLimits.stalledWriteMsMax;
    if (writingSinceMs !== undefined && nowMs - writingSinceMs > untakenMsMax)
      this.close(`the client has taken nothing for ${untakenMsMax} ms`);
    else if (!this.isProven && nowMs - this.acceptedMs > authenticationMsMax)
      this.close(`it has not authenticated within ${authenticationMsMax} ms`);
    else if (endedSinceMs !== undefined && nowMs - endedSinceMs > listenerLimits.halfClosedMsMax) this.close();
    else if (readingSinceMs === undefined) return;
    else if (this.cutter.insideFrame && nowMs - readingSinceMs > stalledMsMax)
      this.close(`a request stopped arriving ${stalledMsMax} ms ago`);
    else if (memoryIsWanted && this.arrivesTooSlowly(nowMs))
      this.close('a request arrives so slowly that others wait for its memory');
    else if (idle && nowMs - Math.max(readingSinceMs, lastSentMs) > this.options.idleMsMax) this.close();
  }

  /** Drops it at once. With a reason, the log tells it. */
  close(reason?: string): void {
    if (this.closed) return;
    this.closed = true;
    if (reason !== undefined) this.log(reason);
    this.gone.abort(new DraveError('NETWORK_EXCEPTION', 'the connection is closed'));
    this.writer.close();
    this.releaseLease();
    this.options.connection.destroy();
    this.muted.end();
    this.noteProgress();
    this.options.onClosed();
  }

  private async serve(): Promise<void> {
    while (!this.closed) {
      const cut = this.cutter.next();
      switch (cut.kind) {
        case 'starved': {
          const chunk = await this.read();
          if (chunk === undefined) return this.finish();
          this.cutter.offer(chunk);
          break;
        }
        case 'prologue': {
          const muted = this.muted.wait();
          if (muted !== undefined) await muted;
          if (this.closed) return;
          const refusal = this.refusal(cut.prologue);
          if (refusal !== undefined) return this.close(refusal);
          this.lease = await this.admit(cut.prologue);
          if (this.closed) return this.releaseLease();
          this.leasedSinceMs = this.options.env.clock.monotonicMs();
          this.cutter.admit(cut.prologue);
          break;
        }
        case 'frame': {
          const times = new RequestTimes(this.options.env.clock.monotonicMs());
          await this.waitForTurn();
          if (this.closed) return;
          if (this.startsAlone(cut.frame)) await this.authenticate(cut.frame, times);
          else void this.start(cut.frame, times);
          if (this.endReason !== undefined) return this.endAfterAnswers(this.endReason);
          break;
        }
        case 'malformed':
          return this.close(cut.reason);
      }
    }
  }

  private arrivesTooSlowly(nowMs: Millis): boolean {
    if (this.lease === undefined) return false;
    const expectedMs = nowMs - this.leasedSinceMs - listenerLimits.stalledReadWantedMsMax;
    return expectedMs * listenerLimits.wantedBytesPerMsMin > this.cutter.arrivedBytes;
  }

  private async read(): Promise<Buffer | undefined> {
    this.readingSinceMs = this.options.env.clock.monotonicMs();
    const chunk = await this.options.connection.read();
    this.readingSinceMs = undefined;
    if (chunk === undefined) return undefined;
    this.received += chunk.length;
    return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  }

  private admit(prologue: Prologue): MemoryLease | Promise<MemoryLease> {
    const bytes = this.options.runner.memoryEstimate(prologue);
    const { admission } = this.options;
    const { isProven } = this;
    return admission.tryTake(bytes, isProven) ?? admission.take(bytes, isProven);
  }

  /** Waits until the next request may start: room for its answer, and time left in this turn. */
  private async waitForTurn(): Promise<void> {
    for (;;) {
      if (this.closed) return;
      const turn = this.writer.hasRoom ? this.options.budget.wait() : undefined;
      if (!this.writer.hasRoom) await this.nextProgress();
      else if (turn !== undefined) await turn;
      else return;
    }
  }

  private start(frame: Buffer, times: RequestTimes): Promise<void> {
    const memory = this.lease ?? NO_LEASE;
    this.lease = undefined;
    const slot = this.writer.open();
    return this.work({ frame, connection: this.facts, memory, times }, slot);
  }

  /** Whether the client is whom it has to be before its requests are worth something. */
  private get isProven(): boolean {
    return this.options.sasl?.session.isAuthenticated !== false;
  }

  /** Why a request is not even read; undefined when it is. */
  private refusal(prologue: Prologue): string | undefined {
    const { sasl, env, admission, runner } = this.options;
    if (sasl === undefined) return undefined;
    const { session } = sasl;
    const whyNot = session.expectsRawToken ? undefined : session.whyNot(prologue.apiKey, env.clock.monotonicMs());
    if (whyNot !== undefined || this.isProven || !admission.isCrowded(runner.memoryEstimate(prologue))) return whyNot;
    return 'large requests of too many clients wait that have not authenticated';
  }

  /** What a client may ask next, and as whom, depends on how this ends. */
  private startsAlone(frame: Buffer): boolean {
    const session = this.options.sasl?.session;
    if (session === undefined) return false;
    return !session.isAuthenticated || isOfSasl(frame.readInt16BE(0));
  }

  private async authenticate(frame: Buffer, times: RequestTimes): Promise<void> {
    const { sasl, env } = this.options;
    if (sasl?.session.expectsRawToken === true) {
      const { session, failedDelayMs } = sasl;
      this.releaseLease();
      const outcome = await takeToken(this.facts, session, frame, undefined, env, failedDelayMs);
      // A token without a request has no answer in which an error could stand (KIP-152).
      if (outcome.kind === 'failed') this.close(`its authentication has failed: ${outcome.why}`);
      else if (outcome.kind === 'illegal') this.close(outcome.message);
      else if (!this.closed) this.sendRaw(outcome.token);
    } else await this.start(frame, times);
    this.cutter.expect(this.frameRules());
  }

  private sendRaw(token: Buffer): void {
    const length = Buffer.alloc(FRAME_LENGTH_BYTES);
    length.writeInt32BE(token.length);
    this.writer.settle(this.writer.open(), [length, token], length.length + token.length);
  }

  /** Before a client has authenticated little is taken from it, and nothing is allotted on its word. */
  private frameRules(): FrameRules {
    const { sasl, requestBytesMax } = this.options;
    if (sasl === undefined || this.isProven)
      return { frameBytesMax: requestBytesMax, key: 'socket.request.max.bytes', isEarned: false, isRaw: false };
    const { session, tokenBytesMax } = sasl;
    const key = 'sasl.server.max.receive.size';
    return { frameBytesMax: tokenBytesMax, key, isEarned: true, isRaw: session.expectsRawToken };
  }

  private async work(request: ReceivedRequest, slot: AnswerSlot): Promise<void> {
    try {
      this.settle(slot, await this.options.runner.run(request), request.times);
    } catch (reason) {
      this.fail(reason);
    } finally {
      request.memory.release();
    }
  }

  private settle(slot: AnswerSlot, answer: Answer, times: RequestTimes): void {
    switch (answer.kind) {
      case 'send':
        this.mute(answer.throttleMs);
        this.endReason ??= answer.endReason;
        return this.writer.settle(slot, answer.parts, answer.bytes, times);
      case 'nothing':
        this.mute(answer.throttleMs);
        return this.writer.settle(slot, [], 0, times);
      case 'close':
        return this.close(answer.reason);
    }
  }

  /** The client is told why, as far as an answer says it, before the connection ends. */
  private endAfterAnswers(reason: string): Promise<void> {
    if (!this.closed) this.log(reason);
    return this.finish();
  }

  /** The client has sent its last: it gets the answers under way, and waits for nothing new. */
  private async finish(): Promise<void> {
    this.endedSinceMs = this.options.env.clock.monotonicMs();
    this.gone.abort(new DraveError('NETWORK_EXCEPTION', 'the client has ended the connection'));
    while (!this.closed && !this.writer.idle) await this.nextProgress();
    if (this.closed) return;
    await this.options.connection.end();
    this.close();
  }

  private nextProgress(): Promise<void> {
    this.progress ??= deferred();
    return this.progress.promise;
  }

  private noteProgress(): void {
    const { progress } = this;
    this.progress = undefined;
    progress?.resolve();
  }

  /** Whether the client has gone shows only when it is read from, hence the bound. */
  private mute(throttleMs: Millis): void {
    this.muted.for(Math.min(throttleMs, this.options.idleMsMax, listenerLimits.mutedMsMax));
  }

  private releaseLease(): void {
    this.lease?.release();
    this.lease = undefined;
  }

  /** The network's own failures are everyday; anything else is told, and a broken promise of ours ends the process. */
  private fail(reason: unknown): void {
    if (reason instanceof AssertionFailure || !(reason instanceof DraveError)) {
      this.options.onFatal(reason);
      this.close('our own code failed');
      return;
    }
    this.close(reason.code === 'NETWORK_EXCEPTION' ? undefined : reason.message);
  }

  /** What clients call themselves stands in it, and can be long. */
  private log(reason: string): void {
    const { remote, listener, software } = this.facts;
    const fields = {
      client: `${remote.host}:${remote.port}`,
      listener,
      software: software.name.slice(0, listenerLimits.loggedLengthMax),
    };
    const told =
      reason.length <= listenerLimits.loggedLengthMax ? reason : `${reason.slice(0, listenerLimits.loggedLengthMax)}…`;
    this.options.env.logger.info(fields, `a Kafka connection ends: ${told}`);
  }
}

const NO_LEASE: MemoryLease = { bytes: 0, release() {} };
