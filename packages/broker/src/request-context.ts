import type { Bytes } from '@drave/base';
import type { Caller } from '@drave/base/access';
import type { Quota } from '@drave/quota';

/** Who asks, and against which budgets. Every operation of the broker takes one. */
export interface RequestContext extends Caller {
  readonly quota: Quota;
  /** Memory that the request's bytes are charged to; the listener took it before it read the body. */
  readonly memory: MemoryLease;
}

/** Bytes taken from a bounded pool. Released once, when the last buffer of the request may go. */
export interface MemoryLease {
  readonly bytes: Bytes;
  /** Harmless when called again. */
  release(): void;
}

/** For requests whose memory is accounted for elsewhere. */
export const noLease: MemoryLease = { bytes: 0, release() {} };
