import type { Bytes, Millis } from '@drave/base';

/** Who asks, from where, for how long, and against which budgets. Every operation of the broker takes one. */
export interface RequestContext {
  /** `User:anonymous` until authentication is configured. */
  readonly principal: string;
  /** The listener's name, such as 'grpc'. */
  readonly listener: string;
  readonly clientId: string;
  /** Monotonic instant at which the caller stops waiting. */
  readonly deadlineMs: Millis;
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

/** For requests whose memory somebody else accounts for. */
export const noLease: MemoryLease = { bytes: 0, release() {} };

export type Operation =
  | 'read'
  | 'write'
  | 'describe'
  | 'create'
  | 'delete'
  | 'alter'
  | 'clusterAction'
  | 'idempotentWrite';

export type ResourceRef =
  | { readonly kind: 'topic'; readonly name: string }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'transactionalId'; readonly name: string }
  | { readonly kind: 'cluster' };

/** Kafka's ACL question. */
export interface Authorizer {
  allows(context: Pick<RequestContext, 'principal' | 'listener'>, operation: Operation, resource: ResourceRef): boolean;
}

/** The policy while no ACLs are configured. */
export const allowAll: Authorizer = { allows: () => true };

/** Byte-rate budgets. A positive answer is how long the client should hold back; the operation itself is done. */
export interface Quota {
  chargeProduced(bytes: Bytes): Millis;
  chargeFetched(bytes: Bytes): Millis;
}

/** The policy while no quotas are configured. */
export const unlimitedQuota: Quota = { chargeProduced: () => 0, chargeFetched: () => 0 };
