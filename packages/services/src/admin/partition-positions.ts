import { DraveError, type Millis, type NodeId, type Offset, type PartitionIndex, type TopicName } from '@drave/base';
import { listenerOf, NO_LEADER } from '@drave/metadata';
import { type CallContext, dataService, type dataV1 } from '@drave/rpc';
import { GRPC_LISTENER_NAME } from '../caller.js';
import { askAt, type ForwardingPorts } from './forwarding.js';

/** `ListOffsets` in words: the start, the end, or the first record at or after a time. */
export type Position = 'start' | 'end' | { readonly timestampMs: Millis };

interface AskedPosition {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly position: Position;
}

/**
 * Where positions are, asked of the partitions' leaders, each once. In the order of the questions; undefined where no
 * leader could be asked, -1 where no record is that late.
 */
export async function findPositions(
  ports: ForwardingPorts,
  call: CallContext,
  asked: readonly AskedPosition[],
): Promise<(Offset | undefined)[]> {
  const { image } = ports.domain.feed;
  const byLeader = new Map<NodeId, number[]>();
  for (const [index, { topic, partition }] of asked.entries()) {
    const leader = image.topicByName(topic)?.partition(partition)?.leader ?? NO_LEADER;
    if (leader === NO_LEADER) continue;
    const list = byLeader.get(leader);
    if (list === undefined) byLeader.set(leader, [index]);
    else list.push(index);
  }
  const found: (Offset | undefined)[] = asked.map(() => undefined);
  const askLeader = async (leader: NodeId, indexes: readonly number[]): Promise<void> => {
    const broker = image.broker(leader);
    const endpoint = broker === undefined ? undefined : listenerOf(broker, GRPC_LISTENER_NAME);
    if (endpoint === undefined) return;
    const partitions = indexes.map((index) => questionOf(asked[index]));
    const request: dataV1.ListOffsetsRequest = { isolationLevel: 'READ_UNCOMMITTED', partitions };
    try {
      const response = await askAt(ports, call, endpoint, dataService.methods.listOffsets, request);
      for (const [at, index] of indexes.entries()) {
        const answer = response.partitions[at];
        if (answer !== undefined && answer.error === undefined) found[index] = answer.offset;
      }
    } catch (reason) {
      // A leader that cannot be asked leaves a gap in the answer, not an error in place of it.
      const { code } = DraveError.from(reason);
      if (code === 'CANCELLED') throw reason;
    }
  };
  await Promise.all([...byLeader].map(([leader, indexes]) => askLeader(leader, indexes)));
  return found;
}

function questionOf(asked: AskedPosition | undefined): dataV1.ListOffsetsPartition {
  const { topic = '', partition = 0, position = 'end' } = asked ?? {};
  const timestampMs = position === 'start' ? EARLIEST : position === 'end' ? LATEST : position.timestampMs;
  return { topicId: '', topic, partition, currentLeaderEpoch: undefined, timestampMs };
}

const LATEST = -1;
const EARLIEST = -2;
