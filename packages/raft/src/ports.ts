import type { Millis, NodeId } from '@drave/base';
import type { RaftRequest, RaftResponse } from './messages.js';
import type { RaftPeer } from './types.js';

/** How Raft reaches other nodes; implemented over rpc in `services`, by the simulator, and by tests. */
export interface RaftTransportPort {
  /**
   * Sends and waits for the response of the same kind. Rejects with DraveError: NETWORK_EXCEPTION for a refused or lost
   * connection (evidence about the peer, used at once), REQUEST_TIMED_OUT for a passed deadline (no evidence).
   */
  send(to: RaftPeer, request: RaftRequest, deadlineMs: Millis): Promise<RaftResponse>;
}

/** Serves a request that came from the network; `RaftNode.handle`. `from` is what the transport knows of the caller. */
export type RaftRequestHandler = (request: RaftRequest, from: NodeId | undefined) => Promise<RaftResponse>;
