import { AssertionFailure, DraveError } from '@drave/base';
import type { SimLife } from '@drave/env/sim';
import type { CallContext, RpcStream, ServiceImplementation, StreamMethod, UnaryMethod } from '../transport.js';
import { lifeStream } from './life-channel.js';

type AnyMethod = UnaryMethod<unknown, unknown> | StreamMethod<unknown, unknown>;
type AnyHandler = (first: unknown, context: CallContext) => Promise<unknown>;

/**
 * The handlers of one life: a call waits while the host stands still, and is never answered once it is dead. What they
 * are told of the call, they are told in events of the life.
 */
export function livingService(
  life: SimLife,
  { service, handlers }: ServiceImplementation,
  onFatal: (error: DraveError) => void,
): ServiceImplementation {
  const living = Object.entries(handlers).map(([name, handler]) => {
    const { kind } = service.methods[name] as AnyMethod;
    const handle = handler as AnyHandler;
    const lively = (first: unknown, context: CallContext): Promise<unknown> => {
      const argument = kind === 'unary' ? first : lifeStream(life, first as RpcStream<unknown, unknown>);
      return inEvent(life, () => handle(argument, livingContext(life, context)), onFatal);
    };
    return [name, lively];
  });
  return { service, handlers: Object.fromEntries(living) };
}

function inEvent<T>(life: SimLife, handle: () => Promise<T>, onFatal: (error: DraveError) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const run = async (): Promise<void> => {
      try {
        const result = await handle();
        if (life.alive) resolve(result);
      } catch (reason) {
        if (!life.alive) return;
        if (reason instanceof AssertionFailure) onFatal(DraveError.from(reason));
        else reject(reason);
      }
    };
    life.host.world.deliver(life, () => void run(), 'call');
  });
}

function livingContext(life: SimLife, context: CallContext): CallContext {
  let signal: AbortSignal | undefined;
  return {
    path: context.path,
    peer: context.peer,
    get peerCertificateName() {
      return context.peerCertificateName;
    },
    callerId: context.callerId,
    credential: context.credential,
    onBehalfOf: context.onBehalfOf,
    onBehalfOfHost: context.onBehalfOfHost,
    deadlineMs: context.deadlineMs,
    // Most handlers never ask, and a signal costs.
    get signal() {
      signal ??= livingSignal(life, context.signal);
      return signal;
    },
    disconnect: () => context.disconnect(),
  };
}

function livingSignal(life: SimLife, inner: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => life.host.world.deliver(life, () => controller.abort(inner.reason), 'abort');
  if (inner.aborted) abort();
  else inner.addEventListener('abort', abort, { once: true });
  return controller.signal;
}
