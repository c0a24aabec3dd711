import { connect, createServer, type Server, type Socket } from 'node:net';
import { DraveError, type Endpoint } from '@drave/base';
import { resetSocket } from '@drave/env/reset-socket';
import type { Flow } from './flow.js';
import { Pump } from './pump.js';

/** What passes a proxy in the direction of its target, and back. */
interface LinkFlows {
  readonly forth: Flow;
  readonly back: Flow;
}

/**
 * A TCP proxy for the connections that one party opens to another. It listens where the first one looks for the second
 * one, and passes on what both send as far as the flows between them allow.
 *
 * A party that is down refuses connections, and so does its proxy, unless one of the flows is cut: then nobody answers.
 */
export class LinkProxy {
  private readonly listen: Endpoint;
  private readonly target: Endpoint;
  private readonly flows: LinkFlows;
  private readonly connections = new Set<ProxiedConnection>();
  private readonly forget: readonly (() => void)[];
  private server: Server | undefined;
  private isTargetUp = false;
  private isClosed = false;
  /** What the last change of mind about listening has come to. */
  private settled: Promise<void> = Promise.resolve();

  constructor(listen: Endpoint, target: Endpoint, flows: LinkFlows) {
    this.listen = listen;
    this.target = target;
    this.flows = flows;
    this.forget = [flows.forth, flows.back].map((flow) => flow.onChange(() => this.onFaultsChanged()));
  }

  /** Resolves when the proxy listens, or listens no more, as it should. @throws DraveError ADDRESS_IN_USE. */
  setTargetUp(isUp: boolean): Promise<void> {
    this.isTargetUp = isUp;
    return this.reconsider();
  }

  /** Resolves when the proxy listens or not, as the latest faults want it. */
  whenSettled(): Promise<void> {
    return this.settled;
  }

  /** Every connection is lost at once. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const forget of this.forget) forget();
    for (const connection of this.connections) connection.reset();
    await this.reconsider();
  }

  private onFaultsChanged(): void {
    void this.reconsider();
    if (this.flows.forth.faults.reset) for (const connection of this.connections) connection.reset();
  }

  private reconsider(): Promise<void> {
    const isCut = this.flows.forth.faults.cut || this.flows.back.faults.cut;
    const isWanted = !this.isClosed && (this.isTargetUp || isCut);
    const settle = (): Promise<void> | void => (isWanted ? this.startListening() : this.stopListening());
    this.settled = this.settled.then(settle, settle);
    return this.settled;
  }

  private startListening(): Promise<void> | undefined {
    if (this.server !== undefined) return undefined;
    // Half open, because each side ends its own direction.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.accept(socket));
    this.server = server;
    return new Promise((resolve, reject) => {
      server.once('error', (reason) => {
        this.server = undefined;
        const text = `the proxy at ${this.listen.host}:${this.listen.port} cannot listen: ${reason.message}`;
        reject(new DraveError('ADDRESS_IN_USE', text, { cause: reason }));
      });
      server.listen({ ...this.listen, exclusive: true }, resolve);
    });
  }

  private stopListening(): void {
    this.server?.close();
    this.server = undefined;
  }

  private accept(socket: Socket): void {
    if (this.flows.forth.faults.reset) {
      // Whoever connects again and again is reset again and again, and nobody reads the error of such a socket.
      socket.on('error', () => {});
      socket.resetAndDestroy();
      return;
    }
    const connection = new ProxiedConnection(socket, this.target, this.flows, () =>
      this.connections.delete(connection),
    );
    this.connections.add(connection);
  }
}

/** One connection through a proxy: the socket of who opened it, and, once that has arrived, one to the target. */
class ProxiedConnection {
  private readonly near: Socket;
  private readonly target: Endpoint;
  private readonly flows: LinkFlows;
  private readonly onGone: () => void;
  private readonly forth: Pump;
  private readonly forget: readonly (() => void)[];
  private far: Socket | undefined;
  private back: Pump | undefined;
  private timer: NodeJS.Timeout | undefined;
  private directionsEnded = 0;

  constructor(near: Socket, target: Endpoint, flows: LinkFlows, onGone: () => void) {
    this.near = near;
    this.target = target;
    this.flows = flows;
    this.onGone = onGone;
    this.forth = new Pump(
      near,
      flows.forth,
      () => this.reset(),
      () => this.onDirectionEnded(),
    );
    // Who gives up before the target has heard of the connection leaves no trace.
    near.on('close', () => (this.far === undefined ? this.reset() : undefined));
    this.forget = [flows.forth, flows.back].map((flow) => flow.onChange(() => this.tryToOpen()));
    this.tryToOpen();
  }

  /** Both sides learn at once that the connection is gone. */
  reset(): void {
    for (const forget of this.forget) forget();
    clearTimeout(this.timer);
    this.forth.stop();
    this.back?.stop();
    resetSocket(this.near);
    if (this.far !== undefined) resetSocket(this.far);
    this.onGone();
  }

  /** Opening a connection takes a packet in each direction, so it waits until neither is cut. */
  private tryToOpen(): void {
    const { forth, back } = this.flows;
    if (this.far !== undefined) return;
    clearTimeout(this.timer);
    if (forth.faults.cut || back.faults.cut || this.near.destroyed) return;
    this.timer = setTimeout(() => this.open(), forth.handshakeMs() + back.handshakeMs());
  }

  private open(): void {
    const far = connect({ ...this.target, allowHalfOpen: true, noDelay: true });
    this.far = far;
    this.back = new Pump(
      far,
      this.flows.back,
      () => this.reset(),
      () => this.onDirectionEnded(),
    );
    this.back.openTo(this.near);
    far.once('connect', () => this.forth.openTo(far));
  }

  private onDirectionEnded(): void {
    this.directionsEnded += 1;
    if (this.directionsEnded < 2) return;
    for (const forget of this.forget) forget();
    this.forth.stop();
    this.back?.stop();
    this.onGone();
  }
}
