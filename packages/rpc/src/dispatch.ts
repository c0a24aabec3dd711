import { AssertionFailure, assert, DraveError, type Millis, isError } from '@drave/base';
import type { CallContext, RpcStream, ServiceImplementation } from './transport.js';

/** For adapters: longer deadlines are cut to this. grpc-js has a 32-bit number of milliseconds for the rest of one. */
export const DEADLINE_MS_MAX: Millis = 2 ** 31 - 1;

/** For adapters: methods and handlers with their types erased; `implement` has checked that they belong together. */
export interface AnyUnaryMethod {
  readonly kind: 'unary';
  readonly path: string;
  readonly encodeRequest: (message: unknown) => Uint8Array;
  readonly encodeRequestPieces: (message: unknown) => readonly Uint8Array[];
  readonly decodeRequest: (bytes: Uint8Array) => unknown;
  readonly encodeResponse: (message: unknown) => Uint8Array;
  readonly encodeResponsePieces: (message: unknown) => readonly Uint8Array[];
  readonly decodeResponse: (bytes: Uint8Array) => unknown;
}

export interface AnyStreamMethod extends Omit<AnyUnaryMethod, 'kind'> {
  readonly kind: 'stream';
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

export type MethodEntry =
  | {
      readonly kind: 'unary';
      readonly method: AnyUnaryMethod;
      readonly handle: (request: unknown, context: CallContext) => Promise<unknown>;
    }
  | {
      readonly kind: 'stream';
      readonly method: AnyStreamMethod;
      readonly handle: (stream: RpcStream<unknown, unknown>, context: CallContext) => Promise<void>;
    };

/** Every method of the services by its path. @throws AssertionFailure when two services claim one path. */
export function dispatchTable(services: readonly ServiceImplementation[]): ReadonlyMap<string, MethodEntry> {
  const table = new Map<string, MethodEntry>();
  for (const { service, handlers } of services) {
    for (const name of Object.keys(service.methods)) {
      const method = service.methods[name] as AnyUnaryMethod | AnyStreamMethod;
      const handle = handlers[name];
      assert(typeof handle === 'function', `${service.name} has no handler for ${name}`);
      assert(!table.has(method.path), `${method.path} is served twice`);
      table.set(method.path, { kind: method.kind, method, handle } as MethodEntry);
    }
  }
  return table;
}

/** A handler that throws before its first await rejects like any other. */
export async function invoke<T>(handler: () => Promise<T>): Promise<T> {
  return handler();
}

/**
 * What a handler threw, as the caller gets it. A broken promise of our own code (`fatal`) must also end the process.
 */
export function handlerFailure(reason: unknown): { readonly error: DraveError; readonly fatal: boolean } {
  return { error: DraveError.from(reason), fatal: reason instanceof AssertionFailure };
}

/** @throws DraveError INVALID_REQUEST: the message would be refused on the other side anyhow, less clearly. */
export function checkMessageSize(path: string, bytes: number, bytesMax: number): void {
  if (bytes <= bytesMax) return;
  throw new DraveError(
    'INVALID_REQUEST',
    `a message of ${path} has ${bytes} bytes, the limit is ${bytesMax}; send less at once`,
  );
}

/** An aborted call ends with the reason when that is a DraveError, else with CANCELLED. */
export function abortError(reason: unknown): DraveError {
  if (reason instanceof DraveError) return reason;
  const message = isError(reason) ? reason.message : undefined;
  return new DraveError('CANCELLED', message, { cause: reason });
}
