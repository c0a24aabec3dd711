import type { DraveError, Endpoint, Millis } from '@drave/base';
import { pass } from '@drave/env/in-process';
import type { SimLife } from '@drave/env/sim';
import type { GrpcTransport } from '../grpc/transport.js';
import { SimTransport } from '../sim/transport.js';
import type {
  ChannelOptions,
  RpcChannel,
  RpcServer,
  ServeOptions,
  ServiceImplementation,
  Transport,
} from '../transport.js';
import { LifeChannel } from './life-channel.js';
import { livingService } from './living-service.js';

/**
 * In memory nothing is lost on its way, and a host that stands still is for the deadlines of the calls. A wait that is
 * over would only tell that this process was busy.
 */
const patient = { keepaliveMs: 600_000, keepaliveTimeoutMs: 600_000, connectTimeoutMs: 600_000 };

interface InProcessTransportOptions {
  /** Clients outside connect through it, and with `sockets` the other nodes too. It belongs to this life alone. */
  readonly grpc: GrpcTransport;
  /** `memory`: nodes of one world reach each other without sockets, by the same addresses. */
  readonly between: 'memory' | 'sockets';
  /** A handler has broken a promise of our own code: a process would end. */
  readonly onFatal: (error: DraveError) => void;
}

/**
 * Transport of one life of a host in this process. It serves clients outside over gRPC and other hosts of its world in
 * memory, and nothing that it began goes on after the life.
 */
export class InProcessTransport implements Transport {
  private readonly life: SimLife;
  private readonly options: InProcessTransportOptions;
  private readonly memory: SimTransport | undefined;

  constructor(life: SimLife, options: InProcessTransportOptions) {
    this.life = life;
    this.options = options;
    this.memory = options.between === 'memory' ? new SimTransport(life, patient) : undefined;
  }

  serve(
    endpoint: Endpoint,
    services: readonly ServiceImplementation[],
    options: ServeOptions = {},
  ): Promise<RpcServer> {
    const { life, memory } = this;
    const { grpc, onFatal } = this.options;
    const living = services.map((service) => livingService(life, service, onFatal));
    return pass(life, async () => {
      const outside = await grpc.serve(endpoint, living, options);
      // An address of its own in the world, which no dead life holds any more.
      const inside = life.alive
        ? await memory?.serve(outside.endpoint, living, { ...options, reflection: false })
        : undefined;
      return new InProcessServer(life, outside, inside);
    });
  }

  connect(target: Endpoint, options: ChannelOptions = {}): RpcChannel {
    return (
      this.memory?.connect(target, options) ?? new LifeChannel(this.life, this.options.grpc.connect(target, options))
    );
  }

  /** After the life: resolves when its ports are free and its peers have been told by resets. */
  end(): Promise<void> {
    return this.options.grpc.abandon();
  }
}

class InProcessServer implements RpcServer {
  private readonly life: SimLife;
  private readonly outside: RpcServer;
  private readonly inside: RpcServer | undefined;

  constructor(life: SimLife, outside: RpcServer, inside: RpcServer | undefined) {
    this.life = life;
    this.outside = outside;
    this.inside = inside;
  }

  get endpoint(): Endpoint {
    return this.outside.endpoint;
  }

  setHealth(service: string, serving: boolean): void {
    if (!this.life.alive) return;
    this.outside.setHealth(service, serving);
    this.inside?.setHealth(service, serving);
  }

  close(graceMs: Millis): Promise<void> {
    return pass(this.life, async () => {
      await Promise.all([this.outside.close(graceMs), this.inside?.close(graceMs)]);
    });
  }
}
