import { assert, DraveError, type Endpoint } from '@drave/base';
import { afterPromiseJobs, promiseJobRunner, settlePromiseJobs } from './driver.js';
import { createSimEnv } from './env.js';
import { EventHeap } from './event-heap.js';
import {
  lifeOf,
  SimHost,
  type Cancellable,
  type HostWorld,
  type SimEvent,
  type SimHostOptions,
  type SimLife,
  type SimListener,
  type SimOwner,
  type SimPipe,
} from './host.js';
import { type LinkFaults, SimLinks } from './links.js';
import { SimPorts } from './ports.js';
import { SeededRandom } from '../seeded-random.js';
import { SimTrace } from './trace.js';

interface SimWorldOptions {
  /** A non-negative safe integer. Seed and commit name a run. */
  readonly seed: number;
  /** Wall time of every host at the start, ms since 1970. Default 2025-01-01. */
  readonly wallMsStart?: number;
  /** What every link does until `links.set` says otherwise. */
  readonly links?: Partial<LinkFaults>;
}

const WALL_MS_START = 1_735_689_600_000;

/** After so many events the real event loop gets a turn, so that a runner can be interrupted. */
const EVENTS_PER_TURN = 256;

/**
 * The whole simulated world: one seed, one heap of events, virtual time. Everything that happens is an event; between
 * two events all promise jobs settle, so a run depends on the seed and the code alone. Never share objects between
 * worlds.
 */
export class SimWorld implements HostWorld {
  readonly random: SeededRandom;
  readonly links: SimLinks;
  readonly wallMsStart: number;
  private readonly ports: SimPorts;
  /**
   * Says when the next event, due at this virtual time, may run: at once, when it answers undefined. Whoever wants to
   * watch a run makes it slow with this; it is called between two events, and changes nothing of what happens.
   */
  pace: ((dueMs: number) => Promise<void> | undefined) | undefined;
  private readonly heap = new EventHeap();
  private readonly hostsByName = new Map<string, SimHost>();
  private readonly history = new SimTrace();
  private readonly checks: (() => void)[] = [];
  private nowUs = 0;
  private sequence = 0;
  private eventCount = 0;

  constructor(options: SimWorldOptions) {
    this.random = new SeededRandom(options.seed);
    this.wallMsStart = options.wallMsStart ?? WALL_MS_START;
    this.links = new SimLinks(this, options.links ?? {});
    this.ports = new SimPorts(this);
  }

  /** Virtual milliseconds since the start, with microsecond steps. */
  nowMs(): number {
    return this.nowUs / 1000;
  }

  get eventsRun(): number {
    return this.eventCount;
  }

  /** Events that wait, including cancelled ones. 0 with work undone means a lost wake-up. */
  get eventsPending(): number {
    return this.heap.length;
  }

  /**
   * Runs once at now + `delayMs` (rounded to microseconds). With an owner it never runs in another incarnation, and
   * waits while the host is paused. `kind` is what the trace shows.
   */
  schedule(delayMs: number, run: () => void, owner?: SimOwner, kind = 'event'): Cancellable {
    return this.add(this.nowUs + Math.max(0, Math.round(delayMs * 1000)), run, owner, kind);
  }

  /** Runs once at this time (rounded to microseconds), or now when it is past. */
  scheduleAt(atMs: number, run: () => void, owner?: SimOwner, kind = 'event'): Cancellable {
    return this.add(Math.max(this.nowUs, Math.round(atMs * 1000)), run, owner, kind);
  }

  private add(timeUs: number, run: () => void, owner: SimOwner | undefined, kind: string): Cancellable {
    assert(
      Number.isSafeInteger(timeUs),
      `events are due after a number of milliseconds, not at ${timeUs} microseconds`,
    );
    const life = owner === undefined ? undefined : lifeOf(owner);
    const event: SimEvent = { timeUs, sequence: this.sequence++, kind, life, run };
    if (life === undefined || life.alive) this.heap.push(event);
    return {
      cancel() {
        event.run = undefined;
      },
    };
  }

  createHost(name: string, options: SimHostOptions = {}): SimHost {
    assert(!this.hostsByName.has(name), `a host named '${name}' exists already`);
    const host = new SimHost(this, name, options, createSimEnv);
    this.hostsByName.set(name, host);
    return host;
  }

  host(name: string): SimHost | undefined {
    return this.hostsByName.get(name);
  }

  /** Every host, in order of name. */
  hosts(): SimHost[] {
    return [...this.hostsByName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /**
   * Listens on (host, port) for the current incarnation; port 0 takes a free one. @throws DraveError ADDRESS_IN_USE.
   */
  bind(owner: SimOwner, port: number, listener: SimListener): { readonly endpoint: Endpoint; unbind(): void } {
    return this.ports.bind(lifeOf(owner), port, listener);
  }

  /** Who listens there now; undefined when nobody does or the host is dead. */
  lookup(host: string, port: number): SimListener | undefined {
    return this.ports.lookup(host, port);
  }

  /**
   * Opens an ordered message pipe to whoever listens there. Rejects NETWORK_EXCEPTION with metadata.reason 'refused' a
   * round trip later when nobody does; never settles while the link is silent.
   */
  dial(owner: SimOwner, target: Endpoint): Promise<SimPipe> {
    return this.ports.dial(lifeOf(owner), target);
  }

  /**
   * Every connection of the host to the hosts chosen, all by default, is reset on both sides, as by a middlebox that
   * has forgotten it. What is under way on it is lost.
   */
  resetConnections(host: SimHost, isChosen: (other: SimHost) => boolean = () => true): void {
    this.trace('reset', host.name, '');
    for (const pipe of [...host.life.pipes]) if (isChosen(pipe.remoteLife.host)) pipe.breakUp();
  }

  /** The host gives up its connections to the other one, which learns of it when it sends something. */
  giveUpConnections(host: SimHost, other: SimHost): void {
    this.trace('give-up', host.name, other.name);
    for (const pipe of [...host.life.pipes]) if (pipe.remoteLife.host === other) pipe.giveUp();
  }

  /** Registers an invariant, checked after every event; it throws to fail the run. */
  onAfterEvent(check: () => void): void {
    this.checks.push(check);
  }

  trace(kind: string, owner: string, detail: string): void {
    this.history.add(this.nowUs, kind, owner, detail);
  }

  /** The hash over everything that happened so far. */
  get traceHash(): string {
    return this.history.hash;
  }

  lastEvents(count: number): string[] {
    return this.history.last(count);
  }

  /**
   * Runs the next event and lets every promise job settle. False when nothing is left. @throws what an event or a check
   * threw.
   */
  async step(): Promise<boolean> {
    await settlePromiseJobs();
    const ran = this.runNext(Number.POSITIVE_INFINITY);
    if (ran) await settlePromiseJobs();
    this.afterEvent();
    return ran;
  }

  /** Lets this much virtual time pass. */
  async runFor(durationMs: number): Promise<void> {
    const endUs = this.nowUs + Math.round(durationMs * 1000);
    await this.runWhile(() => true, endUs);
    this.nowUs = Math.max(this.nowUs, endUs);
  }

  /**
   * Runs until the predicate holds; false when the time is up, or at once when no event is left that could change it.
   */
  async runUntil(predicate: () => boolean, timeoutMs: number): Promise<boolean> {
    const endUs = this.nowUs + Math.round(timeoutMs * 1000);
    await this.runWhile(() => !predicate(), endUs);
    if (predicate()) return true;
    if (this.heap.length > 0) this.nowUs = Math.max(this.nowUs, endUs);
    return false;
  }

  /**
   * Drives the world until the promise settles and hands on its outcome. @throws DraveError REQUEST_TIMED_OUT when it
   * does not.
   */
  async finish<T>(promise: Promise<T>, timeoutMs = 60_000): Promise<T> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    if (!(await this.runUntil(() => settled, timeoutMs)))
      throw new DraveError(
        'REQUEST_TIMED_OUT',
        `unsettled after ${timeoutMs} virtual ms\n${this.lastEvents(20).join('\n')}`,
      );
    return promise;
  }

  /** Runs something for a host as if it were an event of its own: now, or as soon as a paused or busy host goes on. */
  deliver(life: SimLife, run: () => void, kind: string): void {
    if (!life.alive) return;
    if (life.deliveriesWaiting === 0 && life.host.runsNow(this.nowUs)) return run();
    life.deliveriesWaiting++;
    const runInTurn = (): void => {
      life.deliveriesWaiting--;
      run();
    };
    this.schedule(0, runInTurn, life, kind);
  }

  private async runWhile(wanted: () => boolean, endUs: number): Promise<void> {
    const runPromiseJobs = await promiseJobRunner();
    await settlePromiseJobs();
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        try {
          for (let count = 0; count < EVENTS_PER_TURN; count++) {
            this.afterEvent();
            if (!wanted()) return resolve();
            const held = this.heldBack(endUs);
            // What was done meanwhile may have changed what is wanted, and what comes next.
            if (held !== undefined) return void held.then(() => afterPromiseJobs(turn), reject);
            if (!this.runNext(endUs)) return resolve();
            if (runPromiseJobs === undefined) break;
            runPromiseJobs();
          }
          afterPromiseJobs(turn);
        } catch (reason) {
          reject(reason);
        }
      };
      // Not from here: this is a promise job, and those cannot wait for each other.
      afterPromiseJobs(turn);
    });
  }

  private heldBack(endUs: number): Promise<void> | undefined {
    if (this.pace === undefined) return undefined;
    for (;;) {
      const event = this.heap.peek();
      if (event === undefined || event.timeUs > endUs) return undefined;
      if (isDue(event)) return this.pace(event.timeUs / 1000);
      this.heap.pop();
    }
  }

  private afterEvent(): void {
    for (const check of this.checks) check();
  }

  /** Runs the first event that can run at or before `endUs`; false when there is none. */
  private runNext(endUs: number): boolean {
    for (;;) {
      const event = this.heap.peek();
      if (event === undefined || event.timeUs > endUs) return false;
      this.heap.pop();
      const { run, life } = event;
      if (run === undefined || !isDue(event)) continue;
      this.nowUs = event.timeUs;
      if (life !== undefined && !life.host.runsNow(this.nowUs)) {
        const goesOnUs = life.host.holdUntilUs(event);
        if (goesOnUs !== undefined) {
          this.postpone(event, goesOnUs);
        }
        continue;
      }
      this.history.add(this.nowUs, event.kind, life?.host.name ?? '', '');
      this.eventCount++;
      event.run = undefined;
      life?.host.charge(this.nowUs);
      run();
      return true;
    }
  }

  /** Puts back what a paused host held, in its old order. */
  release(events: readonly SimEvent[]): void {
    for (const event of events) this.postpone(event, this.nowUs);
  }

  /** Puts the event behind whatever was postponed to that instant before. */
  private postpone(event: SimEvent, timeUs: number): void {
    event.timeUs = timeUs;
    event.sequence = this.sequence++;
    this.heap.push(event);
  }
}

/** False for what was cancelled, or whose process has died. */
function isDue({ run, life }: SimEvent): boolean {
  return run !== undefined && life?.alive !== false;
}
