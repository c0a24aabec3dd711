import { randomBytes } from 'node:crypto';
import { DraveError, type Endpoint } from '@drave/base';
import type { Env } from '../../env.js';
import { SeededRandom } from '../../seeded-random.js';
import { EventHeap } from '../../sim/event-heap.js';
import {
  lifeOf,
  SimHost,
  SimPipe,
  type Cancellable,
  type HostWorld,
  type SimEvent,
  type SimHostOptions,
  type SimLife,
  type SimListener,
  type SimOwner,
} from '../../sim/host.js';
import { SimLinks } from '../../sim/links.js';

/** What is due so soon is waited for in turns of the event loop: Node's timers know no part of a millisecond. */
const TURN_US_MAX = 500;
/** Longer delays overflow in Node. */
const DELAY_MS_MAX = 2 ** 31 - 1;
/** So many events that were cancelled, and more than half of all, are swept out. */
const CANCELLED_MIN = 1_000;
const LOOPBACK = '127.0.0.1';
/** Ports of the connecting sides, which nothing is bound to. */
const CLIENT_PORT_FIRST = 32_768;

/** Told that something a host ran has thrown: in a process of its own that would have ended the process. */
type OnThrown = (life: SimLife, reason: unknown) => void;

/**
 * The hosts of the simulator in real time, within this process: what they do is done when the system's clock says so,
 * in turns of the event loop. They share the ports of one loopback address. A host that crashes or stands still does
 * so as in the simulator: from that instant nothing runs for it.
 */
export class RealTimeWorld implements HostWorld {
  readonly random: SeededRandom;
  readonly links: SimLinks;
  readonly wallMsStart: number;
  private readonly startedMs = performance.now();
  private heap = new EventHeap();
  private sequence = 0;
  private cancelled = 0;
  /** What will run the next event; undefined when there is none. */
  private wake: { readonly dueUs: number; readonly cancel: () => void } | undefined;
  private readonly bound = new Map<number, { readonly life: SimLife; readonly listener: SimListener }>();
  private readonly onThrown: OnThrown;
  private clientPort = CLIENT_PORT_FIRST;

  constructor(onThrown: OnThrown) {
    this.onThrown = onThrown;
    this.random = new SeededRandom(randomBytes(6).readUIntBE(0, 6));
    this.wallMsStart = Date.now();
    this.links = new SimLinks(this, { delayMsMin: 0, delayMsJitter: 0 });
  }

  createHost(name: string, options: SimHostOptions, createEnv: (life: SimLife) => Env): SimHost {
    return new SimHost(this, name, options, createEnv);
  }

  nowMs(): number {
    return performance.now() - this.startedMs;
  }

  /** What happens here is told by the logs of the nodes. */
  trace(): void {}

  /** Events run in the order in which they are due, each in a turn of its own. */
  schedule(delayMs: number, run: () => void, owner?: SimOwner, kind = 'event'): Cancellable {
    return this.add(this.nowUs() + Math.max(0, delayMs) * 1000, run, owner, kind);
  }

  scheduleAt(atMs: number, run: () => void, owner?: SimOwner, kind = 'event'): Cancellable {
    return this.add(Math.max(this.nowUs(), atMs * 1000), run, owner, kind);
  }

  deliver(life: SimLife, run: () => void, kind: string): void {
    if (!life.alive) return;
    if (life.deliveriesWaiting === 0 && life.host.runsNow(this.nowUs())) return this.guard(life, run);
    life.deliveriesWaiting++;
    const runInTurn = (): void => {
      life.deliveriesWaiting--;
      run();
    };
    this.schedule(0, runInTurn, life, kind);
  }

  /** What was held is due for longer than anything that is still to come, and runs before it. */
  release(events: readonly SimEvent[]): void {
    for (const event of events) this.push(event);
  }

  /** What a life that has ended was to do would be held until it is due. */
  forget(life: SimLife): void {
    this.sweep((event) => event.life !== life);
  }

  bind(owner: SimOwner, port: number, listener: SimListener): { readonly endpoint: Endpoint; unbind(): void } {
    const life = lifeOf(owner);
    if (this.bound.get(port)?.life.alive === true)
      throw new DraveError('ADDRESS_IN_USE', `the port ${port} is in use; choose another one`);
    const entry = { life, listener };
    this.bound.set(port, entry);
    return {
      endpoint: { host: LOOPBACK, port },
      unbind: () => {
        if (this.bound.get(port) === entry) this.bound.delete(port);
      },
    };
  }

  dial(owner: SimOwner, target: Endpoint): Promise<SimPipe> {
    const life = lifeOf(owner);
    return new Promise((resolve, reject) => {
      this.schedule(0, () => {
        const entry = this.bound.get(target.port);
        if (entry?.life.alive !== true) {
          const text = `connection to ${target.host}:${target.port} was refused`;
          const error = new DraveError('NETWORK_EXCEPTION', text, { metadata: { reason: 'refused' } });
          this.deliver(life, () => reject(error), 'refuse');
          return;
        }
        const [ours, theirs] = SimPipe.pair(this, life, entry.life, target, this.clientPort++);
        this.deliver(entry.life, () => entry.listener.onPipe(theirs), 'accept');
        this.deliver(life, () => resolve(ours), 'connected');
      });
    });
  }

  private nowUs(): number {
    return this.nowMs() * 1000;
  }

  private add(timeUs: number, run: () => void, owner: SimOwner | undefined, kind: string): Cancellable {
    const life = owner === undefined ? undefined : lifeOf(owner);
    const event: SimEvent = { timeUs, sequence: this.sequence++, kind, life, run };
    if (life?.alive !== false) this.push(event);
    return { cancel: () => this.cancel(event) };
  }

  private push(event: SimEvent): void {
    this.heap.push(event);
    this.wakeFor(event.timeUs);
  }

  private postpone(event: SimEvent, timeUs: number): void {
    event.timeUs = timeUs;
    event.sequence = this.sequence++;
    this.push(event);
  }

  private cancel(event: SimEvent): void {
    if (event.run === undefined) return;
    event.run = undefined;
    this.cancelled++;
    if (this.cancelled > CANCELLED_MIN && this.cancelled * 2 > this.heap.length) this.sweep(() => true);
  }

  private sweep(keep: (event: SimEvent) => boolean): void {
    const old = this.heap;
    this.heap = new EventHeap();
    this.cancelled = 0;
    for (let event = old.pop(); event !== undefined; event = old.pop())
      if (event.run !== undefined && keep(event)) this.heap.push(event);
  }

  private wakeFor(dueUs: number): void {
    if (this.wake !== undefined && this.wake.dueUs <= dueUs) return;
    this.wake?.cancel();
    const leftUs = dueUs - this.nowUs();
    if (leftUs <= TURN_US_MAX) {
      const immediate = setImmediate(() => this.runDue());
      this.wake = { dueUs, cancel: () => clearImmediate(immediate) };
    } else {
      const timer = setTimeout(() => this.runDue(), Math.min(Math.ceil(leftUs / 1000), DELAY_MS_MAX));
      // A world that nobody asks anything is no reason to keep the process alive.
      timer.unref();
      this.wake = { dueUs, cancel: () => clearTimeout(timer) };
    }
  }

  /** Runs the first event if it is due; promise jobs settle before the next one. */
  private runDue(): void {
    this.wake = undefined;
    const next = this.heap.peek();
    try {
      // Node's timers may fire up to a millisecond early, the simulator's never.
      if (next === undefined || next.timeUs > this.nowUs()) return;
      this.heap.pop();
      this.run(next);
    } finally {
      const following = this.heap.peek();
      if (following !== undefined) this.wakeFor(following.timeUs);
    }
  }

  private run(event: SimEvent): void {
    const { life, run } = event;
    if (run === undefined) {
      this.cancelled--;
      return;
    }
    if (life?.alive === false) return;
    if (life !== undefined && !life.host.runsNow(this.nowUs())) {
      const goesOnUs = life.host.holdUntilUs(event);
      if (goesOnUs !== undefined) this.postpone(event, goesOnUs);
      return;
    }
    event.run = undefined;
    if (life === undefined) run();
    else this.guard(life, run);
  }

  private guard(life: SimLife, run: () => void): void {
    try {
      run();
    } catch (reason) {
      this.onThrown(life, reason);
    }
  }
}
