import { DraveError, type Endpoint, type ErrorCode, type Millis } from '@drave/base';
import type { RpcChannel, UnaryMethod } from '@drave/rpc';
import type { BrokerChannels } from './broker-channels.js';
import type { ClusterMetadata } from './cluster-metadata.js';

interface CoordinatorCallerPorts {
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  /** One attempt at one broker. */
  readonly attemptTimeoutMs: Millis;
  /** Asks any broker who coordinates. */
  find(channel: RpcChannel, deadlineMs: Millis): Promise<{ readonly endpoint: Endpoint }>;
}

/** The broker that coordinates something: found on first use, looked for again when it is not the one any more. */
export class CoordinatorCaller {
  private readonly ports: CoordinatorCallerPorts;
  private endpoint: Endpoint | undefined;

  constructor(ports: CoordinatorCallerPorts) {
    this.ports = ports;
  }

  /** One attempt. @throws DraveError what the coordinator answered, or why it could not be reached. */
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
      // While it loads its partition it is the right one all the same.
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

/** The first broker asked for the coordinator may take this long, each further one twice as long as the one before. */
const FIRST_ATTEMPT_MS: Millis = 1000;

const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'NOT_COORDINATOR',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
]);

/** Whether another attempt, perhaps at another broker, may go better. All that coordinators do may be done twice. */
export function mayPass(error: DraveError): boolean {
  if (PASSING.has(error.code)) return true;
  const { grpc } = error.row;
  return grpc === 'UNAVAILABLE' || grpc === 'DEADLINE_EXCEEDED';
}
