import { DraveError, type Endpoint } from '@drave/base';
import type { ConnectOptions, Connection, Listener, ListenOptions, Network } from '../network.js';
import type { Timers } from '../time.js';
import type { FaultControl } from './control.js';

type Direction = 'in' | 'out';

export class FaultyNetwork implements Network {
  private readonly inner: Network;
  private readonly control: FaultControl;
  private readonly timers: Timers;

  constructor(inner: Network, control: FaultControl, timers: Timers) {
    this.inner = inner;
    this.control = control;
    this.timers = timers;
  }

  listen(
    endpoint: Endpoint,
    onConnection: (connection: Connection) => void,
    options?: ListenOptions,
  ): Promise<Listener> {
    const accept = (connection: Connection): void => {
      const wrapped = new FaultyConnection(connection, this.control, this.timers);
      if (wrapped.isCut()) connection.destroy();
      else onConnection(wrapped);
    };
    return this.inner.listen(endpoint, accept, options);
  }

  async connect(endpoint: Endpoint, options: ConnectOptions = {}): Promise<Connection> {
    const struck = takeNetwork(this.control, 'out', endpoint);
    switch (struck?.rule.fault.kind) {
      case 'cut':
        throw lost(`connection to ${endpoint.host}:${endpoint.port} was refused (injected fault)`, 'refused');
      case 'delay':
        await this.timers.sleep(struck.rule.fault.delayMs);
        break;
      case 'silent':
        await this.waitInSilence(struck.removed, options.timeoutMs);
        break;
      case undefined:
        break;
    }
    return new FaultyConnection(await this.inner.connect(endpoint, options), this.control, this.timers);
  }

  private async waitInSilence(removed: Promise<void>, timeoutMs: number | undefined): Promise<void> {
    if (timeoutMs === undefined) return removed;
    const timeout = this.timers.sleep(timeoutMs).then(() => 'timeout');
    if ((await Promise.race([removed, timeout])) === 'timeout') throw lost('no answer (injected fault)', 'timeout');
  }
}

class FaultyConnection implements Connection {
  readonly remote: Endpoint;
  readonly peerCertificateName: string | undefined;
  private readonly inner: Connection;
  private readonly control: FaultControl;
  private readonly timers: Timers;
  private readonly forget: () => void;
  /** Writes keep their order also when one of them is delayed. */
  private last: Promise<void> = Promise.resolve();

  constructor(inner: Connection, control: FaultControl, timers: Timers) {
    this.inner = inner;
    this.remote = inner.remote;
    this.peerCertificateName = inner.peerCertificateName;
    this.control = control;
    this.timers = timers;
    this.forget = control.watch({
      added: () => {
        if (this.isCut()) this.destroy();
      },
    });
  }

  isCut(): boolean {
    const cut = (direction: Direction): boolean =>
      this.control
        .list()
        .some(
          ({ rule }) =>
            rule.target === 'network' && rule.fault.kind === 'cut' && concerns(rule, direction, this.remote),
        );
    return cut('in') || cut('out');
  }

  async read(): Promise<Uint8Array | undefined> {
    try {
      const bytes = await this.inner.read();
      if (bytes === undefined) this.forget();
      await this.pass('in');
      return bytes;
    } catch (reason) {
      this.forget();
      throw reason;
    }
  }

  async write(parts: readonly Uint8Array[]): Promise<void> {
    const turn = this.last.then(() => this.pass('out'));
    const written = turn.then(() => this.inner.write(parts));
    this.last = written.catch(() => {});
    await written;
  }

  async end(): Promise<void> {
    await this.last;
    await this.inner.end();
  }

  destroy(): void {
    this.forget();
    this.inner.destroy();
  }

  private async pass(direction: Direction): Promise<void> {
    const struck = takeNetwork(this.control, direction, this.remote);
    switch (struck?.rule.fault.kind) {
      case 'cut':
        this.destroy();
        throw lost(`the connection to ${this.remote.host} was cut (injected fault)`, 'reset');
      case 'delay':
        return this.timers.sleep(struck.rule.fault.delayMs);
      case 'silent':
        return struck.removed;
      case undefined:
        return undefined;
    }
  }
}

function takeNetwork(control: FaultControl, direction: Direction, remote: Endpoint) {
  return control.take('network', (rule) => concerns(rule, direction, remote));
}

function concerns(
  rule: { readonly direction?: Direction | 'both'; readonly remoteHost?: string; readonly remotePort?: number },
  direction: Direction,
  remote: Endpoint,
): boolean {
  if (rule.direction !== undefined && rule.direction !== 'both' && rule.direction !== direction) return false;
  if (rule.remoteHost !== undefined && rule.remoteHost !== remote.host) return false;
  return rule.remotePort === undefined || rule.remotePort === remote.port;
}

function lost(message: string, reason: string): DraveError {
  return new DraveError('NETWORK_EXCEPTION', message, { metadata: { reason } });
}
