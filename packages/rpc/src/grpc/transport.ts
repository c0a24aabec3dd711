import type { Endpoint } from '@drave/base';
import { dispatchTable } from '../dispatch.js';
import { HealthService } from '../health.js';
import { reflectionServices } from '../reflection.js';
import type {
  ChannelOptions,
  RpcChannel,
  RpcServer,
  ServeOptions,
  ServiceImplementation,
  Transport,
} from '../transport.js';
import { GrpcChannel } from './channel.js';
import { type GrpcTransportOptions, type ResolvedOptions, resolveOptions } from './options.js';
import { GrpcServer } from './server.js';

/** Transport over grpc-js. */
export class GrpcTransport implements Transport {
  private readonly options: ResolvedOptions;
  private readonly servers = new Set<GrpcServer>();
  private readonly channels = new Set<GrpcChannel>();

  constructor(options: GrpcTransportOptions = {}) {
    this.options = resolveOptions(options);
  }

  async serve(
    endpoint: Endpoint,
    services: readonly ServiceImplementation[],
    options: ServeOptions = {},
  ): Promise<RpcServer> {
    const health = new HealthService();
    const served = [...services, health.implementation];
    const all = options.reflection === false ? served : [...served, ...reflectionServices(served)];
    const server = new GrpcServer(dispatchTable(all), health, this.options, options);
    this.servers.add(server);
    await server.listen(endpoint);
    return server;
  }

  connect(target: Endpoint, options: ChannelOptions = {}): RpcChannel {
    const channel = new GrpcChannel(target, this.options, options, () => this.channels.delete(channel));
    this.channels.add(channel);
    return channel;
  }

  /**
   * Drops every connection of its channels and servers at once, as the end of a process does: no call is answered, no
   * stream ended. Resolves when the ports are free.
   */
  async abandon(): Promise<void> {
    for (const channel of [...this.channels]) channel.abandon();
    await Promise.all([...this.servers].map((server) => server.abandon()));
    this.servers.clear();
  }
}
