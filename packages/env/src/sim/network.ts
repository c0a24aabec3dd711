import { deferred, DraveError, type Deferred, type Endpoint } from '@drave/base';
import type { ConnectOptions, Connection, Listener, Network } from '../network.js';
import type { SimLife, SimPipe } from './host.js';
import { chance, type SeededRandom } from '../seeded-random.js';

/** Bytes that may be under way or unread in one direction before a writer waits. */
const WINDOW_BYTES = 256 * 1024;

/**
 * The probability that a reader gets a part of what was written at once, and that it gets all that has gathered at
 * once.
 */
const CUT_PROBABILITY = 0.1;
const JOIN_PROBABILITY = 0.5;

type Frame =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** The reader took this many bytes. */
  | { readonly kind: 'credit'; readonly bytes: number };

/** Byte streams over the world's links. TLS options are accepted and change nothing: nobody listens in here. */
export class SimNetwork implements Network {
  private readonly life: SimLife;

  constructor(life: SimLife) {
    this.life = life;
  }

  listen(endpoint: Endpoint, onConnection: (connection: Connection) => void): Promise<Listener> {
    return new Promise((resolve) => {
      const { endpoint: bound, unbind } = this.life.host.world.bind(this.life, endpoint.port, {
        onPipe: (pipe) => onConnection(new SimConnection(pipe)),
      });
      resolve({
        endpoint: bound,
        close: () => {
          unbind();
          return Promise.resolve();
        },
      });
    });
  }

  connect(endpoint: Endpoint, options: ConnectOptions = {}): Promise<Connection> {
    const { world } = this.life.host;
    return new Promise((resolve, reject) => {
      let timedOut = false;
      const timer =
        options.timeoutMs === undefined
          ? undefined
          : world.schedule(
              options.timeoutMs,
              () => {
                timedOut = true;
                reject(
                  new DraveError('NETWORK_EXCEPTION', `no answer from ${endpoint.host}:${endpoint.port}`, {
                    metadata: { reason: 'timeout' },
                  }),
                );
              },
              this.life,
              'connect.timeout',
            );
      world.dial(this.life, endpoint).then((pipe) => {
        timer?.cancel();
        if (timedOut) pipe.reset();
        else resolve(new SimConnection(pipe));
      }, reject);
    });
  }
}

class SimConnection implements Connection {
  readonly remote: Endpoint;
  private readonly pipe: SimPipe;
  private readonly received: Uint8Array[] = [];
  private reading: Deferred<Uint8Array | undefined> | undefined;
  private readonly waitingForCredit: Deferred<void>[] = [];
  private ended = false;
  private unacknowledgedBytes = 0;
  private remoteEnded = false;
  private failure: DraveError | undefined;
  private readonly random: SeededRandom;

  constructor(pipe: SimPipe) {
    this.pipe = pipe;
    this.random = pipe.life.streamRandom;
    this.remote = pipe.remote;
    pipe.handlers = {
      onMessage: (message) => this.receive(message as Frame),
      onEnd: () => this.receiveEnd(),
      onReset: () => this.fail('reset'),
    };
    // The other side may have dropped the connection before anybody here knew of it.
    if (!pipe.isOpen) this.fail('reset');
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.reading !== undefined) throw new DraveError('INVALID_REQUEST', 'a read is under way');
    const bytes = this.takeReceived();
    if (bytes !== undefined) {
      this.acknowledge(bytes.length);
      return bytes;
    }
    if (this.failure !== undefined) throw this.failure;
    if (this.remoteEnded) return undefined;
    this.reading = deferred();
    return this.reading.promise;
  }

  async write(parts: readonly Uint8Array[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    if (this.ended) throw new DraveError('INVALID_REQUEST', 'nothing is written after the end');
    const bytes = new Uint8Array(Buffer.concat(parts as Uint8Array[]));
    this.pipe.send({ kind: 'data', bytes } satisfies Frame, bytes.length);
    this.unacknowledgedBytes += bytes.length;
    if (this.unacknowledgedBytes <= WINDOW_BYTES) return;
    const done = deferred();
    this.waitingForCredit.push(done);
    await done.promise;
  }

  end(): Promise<void> {
    this.ended = true;
    this.pipe.end();
    return Promise.resolve();
  }

  destroy(): void {
    this.pipe.reset();
    this.fail('destroyed');
  }

  private receive(frame: Frame): void {
    if (frame.kind === 'credit') return this.addCredit(frame.bytes);
    this.received.push(frame.bytes);
    const { reading } = this;
    if (reading === undefined) return;
    const bytes = this.takeReceived();
    if (bytes === undefined) return;
    this.reading = undefined;
    this.acknowledge(bytes.length);
    reading.resolve(bytes);
  }

  /** What was written at once need not arrive at once: TCP cuts and joins as it likes. */
  private takeReceived(): Uint8Array | undefined {
    const joins = this.received.length > 1 && chance(this.random, JOIN_PROBABILITY);
    const bytes = joins ? new Uint8Array(Buffer.concat(this.received.splice(0))) : this.received.shift();
    if (bytes === undefined || bytes.length < 2 || !chance(this.random, CUT_PROBABILITY)) return bytes;
    const at = 1 + this.random.integer(bytes.length - 1);
    this.received.unshift(bytes.subarray(at));
    return bytes.slice(0, at);
  }

  private acknowledge(bytes: number): void {
    this.pipe.sendControl({ kind: 'credit', bytes } satisfies Frame);
  }

  private addCredit(bytes: number): void {
    this.unacknowledgedBytes -= bytes;
    if (this.unacknowledgedBytes <= WINDOW_BYTES) for (const done of this.waitingForCredit.splice(0)) done.resolve();
  }

  private receiveEnd(): void {
    this.remoteEnded = true;
    this.reading?.resolve(undefined);
    this.reading = undefined;
  }

  private fail(reason: string): void {
    if (this.failure !== undefined) return;
    this.failure = new DraveError('NETWORK_EXCEPTION', `the connection to ${this.remote.host} is gone (${reason})`, {
      metadata: { reason },
    });
    this.reading?.reject(this.failure);
    this.reading = undefined;
    for (const done of this.waitingForCredit.splice(0)) done.reject(this.failure);
  }
}
