import type { Endpoint, ErrorCode, Millis, NodeId } from '@drave/base';

/** Who asks; the parts of the broker's request context that a coordinator looks at. */
export interface Caller {
  readonly principal: string;
  /** The listener that the request came by; endpoints are told as they are reached there. */
  readonly listener: string;
  readonly clientId: string;
  /** Monotonic. */
  readonly deadlineMs: Millis;
}

/** Kafka's ACL question, as far as groups ask it. */
export interface GroupAuthorizer {
  allows(
    caller: Pick<Caller, 'principal' | 'listener'>,
    operation: 'read' | 'describe' | 'delete',
    resource: { readonly kind: 'topic' | 'group'; readonly name: string } | { readonly kind: 'cluster' },
  ): boolean;
}

/** What may be done with a group in general; `undefined` when it may. */
export type Refusal = ErrorCode | undefined;

/** Where a group's coordinator is, on the caller's listener. */
export type CoordinatorLocation =
  | { readonly kind: 'found'; readonly nodeId: NodeId; readonly endpoint: Endpoint }
  | { readonly kind: 'failed'; readonly failure: ErrorCode; readonly message: string };
