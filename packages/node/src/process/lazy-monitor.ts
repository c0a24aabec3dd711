import { DraveError, type Millis } from '@drave/base';
import type { TimerHandle, Timers } from '@drave/env';
import type { HttpAnswer, HttpRequest } from '@drave/console/exchange';
import { textAnswer } from './http-listener.js';
import type { RunningMonitor } from './open-monitor.js';

/**
 * A monitor that watches while somebody asks: it begins with a request, which waits for the first sample, and ends when
 * none has come for a while, with what it knew.
 */
export class LazyMonitor {
  private readonly timers: Pick<Timers, 'set' | 'clear'>;
  private readonly open: () => Promise<RunningMonitor>;
  private readonly idleMs: Millis;
  private opening: Promise<RunningMonitor> | undefined;
  private idleTimer: TimerHandle | undefined;
  private readonly ending = new Set<Promise<void>>();
  private isClosed = false;

  constructor(timers: Pick<Timers, 'set' | 'clear'>, open: () => Promise<RunningMonitor>, idleMs: Millis) {
    this.timers = timers;
    this.open = open;
    this.idleMs = idleMs;
  }

  async answer(request: HttpRequest): Promise<HttpAnswer> {
    if (this.isClosed) return unavailable('the cluster is being closed');
    this.restLater();
    const opening = this.opening ?? this.open();
    this.opening = opening;
    try {
      const monitor = await opening;
      await monitor.whenReady();
      return await monitor.answer(request);
    } catch (reason) {
      // The next request tries again.
      if (this.opening === opening) this.rest();
      return unavailable(DraveError.from(reason).message);
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.rest();
    await Promise.all(this.ending);
  }

  private restLater(): void {
    if (this.idleTimer !== undefined) this.timers.clear(this.idleTimer);
    this.idleTimer = this.timers.set(this.idleMs, () => this.rest());
  }

  private rest(): void {
    if (this.idleTimer !== undefined) this.timers.clear(this.idleTimer);
    this.idleTimer = undefined;
    const { opening } = this;
    if (opening === undefined) return;
    this.opening = undefined;
    // One that could not be opened has told so to those who asked.
    const ended = opening.then((monitor) => monitor.close()).catch(() => undefined);
    const noted = ended.finally(() => this.ending.delete(noted));
    this.ending.add(noted);
  }
}

function unavailable(why: string): HttpAnswer {
  return textAnswer(503, `${why}\n`);
}
