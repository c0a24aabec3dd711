import { DraveError, type Endpoint, type ErrorCode, type Millis } from '@drave/base';
import type { RpcChannel, UnaryMethod } from '@drave/rpc';
import type { BrokerChannels } from './broker-channels.js';
import type { ClusterMetadata } from './cluster-metadata.js';

interface CoordinatorCallerPorts {
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  /** How long one attempt at one broker may take. */
  readonly attemptTimeoutMs: Millis;
  /** Asks one broker for the address of the coordinator. */
  find(channel: RpcChannel, deadlineMs: Millis): Promise<{ readonly endpoint: Endpoint }>;
}

/**
 * Calls the coordinator of a group or a transactional id. It is looked up on first use, and again once it answers that
 * it is not the coordinator.
 */
export class CoordinatorCaller {
  private readonly ports: CoordinatorCallerPorts;
  private endpoint: Endpoint | undefined;

  constructor(ports: CoordinatorCallerPorts) {
    this.ports = ports;
  }

  /** Makes one attempt. @throws DraveError the error that the coordinator answered, or why it could not be reached. */
  async attempt<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    deadlineMs: Millis = this.ports.attemptTimeoutMs,
  ): Promise<Response> {
    const endpoint = this.endpoint ?? (await this.find());
    try {
      return await this.ports.channels.get(endpoint, 'control').unary(method, request, { deadlineMs });
    } catch (reason) {
      const error = DraveError.from(reason);
      // A coordinator that still loads its partition is the right one, so its address is kept.
      if (mayPass(error) && error.code !== 'COORDINATOR_LOAD_IN_PROGRESS') this.endpoint = undefined;
      throw error;
    }
  }

  private async find(): Promise<Endpoint> {
    const { channels, metadata } = this.ports;
    const found = await metadata.callAny(
      (endpoint, attempt) => this.ports.find(channels.get(endpoint, 'control'), FIRST_ATTEMPT_MS * 2 ** attempt),
      (error) => mayPass(error) || error.code === 'UNIMPLEMENTED',
    );
    this.endpoint = found.endpoint;
    return found.endpoint;
  }
}

/**
 * How long the first broker that is asked for the coordinator may take; each further one gets twice as long as the one
 * before.
 */
const FIRST_ATTEMPT_MS: Millis = 1000;

const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'NOT_COORDINATOR',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
]);

/** Whether another attempt, perhaps at another broker, may succeed. Every call to a coordinator is idempotent. */
export function mayPass(error: DraveError): boolean {
  if (PASSING.has(error.code)) return true;
  const { grpc } = error.row;
  return grpc === 'UNAVAILABLE' || grpc === 'DEADLINE_EXCEEDED';
}
