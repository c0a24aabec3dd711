import type { Millis } from '@drave/base';
import { NODE_PRINCIPAL, type Caller } from '@drave/base/access';
import type { Clock } from '@drave/env';

/** The node itself, which asks for what it needs; `purpose` stands where clients have their ids. */
export function ownCaller(clock: Clock, purpose: string, timeoutMs: Millis): Caller {
  return {
    principal: NODE_PRINCIPAL,
    listener: '',
    clientId: purpose,
    clientHost: '',
    deadlineMs: clock.monotonicMs() + timeoutMs,
  };
}
