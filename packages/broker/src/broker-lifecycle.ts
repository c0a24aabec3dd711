import {
  DraveError,
  Patience,
  assert,
  deferred,
  type BrokerEpoch,
  type ClusterId,
  type DirectoryId,
  type IncarnationId,
  type Millis,
  type NodeId,
  type Offset,
} from '@drave/base';
import type { Clock, Logger, Timers } from '@drave/env';
import { METADATA_LEVEL_MAX, type ListenerEndpoint, type SupportedFeature } from '@drave/metadata';
import type { BrokerHeartbeatResponse, ControllerConnection } from '@drave/metadata/controller';
import { UnreportedFailures } from './unreported-failures.js';

export interface LifecycleOptions {
  readonly clusterId: ClusterId;
  readonly brokerId: NodeId;
  readonly incarnationId: IncarnationId;
  readonly bootId: string;
  readonly listeners: () => readonly ListenerEndpoint[];
  readonly rack: string | undefined;
  readonly features: readonly SupportedFeature[];
  readonly controller: ControllerConnection;
  readonly metadata: LifecycleMetadata;
  readonly storage: LifecycleStorage;
  /** The image holds this broker's registration: take up the roles it says. Called once. */
  readonly activate: () => void;
  /** The broker has another epoch than before. Not called for the first one. */
  readonly registrationChanged: () => void;
  readonly timing: LifecycleTiming;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  /** The broker cannot go on: the operator must act, or a promise of our own code was broken. */
  readonly onFatal: (reason: unknown) => void;
}

interface LifecycleMetadata {
  /** Exclusive end of what the image holds. */
  readonly appliedOffset: Offset;
  /** Rejects REQUEST_TIMED_OUT. */
  waitFor(offset: Offset, timeoutMs: Millis): Promise<void>;
}

interface LifecycleStorage {
  readonly directoryIds: readonly DirectoryId[];
  readonly offlineDirectoryIds: readonly DirectoryId[];
  readonly provenDurable: boolean;
  previousEpoch(): Promise<BrokerEpoch>;
  remember(epoch: BrokerEpoch): Promise<void>;
}

interface LifecycleTiming {
  /** `broker.heartbeat.interval.ms` */
  readonly heartbeatIntervalMs: Millis;
  /** A heartbeat without an answer for so long is late, whatever has become usual. */
  readonly heartbeatLateMs: Millis;
  /** One without an answer for so long is given up; longer where late answers have become usual. */
  readonly heartbeatTimeoutMs: Millis;
  /** After a failed registration; grows with every further one. */
  readonly retryMs: Millis;
  /** `initial.broker.registration.timeout.ms`: a broker that could not register for so long says so as a warning. */
  readonly registrationTimeoutMs: Millis;
  /** `log.dir.failure.timeout.ms`: a broker that could not tell of a failed directory for so long ends. */
  readonly directoryFailureTimeoutMs: Millis;
}

export type LifecycleState =
  | { readonly kind: 'starting' }
  /** The broker is registered; its image has not reached the registration. */
  | { readonly kind: 'catchingUp' }
  /** Serving what the metadata gives it, which is nothing while fenced. */
  | { readonly kind: 'fenced' }
  | { readonly kind: 'running' }
  /** Leaderships are moving away. */
  | { readonly kind: 'shuttingDown' }
  | { readonly kind: 'stopped' };

/** What no repetition cures. */
const OPERATOR_ERRORS: ReadonlySet<string> = new Set([
  'INCONSISTENT_CLUSTER_ID',
  'INVALID_REGISTRATION',
  'UNSUPPORTED_VERSION',
  'CLUSTER_AUTHORIZATION_FAILED',
]);

/** The most that late answers add to the timeout of a heartbeat. */
const HEARTBEAT_EXTRA_MS_MAX = 8_000;
/** Answers later than this share of the timeout are late. */
const HEARTBEAT_NORMAL_SHARE = 0.25;
/** A failed registration is repeated after at most so many times the first pause. */
const RETRY_GROWTH_MAX = 8;

/**
 * Registration, heartbeats and controlled shutdown. The broker counts as caught up when its image has reached its own
 * registration, never the moving end of the log (KAFKA-13959).
 */
export class BrokerLifecycle {
  private stateNow: LifecycleState = { kind: 'starting' };
  private epoch: BrokerEpoch = -1;
  private activated = false;
  private wantShutdown = false;
  private readonly abort = new AbortController();
  private readonly runningNow = deferred();
  private readonly shutDownNow = deferred();
  private endWait: (() => void) | undefined;
  private heartbeatRequested = false;
  /** The controller held back its latest answer, as it will the next one. */
  private isHeldBack = false;
  private loop: Promise<void> | undefined;

  private readonly options: LifecycleOptions;
  private readonly patience: Patience;
  private readonly failures: UnreportedFailures;

  constructor(options: LifecycleOptions) {
    this.options = options;
    const { timers, onFatal, timing } = options;
    this.failures = new UnreportedFailures({ timers, onFatal, timeoutMs: timing.directoryFailureTimeoutMs });
    const normalDelayMs = options.timing.heartbeatTimeoutMs * HEARTBEAT_NORMAL_SHARE;
    this.patience = new Patience({ normalDelayMs, extraMsMax: HEARTBEAT_EXTRA_MS_MAX });
  }

  get state(): LifecycleState {
    return this.stateNow;
  }

  /** -1 before the first registration. */
  get brokerEpoch(): BrokerEpoch {
    return this.epoch;
  }

  start(): void {
    assert(this.loop === undefined, 'a lifecycle starts once');
    this.loop = this.run();
  }

  /** Resolves when the controller has unfenced this broker for the first time. */
  whenRunning(): Promise<void> {
    return this.runningNow.promise;
  }

  /** Called for something that the controller should hear of now: a failed directory, a new controller. */
  heartbeatSoon(): void {
    if (this.loop !== undefined && !this.abort.signal.aborted)
      this.failures.notice(this.options.storage.offlineDirectoryIds);
    this.heartbeatRequested = true;
    this.endWait?.();
  }

  /** Asks to have every leadership moved away; resolves true when that is done, false when `timeoutMs` is over. */
  async controlledShutdown(timeoutMs: Millis): Promise<boolean> {
    if (!this.activated || this.stateNow.kind === 'stopped') return false;
    this.wantShutdown = true;
    this.stateNow = { kind: 'shuttingDown' };
    this.heartbeatSoon();
    let finished = true;
    const timer = this.options.timers.set(timeoutMs, () => {
      finished = false;
      this.shutDownNow.resolve();
    });
    await this.shutDownNow.promise;
    this.options.timers.clear(timer);
    return finished;
  }

  /** Ends the heartbeats; the controller notices by the end of the session. */
  async stop(): Promise<void> {
    this.stateNow = { kind: 'stopped' };
    this.abort.abort();
    this.failures.stop();
    this.endWait?.();
    this.options.controller.endSession();
    await this.loop;
    this.shutDownNow.resolve();
  }

  private async run(): Promise<void> {
    try {
      const previous = await this.options.storage.previousEpoch();
      let registered = await this.register(previous);
      while (registered !== undefined) {
        await this.serve(registered);
        if (this.abort.signal.aborted) return;
        registered = await this.register(this.epoch);
      }
    } catch (reason) {
      if (!this.abort.signal.aborted) this.options.onFatal(reason);
    }
  }

  /**
   * The offset to catch up to; undefined when stopped meanwhile. Goes on for as long as it takes: where controllers are
   * slow or away, a broker that ended would only have to be started again.
   */
  private async register(previousEpoch: BrokerEpoch): Promise<Offset | undefined> {
    const { options } = this;
    const failures = new RegistrationFailures(options);
    while (!this.abort.signal.aborted) {
      try {
        const { brokerEpoch, metadataOffset } = await options.controller.registerBroker({
          clusterId: options.clusterId,
          brokerId: options.brokerId,
          incarnationId: options.incarnationId,
          listeners: options.listeners(),
          rack: options.rack,
          directories: options.storage.directoryIds,
          features: options.features,
          metadataLevelMax: METADATA_LEVEL_MAX,
          previousBrokerEpoch: previousEpoch,
          // A broker that registers anew without having died has lost nothing since: only the first time needs the
          // proof.
          provenDurable: this.epoch >= 0 || options.storage.provenDurable,
          bootId: options.bootId,
        });
        if (this.abort.signal.aborted) return undefined;
        // On disk before anything is served under it: the next start proves its data by this epoch.
        await options.storage.remember(brokerEpoch);
        const changed = this.epoch >= 0 && this.epoch !== brokerEpoch;
        this.epoch = brokerEpoch;
        if (changed) options.registrationChanged();
        options.logger.info({ brokerId: options.brokerId, brokerEpoch, metadataOffset }, 'registered');
        return metadataOffset;
      } catch (reason) {
        if (!(reason instanceof DraveError) || OPERATOR_ERRORS.has(reason.code)) throw reason;
        failures.add(reason);
      }
      await this.sleep(failures.pauseMs);
    }
    return undefined;
  }

  /** Heartbeats under one registration, until it is over or the broker stops. */
  private async serve(registeredAt: Offset): Promise<void> {
    if (!this.activated) this.stateNow = { kind: 'catchingUp' };
    const caughtUp = this.catchUp(registeredAt).catch((reason: unknown) => this.options.onFatal(reason));
    while (!this.abort.signal.aborted) {
      this.heartbeatRequested = false;
      const outcome = await this.heartbeat();
      if (outcome === 'registrationOver') break;
      if (outcome === 'done' && !this.heartbeatRequested) await this.sleep(this.options.timing.heartbeatIntervalMs);
    }
    await caughtUp;
  }

  private async catchUp(offset: Offset): Promise<void> {
    const { options } = this;
    const epoch = this.epoch;
    while (!this.abort.signal.aborted && this.epoch === epoch) {
      try {
        await options.metadata.waitFor(offset, options.timing.heartbeatIntervalMs);
        if (this.abort.signal.aborted) return;
        if (!this.activated) {
          this.activated = true;
          this.stateNow = { kind: 'fenced' };
          options.activate();
        }
        this.heartbeatSoon();
        return;
      } catch (reason) {
        if (!(reason instanceof DraveError) || reason.code !== 'REQUEST_TIMED_OUT') throw reason;
      }
    }
  }

  /** `held`: the controller has waited until the next one is due. */
  private async heartbeat(): Promise<'done' | 'held' | 'registrationOver'> {
    const { options } = this;
    const { timing } = options;
    const sentMs = options.clock.monotonicMs();
    // Who is not in service wants to hear of it at once.
    const maxWaitMs = this.stateNow.kind === 'running' ? timing.heartbeatIntervalMs : 0;
    const timeoutMs = maxWaitMs + timing.heartbeatTimeoutMs + this.patience.extraMs(sentMs);
    const lateMs = (this.isHeldBack ? maxWaitMs : 0) + timing.heartbeatLateMs;
    if (maxWaitMs > 0) this.endWait = () => options.controller.answerSoon();
    let timer = options.timers.set(lateMs, () => {
      timer = options.timers.set(timeoutMs - lateMs, () => options.controller.endSession());
      options.controller.controllerLate();
    });
    const offlineDirectories = options.storage.offlineDirectoryIds;
    this.failures.notice(offlineDirectories);
    try {
      const response = await options.controller.heartbeat({
        brokerId: options.brokerId,
        brokerEpoch: this.epoch,
        metadataOffset: options.metadata.appliedOffset,
        wantFence: !this.activated,
        wantShutdown: this.wantShutdown,
        offlineDirectories,
        maxWaitMs,
      });
      this.failures.acknowledged(offlineDirectories);
      this.take(response);
      this.isHeldBack = response.held;
      return response.held ? 'held' : 'done';
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      if (reason.code === 'STALE_BROKER_EPOCH' || reason.code === 'BROKER_ID_NOT_REGISTERED') {
        options.logger.warn({ code: reason.code }, 'the registration is over; registering anew');
        return 'registrationOver';
      }
      options.logger.debug({ code: reason.code }, `heartbeat failed: ${reason.message}`);
      return 'done';
    } finally {
      options.timers.clear(timer);
      this.endWait = undefined;
      const nowMs = options.clock.monotonicMs();
      this.patience.observe(Math.max(0, nowMs - sentMs - maxWaitMs), nowMs);
    }
  }

  private take({ fenced, shouldShutDown }: BrokerHeartbeatResponse): void {
    if (this.wantShutdown) {
      if (shouldShutDown) this.shutDownNow.resolve();
      return;
    }
    if (!this.activated || this.abort.signal.aborted) return;
    const kind = fenced ? 'fenced' : 'running';
    if (this.stateNow.kind !== kind)
      this.options.logger.info({ brokerId: this.options.brokerId }, `the broker is ${kind}`);
    this.stateNow = { kind };
    if (!fenced && !this.runningNow.settled) this.runningNow.resolve();
  }

  /** Ends early when `heartbeatSoon` is called, or at the stop. */
  private sleep(spanMs: Millis): Promise<void> {
    return new Promise((resolve) => {
      if (this.abort.signal.aborted) {
        resolve();
        return;
      }
      const timer = this.options.timers.set(spanMs, () => {
        this.endWait = undefined;
        resolve();
      });
      this.endWait = () => {
        this.endWait = undefined;
        this.options.timers.clear(timer);
        resolve();
      };
    });
  }
}

/** What a broker that cannot register says, and how long it pauses. */
class RegistrationFailures {
  private readonly options: LifecycleOptions;
  private readonly sinceMs: Millis;
  private count = 0;
  private lastText = '';
  private nextWarningMs: Millis;

  constructor(options: LifecycleOptions) {
    this.options = options;
    this.sinceMs = options.clock.monotonicMs();
    this.nextWarningMs = this.sinceMs + options.timing.registrationTimeoutMs;
  }

  /** Before the next attempt: short at first, because controllers that start take only a moment. */
  get pauseMs(): Millis {
    const { retryMs } = this.options.timing;
    return Math.min(retryMs * RETRY_GROWTH_MAX, retryMs * 1.5 ** Math.max(0, this.count - 1));
  }

  /** The same reason is told once, and again as a warning each time the registration timeout has passed. */
  add({ code, message }: DraveError): void {
    const { clock, logger, timing } = this.options;
    this.count++;
    const nowMs = clock.monotonicMs();
    if (nowMs >= this.nextWarningMs) {
      this.nextWarningMs = nowMs + timing.registrationTimeoutMs;
      const waited = `the broker could not register for ${Math.round((nowMs - this.sinceMs) / 1_000)} s`;
      logger.warn({ code, attempts: this.count }, `${waited} and goes on trying; are the controllers up? ${message}`);
    } else if (message === this.lastText) {
      logger.debug({ code, attempts: this.count }, `registration failed, trying again: ${message}`);
    } else {
      logger.info({ code }, `registration failed, trying again: ${message}`);
    }
    this.lastText = message;
  }
}
