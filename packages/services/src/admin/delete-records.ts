import { DraveError, limits, type NodeId } from '@drave/base';
import type { Broker, RequestContext } from '@drave/broker';
import { listenerOf, NO_LEADER } from '@drave/metadata';
import { partitionService, type adminV1, type CallContext } from '@drave/rpc';
import { GRPC_LISTENER_NAME, requestContext, timeoutOf } from '../caller.js';
import { requireRight } from './admin-domain.js';
import { askAt, type ForwardingPorts } from './forwarding.js';
import { findPositions } from './partition-positions.js';

type Asked = adminV1.DeleteRecordsPartition;
type Outcome = adminV1.DeletedRecords;

/**
 * Raises the log start of partitions, each by its leader. Failures are those of partitions.
 * @throws DraveError INVALID_REQUEST, TOPIC_AUTHORIZATION_FAILED.
 */
export async function deleteRecords(
  ports: ForwardingPorts,
  call: CallContext,
  request: adminV1.DeleteRecordsRequest,
): Promise<Outcome[]> {
  const { partitions } = request;
  if (partitions.length > limits.itemsPerRequestMax)
    throw new DraveError('INVALID_REQUEST', `one request names at most ${limits.itemsPerRequestMax} partitions`);
  for (const name of new Set(partitions.map(({ topic }) => topic)))
    requireRight(ports.domain, call, 'delete', { kind: 'topic', name });
  if (request.validateOnly) return planned(ports, call, partitions);
  const { broker } = ports;
  if (request.local) {
    if (broker === undefined)
      throw new DraveError('INVALID_REQUEST', 'local: this node is no broker and leads nothing');
    return deleteHere(broker, requestContext(call, ports.domain.clock), call, partitions);
  }
  const outcomes = partitions.map((asked) => failed(asked, 'LEADER_NOT_AVAILABLE', 'the partition has no leader'));
  const atLeader = async (leader: NodeId, indexes: readonly number[]): Promise<void> => {
    const named = indexes.flatMap((index) => partitions[index] ?? []);
    const answers = await askLeader(ports, call, leader, { ...request, partitions: named });
    for (const [at, index] of indexes.entries()) {
      const answer = answers[at];
      if (answer !== undefined) outcomes[index] = answer;
    }
  };
  await Promise.all([...byLeader(ports, partitions, outcomes)].map(([leader, indexes]) => atLeader(leader, indexes)));
  return outcomes;
}

/** Which of the partitions each broker leads; what is not there at all has its outcome already. */
function byLeader(
  { domain }: ForwardingPorts,
  partitions: readonly Asked[],
  outcomes: Outcome[],
): ReadonlyMap<NodeId, readonly number[]> {
  const { image } = domain.feed;
  const leaders = new Map<NodeId, number[]>();
  for (const [index, asked] of partitions.entries()) {
    const found = image.topicByName(asked.topic)?.partition(asked.partition);
    if (found === undefined) {
      outcomes[index] = failed(asked, 'UNKNOWN_TOPIC_OR_PARTITION', `there is no ${asked.topic}/${asked.partition}`);
      continue;
    }
    if (found.leader === NO_LEADER) continue;
    const list = leaders.get(found.leader);
    if (list === undefined) leaders.set(found.leader, [index]);
    else list.push(index);
  }
  return leaders;
}

async function askLeader(
  ports: ForwardingPorts,
  call: CallContext,
  leader: NodeId,
  request: adminV1.DeleteRecordsRequest,
): Promise<readonly Outcome[]> {
  const { broker, domain } = ports;
  if (broker?.nodeId === leader)
    return deleteHere(broker, requestContext(call, domain.clock), call, request.partitions);
  const registration = domain.feed.image.broker(leader);
  const endpoint = registration === undefined ? undefined : listenerOf(registration, GRPC_LISTENER_NAME);
  if (endpoint === undefined) return [];
  try {
    const forwarded = { ...request, local: true };
    return (await askAt(ports, call, endpoint, partitionService.methods.deleteRecords, forwarded)).partitions;
  } catch (reason) {
    // The other leaders have done their part, which the response tells.
    const { code, message } = DraveError.from(reason);
    if (code === 'CANCELLED') throw reason;
    return request.partitions.map((asked) => failed(asked, code, message));
  }
}

async function deleteHere(
  broker: Broker,
  caller: RequestContext,
  call: CallContext,
  named: readonly Asked[],
): Promise<Outcome[]> {
  const partitions = named.map(({ topic, partition, offset }) => ({ topicId: undefined, topic, partition, offset }));
  const response = await broker.deleteRecords(caller, { timeoutMs: timeoutOf(call), partitions });
  return named.map((asked, index) => {
    const answer = response.partitions[index];
    if (answer?.failure !== undefined) return failed(asked, answer.failure.code, answer.failure.message ?? '');
    const { topic, partition } = asked;
    return { topic, partition, logStartOffset: answer?.lowWatermark ?? -1, errorCode: '', errorMessage: '' };
  });
}

/** What would become of the log starts. */
async function planned(ports: ForwardingPorts, call: CallContext, partitions: readonly Asked[]): Promise<Outcome[]> {
  const questions = partitions.flatMap(({ topic, partition }) => [
    { topic, partition, position: 'start' as const },
    { topic, partition, position: 'end' as const },
  ]);
  const positions = await findPositions(ports, call, questions);
  return partitions.map((asked, index) => {
    const [start, end] = positions.slice(index * 2, index * 2 + 2);
    if (start === undefined || end === undefined)
      return failed(asked, 'LEADER_NOT_AVAILABLE', 'the partition is not there, or has no leader that could be asked');
    const wanted = asked.offset === HIGH_WATERMARK ? end : asked.offset;
    if (wanted < 0 || wanted > end)
      return failed(asked, 'OFFSET_OUT_OF_RANGE', `${wanted} lies outside of ${start} to ${end}`);
    const { topic, partition } = asked;
    return { topic, partition, logStartOffset: Math.max(start, wanted), errorCode: '', errorMessage: '' };
  });
}

const HIGH_WATERMARK = -1;

function failed({ topic, partition }: Asked, errorCode: string, errorMessage: string): Outcome {
  return { topic, partition, logStartOffset: -1, errorCode, errorMessage };
}
