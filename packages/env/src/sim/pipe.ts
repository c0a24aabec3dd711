import { assert, type Endpoint } from '@drave/base';
import type { SimLife } from './host.js';
import type { SimWorld } from './world.js';

/** What a packet without payload weighs. */
const CONTROL_BYTES = 40;

export interface SimPipeHandlers {
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
  private readonly world: SimWorld;
  /** Orders this end's messages; it is for the ports. */
  readonly stream: object = {};
  private other: SimPipe | undefined;
  private ended = false;
  private remoteEnded = false;
  private open = true;

  constructor(world: SimWorld, life: SimLife, remoteLife: SimLife, remote: Endpoint) {
    this.world = world;
    this.life = life;
    this.remoteLife = remoteLife;
    this.remote = remote;
    life.pipes.add(this);
  }

  /** Two ends that know each other. */
  static pair(
    world: SimWorld,
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
