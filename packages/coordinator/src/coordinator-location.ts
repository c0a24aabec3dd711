import type { Endpoint, ErrorCode, NodeId } from '@drave/base';

/** Where a group's coordinator is, on the caller's listener. */
export type CoordinatorLocation =
  | { readonly kind: 'found'; readonly nodeId: NodeId; readonly endpoint: Endpoint }
  | { readonly kind: 'failed'; readonly failure: ErrorCode; readonly message: string };
