import type { Endpoint } from '@drave/base';
import type { TlsClientOptions } from '@drave/env';
import type { ChannelOptions, RpcChannel, Transport } from '@drave/rpc';

type Purpose = NonNullable<ChannelOptions['purpose']>;

/** One channel per address and purpose, opened on first use; all are closed together. */
export class BrokerChannels {
  private readonly transport: Transport;
  private readonly tls: TlsClientOptions | undefined;
  private readonly channels = new Map<string, RpcChannel>();
  private closed = false;

  constructor(transport: Transport, tls: TlsClientOptions | undefined) {
    this.transport = transport;
    this.tls = tls;
  }

  get(endpoint: Endpoint, purpose: Purpose): RpcChannel {
    const key = `${purpose} ${endpointText(endpoint)}`;
    const known = this.channels.get(key);
    if (known !== undefined) return known;
    const channel = this.transport.connect(endpoint, { purpose, ...(this.tls === undefined ? {} : { tls: this.tls }) });
    // A caller that comes after the close gets a closed channel, whose calls fail at once as on every other.
    if (this.closed) channel.close();
    else this.channels.set(key, channel);
    return channel;
  }

  close(): void {
    this.closed = true;
    for (const channel of this.channels.values()) channel.close();
    this.channels.clear();
  }
}

export function endpointText(endpoint: Endpoint): string {
  return endpoint.host.includes(':') ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`;
}
