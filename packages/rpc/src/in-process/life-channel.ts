import type { Endpoint, Millis } from '@drave/base';
import { pass } from '@drave/env/in-process';
import type { SimLife } from '@drave/env/sim';
import type { CallOptions, RpcChannel, RpcStream, StreamMethod, UnaryMethod } from '../transport.js';

/** A channel over sockets, as one life sees it. */
export class LifeChannel implements RpcChannel {
  readonly target: Endpoint;
  private readonly life: SimLife;
  private readonly inner: RpcChannel;

  constructor(life: SimLife, inner: RpcChannel) {
    this.target = inner.target;
    this.life = life;
    this.inner = inner;
  }

  unary<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    options: CallOptions & { readonly deadlineMs: Millis },
  ): Promise<Response> {
    return pass(this.life, () => this.inner.unary(method, request, options));
  }

  stream<Request, Response>(
    method: StreamMethod<Request, Response>,
    options?: CallOptions,
  ): RpcStream<Request, Response> {
    if (!this.life.alive) return silentStream();
    return lifeStream(this.life, this.inner.stream(method, options));
  }

  close(): void {
    if (this.life.alive) this.inner.close();
  }
}

/** A stream over sockets, as one life sees it. */
export function lifeStream<Send, Receive>(life: SimLife, inner: RpcStream<Send, Receive>): RpcStream<Send, Receive> {
  return {
    send: (message) => pass(life, () => inner.send(message)),
    receive: () => pass(life, () => inner.receive()),
    end: () => (life.alive ? inner.end() : undefined),
    cancel: (reason) => (life.alive ? inner.cancel(reason) : undefined),
  };
}

/** What the dead are given. */
function silentStream<Send, Receive>(): RpcStream<Send, Receive> {
  const never = <T>(): Promise<T> => new Promise(() => {});
  return { send: never, receive: never, end: () => {}, cancel: () => {} };
}
