import { assert, encodeUuid, type Endpoint } from '@drave/base';
import type { Env } from '../env.js';
import { type DiskFaults, SimDiskState } from './disk-state.js';
import type { LogLine } from './log-line.js';
import type { SeededRandom } from '../seeded-random.js';
import { type StoreFaults, SimStoreState } from './store-state.js';

/** What a packet without payload weighs. */
const CONTROL_BYTES = 40;

export interface SimHostOptions {
  /** Bytes that the disk holds; unlimited by default. */
  readonly diskBytes?: number;
  readonly disk?: Partial<DiskFaults>;
  readonly store?: Partial<StoreFaults>;
}

export interface CrashOptions {
  /**
   * Power loss: un-synced disk and store data is torn, and the boot id changes. Default false: the process alone died.
   */
  readonly loseUnsynced?: boolean;
  /** The machine vanished: no reset reaches the peers, dialling meets silence. Default false. */
  readonly silent?: boolean;
}

export type SimOwner = SimHost | SimLife;

export interface Cancellable {
  cancel(): void;
}

/**
 * Something that happens at one instant of virtual time. Equal instants keep the order in which they were scheduled.
 */
export interface SimEvent {
  timeUs: number;
  sequence: number;
  readonly kind: string;
  /** Whose event it is. Undefined means the world's (links, faults): it runs whatever becomes of the hosts. */
  readonly life: SimLife | undefined;
  run: (() => void) | undefined;
}

/** Who is told of the connections to a bound port. */
export interface SimListener {
  /** Called in an event of the listening incarnation. Set `pipe.handlers` before returning. */
  onPipe(pipe: SimPipe): void;
}

/** What hosts, their processes and their connections ask of the world that they are in (`SimWorld`). */
export interface HostWorld {
  readonly random: SeededRandom;
  readonly wallMsStart: number;
  readonly links: HostLinks;
  nowMs(): number;
  trace(kind: string, owner: string, detail: string): void;
  schedule(delayMs: number, run: () => void, owner?: SimOwner, kind?: string): Cancellable;
  /**
   * The same at an instant as `nowMs` tells it, or at once when that is past. What is due at one instant runs in the
   * order of the calls: delays that are counted from the calls would not keep it where time passes between them.
   */
  scheduleAt(atMs: number, run: () => void, owner?: SimOwner, kind?: string): Cancellable;
  deliver(life: SimLife, run: () => void, kind: string): void;
  release(events: readonly SimEvent[]): void;
  bind(owner: SimOwner, port: number, listener: SimListener): { readonly endpoint: Endpoint; unbind(): void };
  dial(owner: SimOwner, target: Endpoint): Promise<SimPipe>;
}

/** The same of the network between the hosts (`SimLinks`). */
export interface HostLinks {
  send(from: SimOwner, to: SimOwner, stream: object, bytes: number, deliver: () => void, onLost?: () => void): void;
  sendKernel(from: SimLife, to: SimLife, stream: object, deliver: () => void): void;
  flushHost(host: SimHost): void;
}

/** One incarnation of a host's process. Whatever it started ends with it. */
export class SimLife {
  readonly host: SimHost;
  readonly incarnation: number;
  alive = true;
  /** What arrived while the process was paused or busy; later arrivals queue behind it. */
  deliveriesWaiting = 0;
  /** Open connections, in the order in which they were made. */
  readonly pipes = new Set<SimPipe>();
  /** Decides how byte streams are cut. */
  readonly streamRandom: SeededRandom;

  constructor(host: SimHost, incarnation: number) {
    this.host = host;
    this.incarnation = incarnation;
    this.streamRandom = host.random.fork(`streams/${incarnation}`);
  }
}

export function lifeOf(owner: SimOwner): SimLife {
  return owner instanceof SimLife ? owner : owner.life;
}

/** A simulated machine with one process. Its name is its address. Created running. */
export class SimHost {
  readonly name: string;
  readonly world: HostWorld;
  readonly random: SeededRandom;
  readonly diskState: SimDiskState;
  readonly storeState: SimStoreState;
  /** The last lines of all incarnations, oldest first. */
  readonly logLines: LogLine[] = [];
  /** The machine is off the network: it sends no reset and no refusal. */
  silent = false;
  private readonly createEnv: (life: SimLife) => Env;
  private currentLife: SimLife;
  private currentEnv: Env;
  private currentBootId: string;
  private bootCount = 0;
  private held: SimEvent[] = [];
  private isPaused = false;
  private busyUntilUs = 0;
  private eventCostUs = 0;
  private stalledUntilUs = 0;
  private itemCostUs = 0;
  private wallOffsetMs = 0;
  private wallDriftPpm = 0;
  private driftSinceMs = 0;

  constructor(world: HostWorld, name: string, options: SimHostOptions, createEnv: (life: SimLife) => Env) {
    this.world = world;
    this.name = name;
    this.random = world.random.fork(`host/${name}`);
    this.diskState = new SimDiskState(this.random.fork('disk'), options.diskBytes ?? Number.POSITIVE_INFINITY);
    this.storeState = new SimStoreState(this.random.fork('store'));
    this.diskState.onRemoved = (path) => this.storeState.remove(path);
    this.diskState.storeBytes = () => this.storeState.usedBytes;
    this.diskState.onRenamed = (from, to) => this.storeState.rename(from, to);
    this.diskFaults(options.disk ?? {});
    this.storeFaults(options.store ?? {});
    this.currentBootId = this.nextBootId();
    this.currentLife = new SimLife(this, 0);
    this.createEnv = createEnv;
    this.currentEnv = createEnv(this.currentLife);
  }

  /** The Env of the current incarnation; a node that kept an older one is talking to nobody. */
  get env(): Env {
    return this.currentEnv;
  }

  get life(): SimLife {
    return this.currentLife;
  }

  /** The number of the incarnation: 0 at creation, one more with every restart. */
  get incarnation(): number {
    return this.currentLife.incarnation;
  }

  get alive(): boolean {
    return this.currentLife.alive;
  }

  get paused(): boolean {
    return this.isPaused;
  }

  get bootId(): string {
    return this.currentBootId;
  }

  /**
   * The process dies at once: memory and timers are gone, peers see a reset unless the link is silent. Harmless when
   * dead.
   */
  crash(options: CrashOptions = {}): void {
    const life = this.currentLife;
    if (life.alive) {
      this.world.trace('crash', this.name, options.loseUnsynced === true ? 'power loss' : 'process');
      life.alive = false;
      this.silent = options.silent === true;
      this.isPaused = false;
      this.busyUntilUs = 0;
      this.held = [];
      this.diskState.endProcess();
      this.storeState.endProcess();
      for (const pipe of [...life.pipes]) pipe.processDied();
    }
    if (options.loseUnsynced !== true) return;
    this.diskState.losePower();
    this.storeState.losePower();
    this.currentBootId = this.nextBootId();
  }

  /** Starts a new incarnation on the same disk and returns its Env. */
  restart(): Env {
    assert(!this.alive, `host '${this.name}' is running; crash it first`);
    this.currentLife = new SimLife(this, this.currentLife.incarnation + 1);
    this.currentEnv = this.createEnv(this.currentLife);
    this.world.trace('restart', this.name, String(this.currentLife.incarnation));
    if (this.silent) {
      this.silent = false;
      this.world.links.flushHost(this);
    }
    return this.currentEnv;
  }

  /** SIGSTOP: nothing of this host runs, its kernel goes on accepting connections and bytes. */
  pause(): void {
    this.isPaused = true;
    this.world.trace('pause', this.name, '');
  }

  /** SIGCONT: everything that was due meanwhile runs now, in order. */
  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.world.trace('resume', this.name, '');
    const held = this.held;
    this.held = [];
    this.world.release(held);
  }

  /** The event loop is busy for this long: whatever is due waits. */
  stall(durationMs: number): void {
    this.stalledUntilUs = Math.max(this.stalledUntilUs, Math.round((this.world.nowMs() + durationMs) * 1000));
    this.busyUntilUs = Math.max(this.busyUntilUs, this.stalledUntilUs);
  }

  /** Nothing of this host runs now: it is paused, or its event loop stalls. */
  get standsStill(): boolean {
    return this.isPaused || Math.round(this.world.nowMs() * 1000) < this.stalledUntilUs;
  }

  /** Slow CPU: every event of this host occupies it for this long. 0 is the default. */
  eventCost(costMs: number): void {
    this.eventCostUs = Math.round(costMs * 1000);
  }

  /** What each item of long work takes (`Compute.worked`). 0 is the default. */
  itemCost(costMs: number): void {
    this.itemCostUs = costMs * 1000;
  }

  /** Called by `Compute`: whatever is due waits until these items are done. */
  work(items: number): void {
    if (this.itemCostUs === 0) return;
    const fromUs = Math.max(this.busyUntilUs, Math.round(this.world.nowMs() * 1000));
    this.busyUntilUs = fromUs + Math.round(items * this.itemCostUs);
  }

  /** Everything on the disk is gone, as if it was replaced. This may happen only while the host is down. */
  wipeDisk(): void {
    assert(!this.alive, `host '${this.name}' is running; crash it before its disk is wiped`);
    this.world.trace('wipe', this.name, '');
    this.diskState.wipe();
    this.storeState.wipe();
  }

  diskFaults(faults: Partial<DiskFaults>): void {
    this.diskState.faults = { ...this.diskState.faults, ...faults };
  }

  storeFaults(faults: Partial<StoreFaults>): void {
    this.storeState.faults = { ...this.storeState.faults, ...faults };
  }

  /** The wall clock jumps; negative is backwards. Monotonic time never jumps. */
  clockStep(stepMs: number): void {
    this.wallOffsetMs += stepMs;
    this.world.trace('clock-step', this.name, String(stepMs));
  }

  /** The wall clock runs this many parts per million fast from now on. */
  clockDrift(partsPerMillion: number): void {
    const nowMs = this.world.nowMs();
    this.wallOffsetMs += ((nowMs - this.driftSinceMs) * this.wallDriftPpm) / 1e6;
    this.driftSinceMs = nowMs;
    this.wallDriftPpm = partsPerMillion;
  }

  /** Whole milliseconds since 1970, as this host believes. */
  wallMs(): number {
    const nowMs = this.world.nowMs();
    const drift = ((nowMs - this.driftSinceMs) * this.wallDriftPpm) / 1e6;
    return Math.floor(this.world.wallMsStart + nowMs + drift + this.wallOffsetMs);
  }

  /** Whether an event of this host may run at this instant; the world asks it. */
  runsNow(nowUs: number): boolean {
    return !this.isPaused && nowUs >= this.busyUntilUs;
  }

  /** Takes the event of a paused host, or says when a busy one goes on; the world calls it. */
  holdUntilUs(event: SimEvent): number | undefined {
    if (!this.isPaused) return this.busyUntilUs;
    this.held.push(event);
    return undefined;
  }

  /** Notes that an event of this host starts; the world calls it. */
  charge(nowUs: number): void {
    if (this.eventCostUs > 0) this.busyUntilUs = nowUs + this.eventCostUs;
  }

  private nextBootId(): string {
    return encodeUuid(this.random.fork(`boot/${this.bootCount++}`).bytes(16));
  }
}

interface SimPipeHandlers {
  /**
   * A message, in the order sent. What is passed is the sender's object: pass bytes, or something that never changes
   * again.
   */
  onMessage(message: unknown, bytes: number): void;
  /** The other side has sent its last message. */
  onEnd?(): void;
  /** The pipe is gone and no handler runs after this; both sides having ended is not a reset. */
  onReset?(): void;
}

/**
 * One end of an ordered two-way connection, the model of a TCP socket that carries whole messages. Byte streams and the
 * RPC adapter are built on it. Set `handlers` in the same event in which you received the end.
 */
export class SimPipe {
  readonly life: SimLife;
  readonly remote: Endpoint;
  readonly remoteLife: SimLife;
  handlers: SimPipeHandlers | undefined;
  private readonly world: HostWorld;
  /** Orders this end's messages; it is for the ports. */
  readonly stream: object = {};
  private other: SimPipe | undefined;
  private ended = false;
  private remoteEnded = false;
  private open = true;

  constructor(world: HostWorld, life: SimLife, remoteLife: SimLife, remote: Endpoint) {
    this.world = world;
    this.life = life;
    this.remoteLife = remoteLife;
    this.remote = remote;
    life.pipes.add(this);
  }

  /** Two ends that know each other. */
  static pair(
    world: HostWorld,
    client: SimLife,
    server: SimLife,
    target: Endpoint,
    clientPort: number,
  ): [SimPipe, SimPipe] {
    const clientEnd = new SimPipe(world, client, server, target);
    const serverEnd = new SimPipe(world, server, client, { host: client.host.name, port: clientPort });
    clientEnd.other = serverEnd;
    serverEnd.other = clientEnd;
    return [clientEnd, serverEnd];
  }

  get isOpen(): boolean {
    return this.open;
  }

  /**
   * Sends without waiting; the message is dropped when the pipe is gone. Flow control belongs to what is built on the
   * pipe.
   */
  send(message: unknown, bytes: number): void {
    assert(!this.ended, 'nothing is sent after the end');
    this.transmit(bytes, (other) => other.handlers?.onMessage(message, bytes));
  }

  /** Like `send`, for what a kernel would say (window updates); it works after `end`, too. */
  sendControl(message: unknown): void {
    this.transmit(CONTROL_BYTES, (other) => other.handlers?.onMessage(message, CONTROL_BYTES));
  }

  /** The last message was sent; the other direction goes on. */
  end(): void {
    if (this.ended || !this.open) return;
    this.transmit(CONTROL_BYTES, (other) => other.remoteEnd());
    this.ended = true;
    this.closeWhenBothEnded();
  }

  /** Drops the connection; the other side sees a reset when it arrives. */
  reset(): void {
    if (!this.open) return;
    this.close();
    if (this.life.alive) this.tellReset();
  }

  /** The process on this end has died; its host calls it. */
  processDied(): void {
    this.close();
    if (!this.life.host.silent) this.tellReset();
  }

  /** The network has dropped the connection and tells both sides; the world calls it. */
  breakUp(): void {
    const { other, world } = this;
    for (const end of [this, other]) if (end !== undefined) world.deliver(end.life, () => end.receiveReset(), 'reset');
  }

  /**
   * This side alone is told that the connection is gone, and what it has sent is still on its way; the world calls it.
   */
  giveUp(): void {
    this.world.deliver(this.life, () => this.receiveReset(), 'reset');
  }

  private transmit(bytes: number, arrived: (other: SimPipe) => void): void {
    const { other } = this;
    if (!this.open || other === undefined) return;
    this.world.links.send(
      this.life,
      this.remoteLife,
      this.stream,
      bytes,
      () => {
        if (other.open) arrived(other);
        else if (!other.remoteEnded) this.answerReset();
      },
      () => this.broke(),
    );
  }

  /** Bytes arrived at a closed socket of a living process. */
  private answerReset(): void {
    this.world.links.sendKernel(this.remoteLife, this.life, {}, () =>
      this.world.deliver(this.life, () => this.receiveReset(), 'reset'),
    );
  }

  private tellReset(): void {
    const { other } = this;
    if (other === undefined) return;
    this.world.links.sendKernel(this.life, this.remoteLife, this.stream, () =>
      this.world.deliver(other.life, () => other.receiveReset(), 'reset'),
    );
  }

  /** Our sending direction broke or met a dead process: the whole connection is gone, on both sides. */
  private broke(): void {
    if (!this.open) return;
    this.receiveReset();
    const { other } = this;
    if (other?.life.alive === true)
      this.world.links.sendKernel(this.life, this.remoteLife, {}, () =>
        this.world.deliver(other.life, () => other.receiveReset(), 'reset'),
      );
  }

  private receiveReset(): void {
    if (!this.open) return;
    this.close();
    this.handlers?.onReset?.();
  }

  private remoteEnd(): void {
    this.remoteEnded = true;
    this.handlers?.onEnd?.();
    this.closeWhenBothEnded();
  }

  private closeWhenBothEnded(): void {
    if (this.ended && this.remoteEnded) this.close();
  }

  private close(): void {
    this.open = false;
    this.life.pipes.delete(this);
  }
}
