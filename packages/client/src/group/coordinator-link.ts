import { DraveError, type Endpoint, type ErrorCode, type Millis } from '@drave/base';
import { groupMemberService, type UnaryMethod } from '@drave/rpc';
import type { Backoff } from '../backoff.js';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import type { ClientEnv } from '../options.js';

interface CoordinatorPorts {
  readonly env: ClientEnv;
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  readonly backoff: Backoff;
  readonly groupId: string;
  /** One attempt at one broker. */
  readonly attemptTimeoutMs: Millis;
}

/** The broker that coordinates one group: found on first use, looked for again when it is not the one any more. */
export class CoordinatorLink {
  readonly ports: CoordinatorPorts;
  private endpoint: Endpoint | undefined;

  constructor(ports: CoordinatorPorts) {
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

  /** As often as it takes, until `endMs`; `request` is made anew for each attempt. */
  async call<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: () => Request,
    endMs: Millis,
    mayRepeat: (error: DraveError) => boolean = mayPass,
  ): Promise<Response> {
    const { env, backoff, attemptTimeoutMs } = this.ports;
    for (let failures = 0; ; failures++) {
      try {
        const leftMs = Math.max(1, endMs - env.clock.monotonicMs());
        return await this.attempt(method, request(), Math.min(attemptTimeoutMs, leftMs));
      } catch (reason) {
        const error = DraveError.from(reason);
        const delayMs = backoff.delayMs(failures);
        if (!mayRepeat(error) || env.clock.monotonicMs() + delayMs >= endMs) throw error;
        env.logger.debug({ group: this.ports.groupId, code: error.code }, 'group call failed; trying again');
        await env.timers.sleep(delayMs);
      }
    }
  }

  private async find(): Promise<Endpoint> {
    const { channels, metadata, groupId } = this.ports;
    const found = await metadata.callAny(
      (endpoint, attempt) =>
        channels
          .get(endpoint, 'control')
          .unary(
            groupMemberService.methods.findCoordinator,
            { groupId },
            { deadlineMs: FIRST_ATTEMPT_MS * 2 ** attempt },
          ),
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

/** Whether another attempt, perhaps at another broker, may go better. Everything that groups do may be done twice. */
export function mayPass(error: DraveError): boolean {
  if (PASSING.has(error.code)) return true;
  const { grpc } = error.row;
  return grpc === 'UNAVAILABLE' || grpc === 'DEADLINE_EXCEEDED';
}
