import type {
  ServiceDefinition,
  ServiceImplementation,
  StreamHandler,
  StreamMethod,
  UnaryHandler,
  UnaryMethod,
} from './transport.js';

/** One handler for each method of a service; a missing or misnamed one does not compile. */
export type Handlers<Service extends ServiceDefinition> = {
  readonly [Name in keyof Service['methods']]: HandlerOf<Service['methods'][Name]>;
};

export type HandlerOf<Method> =
  Method extends UnaryMethod<infer Request, infer Response>
    ? UnaryHandler<Request, Response>
    : Method extends StreamMethod<infer Request, infer Response>
      ? StreamHandler<Request, Response>
      : never;

/** Joins a generated service with its handlers, for `Transport.serve`. */
export function implement<Service extends ServiceDefinition>(
  service: Service,
  handlers: Handlers<Service>,
): ServiceImplementation {
  return { service, handlers };
}
