import { DraveError, type Endpoint, type ErrorCode, type Millis } from '@drave/base';
import type { RpcChannel, UnaryMethod } from '@drave/rpc';
import type { BrokerChannels } from './broker-channels.js';
import type { ClientEnv } from '../options.js';
import type { ClusterMetadata } from './cluster-metadata.js';

interface CoordinatorCallerPorts {
  readonly env: Pick<ClientEnv, 'clock'>;
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

  /**
   * Makes one attempt, which is over by `endMs`, finding the coordinator included.
   * @throws DraveError the error that the coordinator answered, or why it could not be reached.
   */
  async attempt<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    endMs: Millis = Number.POSITIVE_INFINITY,
  ): Promise<Response> {
    const endpoint = this.endpoint ?? (await this.find(endMs));
    const deadlineMs = Math.min(this.ports.attemptTimeoutMs, this.leftMs(endMs));
    try {
      return await this.ports.channels.get(endpoint, 'control').unary(method, request, { deadlineMs });
    } catch (reason) {
      const error = DraveError.from(reason);
      // A coordinator that still loads its partition is the right one; and another call may have found the next one.
      const isWrong = mayPass(error) && error.code !== 'COORDINATOR_LOAD_IN_PROGRESS';
      if (isWrong && this.endpoint === endpoint) this.endpoint = undefined;
      throw error;
    }
  }

  private async find(endMs: Millis): Promise<Endpoint> {
    const { channels, metadata, env } = this.ports;
    const found = await metadata.callAny(
      (endpoint, attempt) => {
        const deadlineMs = Math.min(FIRST_ATTEMPT_MS * 2 ** attempt, this.leftMs(endMs));
        return this.ports.find(channels.get(endpoint, 'control'), deadlineMs);
      },
      (error) => env.clock.monotonicMs() < endMs && (mayPass(error) || error.code === 'UNIMPLEMENTED'),
    );
    this.endpoint = found.endpoint;
    return found.endpoint;
  }

  private leftMs(endMs: Millis): Millis {
    return Math.max(1, endMs - this.ports.env.clock.monotonicMs());
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
