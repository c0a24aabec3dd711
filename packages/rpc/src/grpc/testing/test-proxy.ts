import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Endpoint } from '@drave/base';

/**
 * For tests: a TCP hop that does to a connection what a kernel does for a killed process, or a network for a cut link.
 */
export class TestProxy {
  readonly endpoint: Endpoint;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private silent = false;

  private constructor(server: Server, port: number) {
    this.server = server;
    this.endpoint = { host: '127.0.0.1', port };
  }

  static async open(target: Endpoint, port = 0): Promise<TestProxy> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const proxy = new TestProxy(server, typeof address === 'object' && address !== null ? address.port : port);
    server.on('connection', (near) => proxy.join(near, connect(target.port, target.host)));
    return proxy;
  }

  /** Both ends see a reset, and the endpoint has no listener any more. */
  reset(): void {
    this.server.close();
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Both ends see the end of the stream, and the endpoint has no listener any more. */
  end(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  /** Accepts, but passes nothing on: neither bytes nor ends. */
  silence(): void {
    this.silent = true;
    for (const socket of this.sockets) socket.pause();
  }

  speak(): void {
    this.silent = false;
    for (const socket of this.sockets) socket.resume();
  }

  private join(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => {});
      from.on('data', (bytes) => to.write(bytes));
      from.on('end', () => to.end());
      from.on('close', () => this.sockets.delete(from));
      if (this.silent) from.pause();
    }
  }
}
