import { DrainLoop, DraveError, type Millis, type NodeId } from '@drave/base';
import type { TimerHandle } from '@drave/env';
import type { Backoff } from '../backoff.js';
import type { ClientEnv } from '../options.js';
import { type BrokerLink, BrokerLinks } from './broker-links.js';
import type { ClusterMetadata } from './cluster-metadata.js';

interface BrokerLinkLoopPorts {
  readonly env: ClientEnv;
  readonly metadata: ClusterMetadata;
  readonly backoff: Backoff;
  readonly settings: { readonly leaderSilenceMs: Millis };
  /** Called once when a turn has thrown and the loop has ended: what it owns may be in any state. */
  failed(error: DraveError): void;
}

/** A link that knows when its broker last sent something, or when something was first expected of it. */
interface WatchedLink extends BrokerLink {
  readonly brokerId: NodeId;
  readonly lastReceivedMs: Millis;
}

/**
 * One drain loop with one timer over one link per broker. The producer's `Sender` and the consumer's `Fetcher` share
 * it.
 */
export class BrokerLinkLoop<Link extends WatchedLink> {
  readonly links: BrokerLinks<Link>;
  private readonly ports: BrokerLinkLoopPorts;
  private readonly loop: DrainLoop;
  private readonly delayMinMs: Millis;
  private timer: TimerHandle | undefined;
  private timerAtMs: Millis = Number.POSITIVE_INFINITY;
  private wakeAtMs: Millis = Number.POSITIVE_INFINITY;
  private stoppedNow = false;

  /**
   * `turn` does what is due, and calls `wakeBy` with the time of the next turn. The timer waits at least `delayMinMs`.
   */
  constructor(ports: BrokerLinkLoopPorts, delayMinMs: Millis, turn: (nowMs: Millis) => void) {
    this.ports = ports;
    this.delayMinMs = delayMinMs;
    this.links = new BrokerLinks(ports.backoff);
    this.loop = new DrainLoop(
      () => {
        const nowMs = ports.env.clock.monotonicMs();
        this.wakeAtMs = Number.POSITIVE_INFINITY;
        turn(nowMs);
        this.arm(nowMs);
      },
      (reason) => ports.failed(DraveError.from(reason)),
    );
  }

  get stopped(): boolean {
    return this.stoppedNow;
  }

  wake(): void {
    this.loop.wake();
  }

  /**
   * Asks for a turn at `atMs` (monotonic). A time at or before `notBeforeMs` is ignored: what was due by then waits for
   * something else, which will wake the loop.
   */
  wakeBy(atMs: Millis, notBeforeMs: Millis = Number.NEGATIVE_INFINITY): void {
    if (atMs > notBeforeMs && atMs < this.wakeAtMs) this.wakeAtMs = atMs;
  }

  /**
   * Called while something is expected from the link's broker. A silent broker may have nothing to send, or may hang,
   * so after `leaderSilenceMs` other brokers are asked for the current leaders.
   */
  watch(link: Link, nowMs: Millis): void {
    const { leaderSilenceMs } = this.ports.settings;
    if (nowMs - link.lastReceivedMs >= leaderSilenceMs) {
      this.ports.metadata.request();
      this.wakeBy(nowMs + leaderSilenceMs);
    } else {
      this.wakeBy(link.lastReceivedMs + leaderSilenceMs);
    }
  }

  /** Removes a lost link: its broker gets a pause, and other brokers are asked for the current leaders. */
  lost(link: Link): void {
    this.links.lost(link.brokerId, link, this.ports.env.clock.monotonicMs());
    if (!this.stoppedNow) this.ports.metadata.request();
  }

  async stop(error: DraveError): Promise<void> {
    this.stoppedNow = true;
    await this.loop.stop();
    if (this.timer !== undefined) this.ports.env.timers.clear(this.timer);
    this.links.dropAll(error);
  }

  private arm(nowMs: Millis): void {
    // The minimum delay counts from this turn, so a timer that has it is set again; any other is kept when its time is
    // right.
    const isSet = this.delayMinMs === 0 && this.wakeAtMs === this.timerAtMs;
    if (this.stoppedNow || isSet) return;
    if (this.timer !== undefined) this.ports.env.timers.clear(this.timer);
    this.timer = undefined;
    this.timerAtMs = this.wakeAtMs;
    if (!Number.isFinite(this.wakeAtMs)) return;
    this.timer = this.ports.env.timers.set(Math.max(this.delayMinMs, this.wakeAtMs - nowMs), () => {
      this.timer = undefined;
      this.timerAtMs = Number.POSITIVE_INFINITY;
      this.loop.wake();
    });
  }
}
