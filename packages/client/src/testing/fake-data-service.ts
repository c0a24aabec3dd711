import { DraveError, type ErrorCode, errors } from '@drave/base';
import { asBuffer, readBatchInfo, validateProducedBatches } from '@drave/records';
import { type dataV1, dataService, implement, type RpcStream, type ServiceImplementation } from '@drave/rpc';
import { type FakeBroker, type FakeClusterState, HEADER } from './fake-cluster-state.js';
import type { FakePartition } from './fake-partition.js';
import { FakeFetchSession } from './fake-fetch-session.js';

/** The data service of one fake broker. */
export function fakeDataService(cluster: FakeClusterState, broker: FakeBroker): ServiceImplementation {
  const unsupported = async (): Promise<never> => {
    throw new DraveError('UNIMPLEMENTED');
  };
  return implement(dataService, {
    metadata: async (request) => broker.staleMetadata ?? cluster.metadata(request),
    initProducerId: async () => {
      if (cluster.producerIdsUnavailable) throw new DraveError('BROKER_NOT_AVAILABLE');
      return { header: HEADER, producerId: cluster.nextProducerId++, producerEpoch: 0, transactionVersion: 0 };
    },
    produce: unsupported,
    fetch: unsupported,
    listOffsets: async (request) => ({
      header: HEADER,
      partitions: request.partitions.map((wanted) => listOffset(cluster, broker, wanted)),
    }),
    produceStream: (stream) => serveProduce(cluster, broker, stream),
    fetchStream: (stream, context) => new FakeFetchSession(cluster, broker, stream, context.signal).run(),
  });
}

async function serveProduce(
  cluster: FakeClusterState,
  broker: FakeBroker,
  stream: RpcStream<dataV1.ProduceResponse, dataV1.ProduceRequest>,
): Promise<void> {
  for (;;) {
    const request = await stream.receive();
    if (request === undefined) return;
    const partitions: dataV1.PartitionProduced[] = [];
    let silent = false;
    for (const entry of request.partitions) {
      const outcome = producePartition(cluster, broker, entry);
      if (outcome === 'silence') silent = true;
      else partitions.push(outcome);
    }
    if (silent) continue;
    const answered = request.acks === 0 ? [] : partitions;
    await stream.send({
      header: HEADER,
      correlationId: request.correlationId,
      partitions: answered,
      throttleTimeMs: 0,
    });
  }
}

function producePartition(
  cluster: FakeClusterState,
  broker: FakeBroker,
  entry: dataV1.PartitionBatches,
): dataV1.PartitionProduced | 'silence' {
  const { topicId, topic, partition } = entry;
  const base = { topicId, topic, partition, logAppendTimeMs: -1, logStartOffset: 0 };
  const refused = (code: ErrorCode, leader?: dataV1.LeaderHint): dataV1.PartitionProduced => {
    return { ...base, error: { code, message: errors[code].text }, baseOffset: -1, leader };
  };
  const found = cluster.topics.get(topic);
  const log = found?.partitions[partition];
  if (log === undefined || found?.id !== topicId) return refused('UNKNOWN_TOPIC_OR_PARTITION');
  const bytes = asBuffer(entry.records);
  const valid = validateProducedBatches(bytes, {
    batchBytesMax: cluster.batchBytesMax,
    timestampType: 'CreateTime',
    batchCountMax: 1,
  });
  if (valid.kind === 'invalid') return refused(valid.code);
  const info = readBatchInfo(bytes, 0);
  const batch = { brokerId: broker.id, topic, partition, info, number: cluster.produced.length };
  cluster.produced.push(batch);
  const fault = cluster.onProduce(batch);
  if (fault?.kind === 'silence') return 'silence';
  if (fault?.kind === 'refuse') return refused(fault.code);
  if (log.leaderId !== broker.id) return refused('NOT_LEADER_OR_FOLLOWER', cluster.hintOf(log));
  const outcome = log.append(bytes, info);
  if (fault?.kind === 'appendThenSilence') return 'silence';
  if (fault?.kind === 'appendThenRefuse') return refused(fault.code);
  if (outcome.kind === 'refused') return refused(outcome.code);
  return { ...base, error: undefined, baseOffset: outcome.baseOffset, leader: undefined };
}

function listOffset(
  cluster: FakeClusterState,
  broker: FakeBroker,
  wanted: dataV1.ListOffsetsPartition,
): dataV1.PartitionOffset {
  const { topicId, topic, partition, timestampMs } = wanted;
  const base = { topicId, topic, partition, timestampMs: -1, leader: undefined };
  const refused = (code: ErrorCode) => ({ ...base, error: { code, message: '' }, offset: -1, leaderEpoch: -1 });
  const log = cluster.topics.get(topic)?.partitions[partition];
  if (log === undefined) return refused('UNKNOWN_TOPIC_OR_PARTITION');
  const forced = cluster.onListOffsets(broker.id, timestampMs);
  if (typeof forced === 'string') return refused(forced);
  if (forced !== undefined) return { ...base, error: undefined, offset: forced, leaderEpoch: log.leaderEpoch };
  if (log.leaderId !== broker.id) return { ...refused('NOT_LEADER_OR_FOLLOWER'), leader: cluster.hintOf(log) };
  const offset =
    timestampMs === -1 ? log.highWatermark : timestampMs === -2 ? log.logStartOffset : offsetAt(log, timestampMs);
  return { ...base, error: undefined, offset, leaderEpoch: log.leaderEpoch };
}

/**
 * The offset of the first batch whose first timestamp is at or after `timestampMs`, which is precise enough for tests.
 */
function offsetAt(log: FakePartition, timestampMs: number): number {
  for (const batch of log.batches) {
    const info = readBatchInfo(batch, 0);
    if (info.maxTimestamp >= timestampMs) return info.baseOffset;
  }
  return -1;
}
