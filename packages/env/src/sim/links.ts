import { assert } from '@drave/base';
import { lifeOf, SimHost, type HostLinks, type HostWorld, type SimLife, type SimOwner } from './host.js';
import { chance, exponential, type SeededRandom } from '../seeded-random.js';

/** What one direction between two hosts does to messages. */
export interface LinkFaults {
  /** Every message takes at least this long. */
  readonly delayMsMin: number;
  /** Mean of what exponential jitter adds. */
  readonly delayMsJitter: number;
  /** An ordered stream breaks (its sender learns by a reset), a datagram vanishes. */
  readonly lossProbability: number;
  /** A datagram arrives twice, the second time up to a second later. Streams never duplicate. */
  readonly duplicateProbability: number;
  /** Silence: messages wait, in order, until the link is unblocked, as TCP would retransmit them. */
  readonly blocked: boolean;
  /**
   * Like `blocked`, for streams that have carried something before this is set; later ones pass, as when one of several
   * paths is broken.
   */
  readonly olderBlocked: boolean;
  /** Like `blocked` until this virtual time. */
  readonly cloggedUntilMs: number;
  /** Connections are accepted, but nothing sent on them ever arrives, also after healing. */
  readonly blackHole: boolean;
  /** Throughput; 0 means unlimited. */
  readonly bytesPerMs: number;
}

const FAULTS_DEFAULT: LinkFaults = {
  delayMsMin: 0.1,
  delayMsJitter: 0.1,
  lossProbability: 0,
  duplicateProbability: 0,
  blocked: false,
  olderBlocked: false,
  cloggedUntilMs: 0,
  blackHole: false,
  bytesPerMs: 0,
};
const DELAY_TO_SELF_MS = 0.02;
const DUPLICATE_DELAY_MS_MAX = 1_000;

/** A host, its name, or '*' for every host, also those made later. */
type HostReference = SimHost | string;

/** The stream of messages without order: they may be lost, duplicated, and pass each other. */
export const DATAGRAM: object = Object.freeze({});

interface Message {
  readonly from: SimLife;
  readonly to: SimLife;
  readonly stream: object;
  readonly bytes: number;
  readonly sequence: number;
  readonly deliver: () => void;
  readonly onLost: (() => void) | undefined;
  /**
   * The kernel speaks: the message outlives the sender's process, passes a black hole, and needs no receiving process.
   */
  readonly kernel: boolean;
}

interface Link {
  readonly from: string;
  readonly to: string;
  readonly random: SeededRandom;
  faults: LinkFaults;
  readonly arrivalMs: WeakMap<object, number>;
  readonly deadStreams: WeakSet<object>;
  /** The sequence of the first message that each stream carried. */
  readonly firstSequence: WeakMap<object, number>;
  /** Streams with a smaller first sequence are the older ones. */
  olderBelow: number;
  held: Message[];
  freeAtMs: number;
}

/** Every directed pair of hosts, made on first use. */
export class SimLinks implements HostLinks {
  /** Told of every message that sets out, and when it will arrive. */
  onTravel: ((from: string, to: string, arrivalMs: number) => void) | undefined;
  private readonly world: HostWorld;
  private readonly links = new Map<string, Link>();
  private readonly rules: { from: string; to: string; faults: Partial<LinkFaults> }[] = [];
  private readonly base: LinkFaults;
  private sequence = 0;

  constructor(world: HostWorld, base: Partial<LinkFaults>) {
    this.world = world;
    this.base = { ...FAULTS_DEFAULT, ...base };
  }

  /** Changes what the direction from → to does; what is not named stays. */
  set(from: HostReference, to: HostReference, faults: Partial<LinkFaults>): void {
    const rule = { from: nameOf(from), to: nameOf(to), faults };
    this.rules.push(rule);
    this.world.trace('link', `${rule.from}>${rule.to}`, JSON.stringify(faults));
    for (const link of this.sorted()) {
      if (!matches(rule, link)) continue;
      if (faults.olderBlocked === true && !link.faults.olderBlocked) link.olderBelow = this.sequence;
      link.faults = { ...link.faults, ...faults };
      this.flush(link);
    }
  }

  faults(from: HostReference, to: HostReference): LinkFaults {
    return this.link(nameOf(from), nameOf(to)).faults;
  }

  /** Whether messages wait on the way from one host to the other, as far as is known: it makes no link. */
  isBlocked(from: string, to: string): boolean {
    return this.links.get(`${from}>${to}`)?.faults.blocked === true;
  }

  /** Every link is as it was at the start; what waited is sent. */
  heal(): void {
    this.rules.length = 0;
    this.world.trace('heal', '', '');
    for (const link of this.sorted()) {
      link.faults = this.base;
      this.flush(link);
    }
  }

  /** Blocks both directions between hosts of different groups. Hosts in no group reach everybody. Undone by `heal`. */
  partition(groups: readonly (readonly HostReference[])[]): void {
    for (const [index, group] of groups.entries())
      for (const other of groups.slice(index + 1))
        for (const left of group)
          for (const right of other) {
            this.set(left, right, { blocked: true });
            this.set(right, left, { blocked: true });
          }
  }

  /**
   * Ordered per (from, to, stream), datagrams (`DATAGRAM`) excepted. `deliver` runs as an event of the receiver's
   * present incarnation; `onLost` as one of the sender's, when the stream broke or the receiver is dead. Silence calls
   * neither.
   */
  send(from: SimOwner, to: SimOwner, stream: object, bytes: number, deliver: () => void, onLost?: () => void): void {
    const sender = lifeOf(from);
    if (!sender.alive) return;
    this.route({
      from: sender,
      to: lifeOf(to),
      stream,
      bytes,
      sequence: this.sequence++,
      deliver,
      onLost,
      kernel: false,
    });
  }

  /**
   * Sends what a machine's kernel says for a pipe, whether or not its process lives. `deliver` runs when it arrives at
   * the machine.
   */
  sendKernel(from: SimLife, to: SimLife, stream: object, deliver: () => void): void {
    this.route({ from, to, stream, bytes: 40, sequence: this.sequence++, deliver, onLost: undefined, kernel: true });
  }

  /** This machine is back on the network; its host calls it. */
  flushHost(host: SimHost): void {
    for (const link of this.sorted()) if (link.from === host.name || link.to === host.name) this.flush(link);
  }

  private route(message: Message): void {
    const link = this.link(message.from.host.name, message.to.host.name);
    const { faults, random } = link;
    const jitterMs = exponential(random, faults.delayMsJitter);
    const lost = chance(random, faults.lossProbability);
    const duplicate = chance(random, faults.duplicateProbability);
    if (!link.firstSequence.has(message.stream)) link.firstSequence.set(message.stream, message.sequence);
    if (message.from.host.silent || message.to.host.silent || this.isCut(link, message.stream))
      return hold(link, message);
    if (link.deadStreams.has(message.stream) && !message.kernel) return;
    if (faults.blackHole && !message.kernel) {
      if (message.stream !== DATAGRAM) link.deadStreams.add(message.stream);
      return;
    }
    if (lost && !message.kernel) return this.lose(link, message);
    const self = link.from === link.to;
    let arrivalMs = this.world.nowMs() + (self ? DELAY_TO_SELF_MS : faults.delayMsMin + jitterMs);
    if (faults.bytesPerMs > 0) {
      link.freeAtMs = Math.max(link.freeAtMs, this.world.nowMs()) + message.bytes / faults.bytesPerMs;
      arrivalMs = Math.max(arrivalMs, link.freeAtMs + faults.delayMsMin);
    }
    if (message.stream === DATAGRAM) {
      if (duplicate) this.arriveAt(link, message, arrivalMs + random.next() * DUPLICATE_DELAY_MS_MAX);
    } else {
      arrivalMs = Math.max(arrivalMs, link.arrivalMs.get(message.stream) ?? 0);
      link.arrivalMs.set(message.stream, arrivalMs);
    }
    this.arriveAt(link, message, arrivalMs);
  }

  private arriveAt(link: Link, message: Message, arrivalMs: number): void {
    this.onTravel?.(link.from, link.to, arrivalMs);
    this.world.scheduleAt(arrivalMs, () => this.arrive(link, message), undefined, linkKind(link));
  }

  private arrive(link: Link, message: Message): void {
    // The link was cut while this was in flight: it is sent again after healing, in the old order.
    if (message.to.host.silent || this.isCut(link, message.stream)) return hold(link, message);
    if (message.kernel) return message.deliver();
    if (!message.to.alive) return this.bounce(message);
    this.world.deliver(message.to, message.deliver, 'deliver');
  }

  /** The stream broke: the sender's kernel gives up. */
  private lose(link: Link, message: Message): void {
    if (message.stream === DATAGRAM) return;
    link.deadStreams.add(message.stream);
    const { onLost, from } = message;
    if (onLost !== undefined) this.world.schedule(link.faults.delayMsMin * 2, onLost, from, 'lost');
  }

  /** The receiving machine has no such process any more and says so. */
  private bounce(message: Message): void {
    const { onLost, from, to } = message;
    if (onLost === undefined || message.stream === DATAGRAM) return;
    this.sendKernel(to, from, {}, () => this.world.deliver(from, onLost, 'lost'));
  }

  private isCut({ faults, firstSequence, olderBelow }: Link, stream: object): boolean {
    if (faults.blocked || faults.cloggedUntilMs > this.world.nowMs()) return true;
    return faults.olderBlocked && stream !== DATAGRAM && (firstSequence.get(stream) ?? olderBelow) < olderBelow;
  }

  private flush(link: Link): void {
    const waitMs = link.faults.cloggedUntilMs - this.world.nowMs();
    // The flush comes a step later: the world rounds to microseconds, and an instant too early would come again for
    // ever.
    if (waitMs > 0) this.world.schedule(waitMs + 0.001, () => this.flush(link), undefined, 'unclog');
    const held = link.held.sort((left, right) => left.sequence - right.sequence);
    link.held = [];
    for (const message of held) this.route(message);
  }

  private link(from: string, to: string): Link {
    const key = `${from}>${to}`;
    const known = this.links.get(key);
    if (known !== undefined) return known;
    assert(from !== '*' && to !== '*', 'a link runs between two named hosts');
    const link: Link = {
      from,
      to,
      random: this.world.random.fork(`link/${key}`),
      faults: this.base,
      arrivalMs: new WeakMap(),
      deadStreams: new WeakSet(),
      firstSequence: new WeakMap(),
      olderBelow: 0,
      held: [],
      freeAtMs: 0,
    };
    for (const rule of this.rules) if (matches(rule, link)) link.faults = { ...link.faults, ...rule.faults };
    this.links.set(key, link);
    if (link.faults.cloggedUntilMs > this.world.nowMs()) this.flush(link);
    return link;
  }

  private sorted(): Link[] {
    return [...this.links.values()].sort((left, right) => (linkKind(left) < linkKind(right) ? -1 : 1));
  }
}

/** What a stream carries is retransmitted later; a datagram is gone. */
function hold(link: Link, message: Message): void {
  if (message.stream !== DATAGRAM) link.held.push(message);
}

function nameOf(host: HostReference): string {
  return host instanceof SimHost ? host.name : host;
}

function matches(rule: { readonly from: string; readonly to: string }, link: Link): boolean {
  // A wildcard means "everybody else": a host is never cut off from itself unless both ends are named.
  if (link.from === link.to && (rule.from === '*' || rule.to === '*')) return false;
  return (rule.from === '*' || rule.from === link.from) && (rule.to === '*' || rule.to === link.to);
}

function linkKind(link: Link): string {
  return `${link.from}>${link.to}`;
}
