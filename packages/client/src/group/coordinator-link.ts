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
  /** How long one attempt at one broker may take. */
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
  attempt<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    deadlineMs?: Millis,
  ): Promise<Response> {
    return this.caller.attempt(method, request, deadlineMs);
  }

  /**
   * Makes attempts until one succeeds, `mayRepeat` returns false for its error, or `endMs` (monotonic) has passed.
   * `request` makes a new request for each attempt. @throws DraveError the error of the last attempt.
   */
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
}
