import { DraveError, type Millis } from '@drave/base';
import { groupMemberService, type UnaryMethod } from '@drave/rpc';
import type { Backoff } from '../backoff.js';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import { CoordinatorCaller, mayPass } from '../cluster/coordinator-caller.js';
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

/** The broker that coordinates one group. */
export class CoordinatorLink {
  readonly ports: CoordinatorPorts;
  private readonly caller: CoordinatorCaller;

  constructor(ports: CoordinatorPorts) {
    this.ports = ports;
    const { groupId } = ports;
    this.caller = new CoordinatorCaller({
      ...ports,
      find: (channel, deadlineMs) =>
        channel.unary(groupMemberService.methods.findCoordinator, { groupId }, { deadlineMs }),
    });
  }

  /** Makes one attempt. @throws DraveError the error that the coordinator answered, or why it could not be reached. */
  attempt<Request, Response>(method: UnaryMethod<Request, Response>, request: Request): Promise<Response> {
    return this.caller.attempt(method, request);
  }

  /**
   * Makes attempts until one succeeds, its error must not be repeated, or `endMs` (monotonic) has passed; `request`
   * makes a new request for each attempt. `refusalIn` returns why a response does not count, if it does not.
   */
  async call<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: () => Request,
    endMs: Millis,
    mayRepeat: (error: DraveError) => boolean = mayPass,
    refusalIn: (response: Response) => DraveError | undefined = () => undefined,
  ): Promise<Response> {
    const { env, backoff } = this.ports;
    for (let failures = 0; ; failures++) {
      try {
        const response = await this.caller.attempt(method, request(), endMs);
        const refusal = refusalIn(response);
        if (refusal === undefined) return response;
        throw refusal;
      } catch (reason) {
        const error = DraveError.from(reason);
        const delayMs = backoff.delayMs(failures);
        if (!mayRepeat(error) || env.clock.monotonicMs() + delayMs >= endMs) throw error;
        env.logger.debug({ group: this.ports.groupId, code: error.code }, 'group call failed; trying again');
        await env.timers.sleep(delayMs);
      }
    }
  }
}
