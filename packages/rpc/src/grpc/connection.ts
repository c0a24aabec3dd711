import type { Endpoint } from '@drave/base';
import { resetSocket } from '@drave/env/reset-socket';
import { Channel, type ChannelOptions as GrpcChannelOptions, connectivityState } from '@grpc/grpc-js';
import type { ChannelOptions, ConnectionLoss } from '../transport.js';
import { clientCredentials } from './credentials.js';
import { DialWatch } from './dial-watch.js';
import { grpcChannelOptions, type ResolvedOptions } from './options.js';
import { neverKeepAlive, SocketWatch } from './socket-watch.js';

/**
 * One connection to one peer, dialled by the first call and again, at once, by the first call after it was lost.
 *
 * grpc-js backs off after a failed dial and fails every call meanwhile, and it waits for the system when a dial meets
 * silence. Failover cannot afford either, so a channel that has failed or dials too long is replaced by a fresh one.
 */
export class GrpcConnection {
  /** Shown by every call. */
  readonly credential: string | undefined;
  private readonly target: string;
  private readonly options: ResolvedOptions;
  private readonly channelOptions: GrpcChannelOptions;
  private readonly tls: ChannelOptions['tls'];
  private channel: Channel;
  private openedMs: number;
  private isClosed = false;
  private readonly watches = new Map<number, SocketWatch>();
  private dials = 0;
  private readonly dialWatch: DialWatch;

  constructor(target: Endpoint, options: ResolvedOptions, channel: ChannelOptions) {
    this.target = target.host.includes(':') ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
    this.options = options;
    this.channelOptions = grpcChannelOptions(options, channel);
    this.tls = channel.tls;
    this.credential = channel.credential;
    this.dialWatch = new DialWatch(options.connectTimeoutMs, () => {
      if (this.channel.getConnectivityState(false) === connectivityState.CONNECTING) this.reopen();
    });
    this.openedMs = performance.now();
    this.channel = this.open();
  }

  /** The channel to start a call on now. */
  acquire(): AcquiredChannel {
    const state = this.channel.getConnectivityState(false);
    if (state === connectivityState.READY) return { channel: this.channel, since: this.dials };
    const ageMs = performance.now() - this.openedMs;
    if (state === connectivityState.TRANSIENT_FAILURE && ageMs >= this.options.reconnectPauseMs) this.reopen();
    this.dialWatch.begin();
    return { channel: this.channel, since: this.dials + 1 };
  }

  /** How the connection of a call was lost; undefined while it stands, or when there never was one. */
  lossSince(since: number): ConnectionLoss | undefined {
    for (const [dial, watch] of this.watches) if (dial >= since && watch.loss !== undefined) return watch.loss;
    return undefined;
  }

  /** What may be wrong between two sound processes: certificates, or TLS on one side only. */
  hintSince(since: number, neverStood: boolean): string | undefined {
    for (const [dial, watch] of this.watches) {
      if (dial < since || watch.loss === undefined) continue;
      if (watch.reason !== undefined) return `TLS: ${watch.reason}`;
      if (!neverStood || watch.loss === 'refused') continue;
      if (this.tls !== undefined) return TLS_HINT;
      if (watch.loss !== 'timeout') return PLAIN_HINT;
    }
    return undefined;
  }

  close(): void {
    this.isClosed = true;
    this.dialWatch.end();
    closeChannel(this.channel);
  }

  /** The peer sees a reset. */
  reset(): void {
    for (const { socket } of this.watches.values()) resetSocket(socket);
  }

  private open(): Channel {
    const credentials = clientCredentials(this.tls, (socket) => {
      const watch = new SocketWatch(socket);
      if (this.isClosed || channel !== this.channel) {
        // A channel may dial once more after it was closed, when it had failed before; nobody would close that.
        socket.destroy();
        return watch;
      }
      this.dials++;
      if (!this.options.keepsAlive) neverKeepAlive(socket);
      this.watches.set(this.dials, watch);
      this.watches.delete(this.dials - WATCHES_KEPT);
      return watch;
    });
    const channel = new Channel(this.target, credentials, this.channelOptions);
    return channel;
  }

  /** Calls that wait on the old channel fail with UNAVAILABLE. */
  private reopen(): void {
    const old = this.channel;
    this.openedMs = performance.now();
    this.channel = this.open();
    closeChannel(old);
    // A connection that never came to speak HTTP/2 would stay open for as long as the peer is silent.
    this.watches.get(this.dials)?.socket.destroy();
  }
}

/**
 * In a later turn: grpc-js hands the addresses of its target to a channel by an immediate, and one that was closed
 * between would take them as news and dial for good.
 */
function closeChannel(channel: Channel): void {
  setImmediate(() => channel.close());
}

export interface AcquiredChannel {
  readonly channel: Channel;
  /** Names the connection that a call on it uses, for `lossSince`. */
  readonly since: number;
}

const PLAIN_HINT = 'the peer ended the connection before HTTP/2 began, as one does that expects TLS';
const TLS_HINT = 'no HTTP/2 came about over TLS, as with a peer that refuses our certificate';

/** A call may report its failure after the next dial; its own connection must still be known then. */
const WATCHES_KEPT = 4;
