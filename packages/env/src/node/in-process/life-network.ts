import type { Endpoint } from '@drave/base';
import type { ConnectOptions, Connection, Listener, ListenOptions, Network } from '../../network.js';
import type { NodeConnection } from '../connection.js';
import type { NodeNetwork } from '../network.js';
import type { SimLife } from '../../sim/host.js';
import { pass } from './pass.js';

/** Sockets of this machine, as one life sees them: they end with it, and are silent while it stands still. */
export class LifeNetwork implements Network {
  private readonly life: SimLife;
  private readonly inner: NodeNetwork;
  private readonly listeners = new Set<Listener>();
  private readonly connections = new Set<NodeConnection>();

  constructor(life: SimLife, inner: NodeNetwork) {
    this.life = life;
    this.inner = inner;
  }

  listen(
    endpoint: Endpoint,
    onConnection: (connection: Connection) => void,
    options?: ListenOptions,
  ): Promise<Listener> {
    const accept = (connection: NodeConnection): void => {
      if (!this.life.alive) return connection.reset();
      const living = this.living(connection);
      this.life.host.world.deliver(this.life, () => onConnection(living), 'accept');
    };
    return pass(this.life, async () => {
      const listener = await this.inner.listen(endpoint, accept, options);
      if (!this.life.alive) await listener.close();
      this.listeners.add(listener);
      return { endpoint: listener.endpoint, close: () => pass(this.life, () => this.stop(listener)) };
    });
  }

  connect(endpoint: Endpoint, options?: ConnectOptions): Promise<Connection> {
    return pass(this.life, async () => {
      const connection = await this.inner.connect(endpoint, options);
      if (!this.life.alive) connection.reset();
      return this.living(connection);
    });
  }

  /** After the life: every peer sees a reset, and resolves when the ports are free and the sockets are closed. */
  async end(): Promise<void> {
    const open = [...this.connections];
    for (const connection of open) connection.reset();
    await Promise.all([
      ...[...this.listeners].map((listener) => this.stop(listener)),
      ...open.map((one) => one.closed),
    ]);
  }

  private living(connection: NodeConnection): Connection {
    this.connections.add(connection);
    void connection.closed.then(() => this.connections.delete(connection));
    const { life } = this;
    return {
      remote: connection.remote,
      peerCertificateName: connection.peerCertificateName,
      read: () => pass(life, () => connection.read()),
      write: (parts) => pass(life, () => connection.write(parts)),
      end: () => pass(life, () => connection.end()),
      destroy: () => (life.alive ? connection.destroy() : undefined),
    };
  }

  private stop(listener: Listener): Promise<void> {
    this.listeners.delete(listener);
    return listener.close();
  }
}
