import { DraveError } from '@drave/base';
import type { Timers } from '@drave/env';
import type { FaultControl } from '@drave/env/faulty';
import {
  SUPERVISOR_CREDENTIAL,
  type CallContext,
  type Method,
  type RpcStream,
  type ServiceImplementation,
} from '@drave/rpc';
import { isMethod } from './client-methods.js';

interface FaultyServicesOptions {
  readonly control: FaultControl;
  readonly timers: Timers;
}

type AnyStream = RpcStream<unknown, unknown>;
type Handler = (first: unknown, call: CallContext) => Promise<unknown>;

/**
 * The same services with the faults of a fault kit in front of the methods that clients call. What is struck is a
 * message: the request of a unary method, and each message that a client sends on a stream, be it open already or not.
 * What nodes ask each other passes, and so does what the supervisor of the cluster asks:
 * a verb that waits for an effect must see it.
 */
export function faultyServices(
  services: readonly ServiceImplementation[],
  options: FaultyServicesOptions,
): ServiceImplementation[] {
  return services.map(({ service, handlers }) => {
    const faulty = Object.entries(handlers).map(([name, handler]): [string, unknown] => {
      const { path, kind } = service.methods[name] as Pick<Method, 'path' | 'kind'>;
      const strikes = new MethodFaults(path.slice(1), options);
      const handle = handler as Handler;
      return [name, kind === 'unary' ? unary(handle, strikes) : streaming(handle, strikes)];
    });
    return { service, handlers: Object.fromEntries(faulty) };
  });
}

function unary(handle: Handler, faults: MethodFaults): Handler {
  return async (request, call) => {
    if (isOfClient(call)) await faults.strike(call);
    return handle(request, call);
  };
}

/** A message that fails ends the whole call, whatever the handler makes of the end of what it receives. */
function streaming(handle: Handler, faults: MethodFaults): Handler {
  return (first, call) => {
    if (!isOfClient(call)) return handle(first, call);
    const stream = first as AnyStream;
    return new Promise((resolve, reject) => {
      const receive = async (): Promise<unknown> => {
        const message = await stream.receive();
        if (message === undefined) return undefined;
        try {
          await faults.strike(call);
        } catch (reason) {
          reject(reason as Error);
          throw reason;
        }
        return message;
      };
      const { send, end, cancel } = stream;
      const struck: AnyStream = {
        send: send.bind(stream),
        receive,
        end: end.bind(stream),
        cancel: cancel.bind(stream),
      };
      handle(struck, call).then(resolve, reject);
    });
  };
}

function isOfClient({ callerId, onBehalfOf, credential }: CallContext): boolean {
  return callerId === undefined && onBehalfOf === undefined && credential !== SUPERVISOR_CREDENTIAL;
}

class MethodFaults {
  private readonly method: string;
  private readonly options: FaultyServicesOptions;

  constructor(method: string, options: FaultyServicesOptions) {
    this.method = method;
    this.options = options;
  }

  /** Resolves when the message may be carried out. @throws DraveError: how the call ends instead. */
  async strike(call: CallContext): Promise<void> {
    const { control, timers } = this.options;
    if (control.idle) return;
    const struck = control.take('method', (rule) => isMethod(rule.method, this.method));
    const fault = struck?.rule.fault;
    switch (fault?.kind) {
      case undefined:
        return;
      case 'error':
        throw new DraveError(fault.code, `${this.method} fails with ${fault.code} (injected fault)`);
      case 'delay':
        return timers.sleep(fault.delayMs, call.signal);
      case 'drop':
        await Promise.race([struck?.removed, whenOver(call.signal)]);
        throw new DraveError('NETWORK_EXCEPTION', `${this.method} was never answered (injected fault)`);
      case 'disconnect':
        call.disconnect();
        throw new DraveError('NETWORK_EXCEPTION', `the connection ended with ${this.method} (injected fault)`);
    }
  }
}

function whenOver(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
