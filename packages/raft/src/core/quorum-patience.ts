import { assert, DecayingValue, type Millis, type NodeId } from '@drave/base';
import type { Voter } from '../types.js';
import { DETECTION_EXTRA_MS_MAX } from './detection.js';
import { majorityReached } from './quorum.js';

/**
 * What the voters say about themselves: how much longer than configured each has to wait by what it alone has seen. A
 * member's silence leaves open whether it is dead or slow; its word about its own machine does not. What a majority
 * says holds for everybody, a member that has just started included, and one paused leader changes nothing.
 *
 * Nobody repeats what others said, so that a patience that nothing calls for any more ends everywhere.
 */
export class QuorumPatience {
  /** By node id; fades here as it does where it was said. */
  private readonly statements = new Map<NodeId, DecayingValue>();

  heard(nodeId: NodeId, patienceMs: Millis, nowMs: Millis): void {
    const statement = this.statements.get(nodeId) ?? new DecayingValue();
    this.statements.set(nodeId, statement);
    statement.set(Math.min(patienceMs, DETECTION_EXTRA_MS_MAX), nowMs);
  }

  /** The most that a majority of these voters says, `ownMs` being this node's own word. */
  majorityMs(voters: readonly Voter[], selfId: NodeId, ownMs: Millis, nowMs: Millis): Millis {
    if (voters.length === 0) return 0;
    const said = voters.map(({ nodeId }) => {
      if (nodeId === selfId) return ownMs;
      return this.statements.get(nodeId)?.valueMs(nowMs) ?? 0;
    });
    const majorityMs = majorityReached(said);
    assert(majorityMs <= DETECTION_EXTRA_MS_MAX, 'nobody is more patient than the bound');
    return majorityMs;
  }
}
