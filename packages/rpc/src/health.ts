import { DraveError } from '@drave/base';
import { healthService, type HealthCheckResponse } from './generated/grpc.health.v1.js';
import { implement } from './implement.js';
import type { CallContext, RpcStream, ServiceImplementation } from './transport.js';

type Status = HealthCheckResponse['status'];

/** grpc.health.v1: what `RpcServer.setHealth` says, and streams of its changes. */
export class HealthService {
  readonly implementation: ServiceImplementation;
  private readonly statuses = new Map<string, Status>([['', 'SERVING']]);
  private readonly watchers = new Set<() => void>();

  constructor() {
    this.implementation = implement(healthService, {
      check: async ({ service }) => {
        const status = this.statuses.get(service);
        if (status === undefined)
          throw new DraveError('RESOURCE_NOT_FOUND', `no service '${service}' reports its health`);
        return { status };
      },
      watch: (stream, context) => this.watch(stream, context),
    });
  }

  set(service: string, serving: boolean): void {
    this.statuses.set(service, serving ? 'SERVING' : 'NOT_SERVING');
    for (const wake of [...this.watchers]) wake();
  }

  private async watch(
    stream: RpcStream<HealthCheckResponse, { service: string }>,
    context: CallContext,
  ): Promise<void> {
    const request = await stream.receive();
    const service = request?.service ?? '';
    let sent: Status | undefined;
    while (!context.signal.aborted) {
      const status = this.statuses.get(service) ?? 'SERVICE_UNKNOWN';
      if (status !== sent) await stream.send({ status });
      sent = status;
      if ((this.statuses.get(service) ?? 'SERVICE_UNKNOWN') === sent) await this.change(context.signal);
    }
  }

  /** Resolves at the next change of any service, or when the caller goes. */
  private change(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.watchers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.watchers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
