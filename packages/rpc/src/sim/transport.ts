import type { Endpoint } from '@drave/base';
import { lifeOf, type SimLife, type SimOwner } from '@drave/env/sim';
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
import { SimChannel } from './channel.js';
import { type ResolvedOptions, resolveOptions, type SimTransportOptions } from './options.js';
import { SimServer } from './server.js';

/**
 * Transport of one incarnation of a simulated host. Every message is encoded and decoded by the production codec;
 * order, losses, resets, silence and delays come from the world's links.
 */
export class SimTransport implements Transport {
  private readonly life: SimLife;
  private readonly options: ResolvedOptions;

  constructor(owner: SimOwner, options: SimTransportOptions = {}) {
    this.life = lifeOf(owner);
    this.options = resolveOptions(options);
  }

  /** The host's name stands for the address; `endpoint.host` is not looked at. */
  async serve(
    endpoint: Endpoint,
    services: readonly ServiceImplementation[],
    options: ServeOptions = {},
  ): Promise<RpcServer> {
    const health = new HealthService();
    const served = [...services, health.implementation];
    const all = options.reflection === true ? [...served, ...reflectionServices(served)] : served;
    return new SimServer(this.life, endpoint.port, dispatchTable(all), health, this.options);
  }

  connect(target: Endpoint, { credential }: ChannelOptions = {}): RpcChannel {
    return new SimChannel(this.life, target, this.options, credential);
  }
}
