import type { Millis, NodeId } from '@drave/base';
import type { AddedPartition, LeaderQuestion, MarkerResult, SentMarker } from '@drave/coordinator';

/** How brokers reach each other about transactions. Neither method answers for this broker itself. */
export interface TransactionPeers {
  /**
   * Asks the broker that coordinates the transactions. One answer for each question, in their order.
   * @throws DraveError when the broker was not reached or has not answered: it may have added the partitions.
   */
  addPartitions(
    to: NodeId,
    questions: readonly LeaderQuestion[],
    timeoutMs: Millis,
  ): Promise<readonly (readonly AddedPartition[])[]>;
  /**
   * Asks the broker that leads the partitions; it answers for each of them.
   * @throws DraveError when the broker was not reached or has not answered: it may have written the markers.
   */
  writeMarkers(to: NodeId, markers: readonly SentMarker[], timeoutMs: Millis): Promise<readonly MarkerResult[]>;
}
