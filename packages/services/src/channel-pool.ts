import type { Endpoint } from '@drave/base';
import type { ChannelOptions, RpcChannel, Transport } from '@drave/rpc';

type Purpose = NonNullable<ChannelOptions['purpose']>;

/** One channel per peer and purpose, made on first use, so that control traffic never queues behind bulk data. */
export class ChannelPool {
  private readonly transport: Transport;
  private readonly options: Pick<ChannelOptions, 'tls' | 'credential'>;
  private readonly channels = new Map<string, RpcChannel>();
  private closed = false;

  /** `options` are what this node shows to every other. */
  constructor(transport: Transport, options: Pick<ChannelOptions, 'tls' | 'credential'> = {}) {
    this.transport = transport;
    this.options = options;
  }

  channel(target: Endpoint, purpose: Purpose): RpcChannel {
    const key = `${purpose} ${target.host}:${target.port}`;
    const known = this.channels.get(key);
    if (known !== undefined) return known;
    const channel = this.transport.connect(target, { ...this.options, purpose });
    if (this.closed) channel.close();
    else this.channels.set(key, channel);
    return channel;
  }

  /** A connection of its own, which the caller closes. */
  connectAnew(target: Endpoint): RpcChannel {
    return this.transport.connect(target, this.options);
  }

  /** Fails every call under way; calls made later fail at once. */
  close(): void {
    this.closed = true;
    for (const channel of this.channels.values()) channel.close();
    this.channels.clear();
  }
}
