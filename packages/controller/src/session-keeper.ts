import { nextBeatMs, type BrokerEpoch, type Millis, type NodeId } from '@drave/base';
import type { Env, TimerHandle } from '@drave/env';
import type { BrokerRegistration, MetadataImage } from '@drave/metadata';
import type { ClusterConfig } from './cluster-config.js';
import type { ControllerMetrics } from './controller-metrics.js';
import { accept, type DecisionSteps } from './decision.js';
import { fenceRecords } from './decide/heartbeat.js';
import type { DialBackPort } from './ports.js';
import type { SessionTracker } from './session-tracker.js';
import type { WriteQueue } from './write-queue.js';

interface SessionKeeperOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'logger'>;
  readonly queue: WriteQueue;
  readonly tracker: SessionTracker;
  readonly config: ClusterConfig;
  readonly metrics: Pick<ControllerMetrics, 'failedOver'>;
  readonly dialBack: DialBackPort;
  /** `broker.session.timeout.ms`. */
  readonly sessionTimeoutMs: Millis;
  /** `broker.heartbeat.interval.ms`. */
  readonly heartbeatIntervalMs: Millis;
}

/** How the end of a broker's connection looked; the transport's words. */
export type ConnectionLoss = 'refused' | 'reset' | 'ended' | 'timeout';

/** Between two looks lies at most this share of a session, so that a pause of this process is measured about right. */
const INTERVAL_SHARE = 0.25;

/**
 * Ends the sessions of brokers that are gone: by time, at the very moment, or at once where the network proves it. Runs
 * while active.
 */
export class SessionKeeper {
  private readonly options: SessionKeeperOptions;
  private timer: TimerHandle | undefined;
  /** Counts the starts and stops: a verdict that was waiting over one of them is not spoken. */
  private term = 0;

  constructor(options: SessionKeeperOptions) {
    this.options = options;
  }

  start(): void {
    this.stop();
    this.arm();
  }

  stop(): void {
    this.term++;
    if (this.timer !== undefined) this.options.env.timers.clear(this.timer);
    this.timer = undefined;
  }

  /**
   * A broker's session connection broke. A timeout proves nothing; a reset or an end may mean that the process died, so
   * it is called back: a refusal, or an answer by another incarnation, ends the session now instead of at its timeout.
   */
  async connectionLost(broker: BrokerRegistration, loss: ConnectionLoss): Promise<void> {
    if (loss === 'timeout' || broker.fenced) return;
    const outcome = await this.options.dialBack.dial(broker, this.options.sessionTimeoutMs);
    const gone =
      outcome.kind === 'refused' || (outcome.kind === 'answered' && outcome.incarnationId !== broker.incarnationId);
    if (!gone) return;
    this.options.env.logger.info({ brokerId: broker.id, loss, outcome: outcome.kind }, 'broker is gone');
    const { tracker } = this.options;
    const same = tracker.epochOf(broker.id) === broker.epoch;
    const heardMs = same ? tracker.heardMs(broker.id) : undefined;
    // The session ends before the fencing is committed, because a heartbeat after that begins another session.
    if (same) tracker.end(broker.id);
    await this.fence([{ brokerId: broker.id, brokerEpoch: broker.epoch, heardMs }]);
  }

  private arm(): void {
    const { env, tracker, sessionTimeoutMs, heartbeatIntervalMs } = this.options;
    const nowMs = env.clock.monotonicMs();
    // Where it can, it looks at the instants at which heartbeats are answered, for which this process wakes up anyway.
    const intervalMs = Math.min(heartbeatIntervalMs, sessionTimeoutMs * INTERVAL_SHARE);
    const dueMs = Math.min(tracker.firstExpiryMs, nextBeatMs(nowMs, intervalMs));
    tracker.lookNextAt(dueMs);
    this.timer = env.timers.set(Math.max(0, dueMs - nowMs), () => this.tick());
  }

  private tick(): void {
    const { env, tracker } = this.options;
    const nowMs = env.clock.monotonicMs();
    // Whether this node still leads is Raft's to find out; a fencing that is decided in vain is never committed.
    tracker.noticeLateness(nowMs);
    const image = this.options.queue.speculativeImage;
    if (image !== undefined) tracker.coverAll(image, nowMs);
    if (tracker.expired(nowMs).length === 0) this.arm();
    else void this.endExpired(this.term);
  }

  /** Heartbeats that have arrived by now are read before a session ends. Never rejects. */
  private async endExpired(term: number): Promise<void> {
    const { env, tracker } = this.options;
    await env.timers.yieldTurn();
    // What the first turn has read from a connection may need another to reach its service.
    await env.timers.yieldTurn();
    if (term !== this.term) return;
    const expired = tracker.expired(env.clock.monotonicMs());
    const lost = expired.map((session) => ({ ...session, heardMs: tracker.heardMs(session.brokerId) }));
    for (const { brokerId } of lost) tracker.end(brokerId);
    if (expired.length > 0) {
      env.logger.info({ brokers: expired.map(({ brokerId }) => brokerId) }, 'broker sessions expired');
      void this.fence(lost);
    }
    this.arm();
  }

  /** Fences the brokers, all in one batch. A broker that has another epoch by then has a new session. Never rejects. */
  private async fence(brokers: readonly EndedSession[]): Promise<void> {
    const { config } = this.options;
    const decide = function* (image: MetadataImage): DecisionSteps<null> {
      const same = brokers.flatMap(({ brokerId, brokerEpoch }) => {
        const broker = image.broker(brokerId);
        return broker?.epoch === brokerEpoch ? [broker] : [];
      });
      return accept(yield* fenceRecords(image, same, config), null);
    };
    try {
      await this.options.queue.submit(decide, { name: 'fence brokers', linearizable: false });
      const nowMs = this.options.env.clock.monotonicMs();
      for (const { heardMs } of brokers) if (heardMs !== undefined) this.options.metrics.failedOver(nowMs - heardMs);
    } catch (reason) {
      // Leadership is gone, and with it this duty.
      this.options.env.logger.debug({ reason }, 'brokers could not be fenced');
    }
  }
}

interface EndedSession {
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
  /** Undefined where it was not heard of by this controller. */
  readonly heardMs: Millis | undefined;
}
