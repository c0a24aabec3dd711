import type { Endpoint } from '@drave/base';
import { ANONYMOUS } from '@drave/base/access';
import type {
  CallOptions,
  ChannelOptions,
  RpcChannel,
  RpcServer,
  RpcStream,
  ServeOptions,
  ServiceImplementation,
  StreamMethod,
  Transport,
  UnaryMethod,
} from '@drave/rpc';

/**
 * What a node asks the cluster for a guest. It shows itself to be a node, so that it is believed for whom it asks: each
 * call may do what who nobody has authenticated may do, and nothing that the node itself may.
 */
export class GuestTransport implements Transport {
  private readonly inner: Transport;
  private readonly shown: Pick<ChannelOptions, 'tls' | 'credential'>;

  constructor(inner: Transport, shown: Pick<ChannelOptions, 'tls' | 'credential'>) {
    this.inner = inner;
    this.shown = shown;
  }

  serve(endpoint: Endpoint, services: readonly ServiceImplementation[], options?: ServeOptions): Promise<RpcServer> {
    return this.inner.serve(endpoint, services, options);
  }

  connect(target: Endpoint, options: ChannelOptions = {}): RpcChannel {
    return new GuestChannel(this.inner.connect(target, { ...options, ...this.shown }));
  }
}

class GuestChannel implements RpcChannel {
  private readonly inner: RpcChannel;

  constructor(inner: RpcChannel) {
    this.inner = inner;
  }

  get target(): Endpoint {
    return this.inner.target;
  }

  unary<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    options: CallOptions & { readonly deadlineMs: number },
  ): Promise<Response> {
    return this.inner.unary(method, request, { ...options, onBehalfOf: ANONYMOUS });
  }

  stream<Request, Response>(
    method: StreamMethod<Request, Response>,
    options: CallOptions = {},
  ): RpcStream<Request, Response> {
    return this.inner.stream(method, { ...options, onBehalfOf: ANONYMOUS });
  }

  close(): void {
    this.inner.close();
  }
}
