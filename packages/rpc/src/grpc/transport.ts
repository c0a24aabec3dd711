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
    await server.listen(endpoint);
    return server;
  }

  connect(target: Endpoint, options: ChannelOptions = {}): RpcChannel {
    return new GrpcChannel(target, this.options, options);
  }
}
