import type { Clock, Histogram, Metrics } from '@drave/env';
import type { CallContext, Method, ServiceImplementation } from '@drave/rpc';

const MS_PER_SECOND = 1_000;
const BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const HELP =
  'Time of a gRPC call from its message to its answer or error, by method; streams, which may live for ever, are not timed.';

type Handler = (request: unknown, call: CallContext) => Promise<unknown>;

/** How long calls to this node take. A method has series from its first call on. */
export class CallDurations {
  private readonly metrics: Metrics;
  private readonly clock: Clock;

  constructor(metrics: Metrics, clock: Clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /** The same services, whose unary methods are timed. */
  metered(services: readonly ServiceImplementation[]): ServiceImplementation[] {
    return services.map(({ service, handlers }) => {
      const timed = Object.entries(handlers).map(([name, handler]) => {
        const { path, kind } = service.methods[name] as Pick<Method, 'path' | 'kind'>;
        if (kind !== 'unary') return [name, handler] as const;
        return [name, this.timed(service.name, methodName(path), handler as Handler)] as const;
      });
      return { service, handlers: Object.fromEntries(timed) };
    });
  }

  private timed(service: string, method: string, handler: Handler): Handler {
    let durations: Histogram | undefined;
    return async (request, call) => {
      const startedMs = this.clock.monotonicMs();
      try {
        return await handler(request, call);
      } finally {
        durations ??= this.metrics.histogram('drave_grpc_request_duration_seconds', HELP, BUCKETS_SECONDS, {
          service,
          method,
        });
        durations.observe((this.clock.monotonicMs() - startedMs) / MS_PER_SECOND);
      }
    };
  }
}

/** `ListBrokers` of `/drave.admin.v1.BrokerService/ListBrokers`. */
function methodName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
