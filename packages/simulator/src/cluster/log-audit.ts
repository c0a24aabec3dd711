import { assert, type Offset } from '@drave/base';
import type { RecordLedger } from '@drave/cluster/checkers';
import {
  batchBaseOffset,
  batchBaseSequence,
  batchLastOffset,
  batchLeaderEpoch,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
  batchSizeBytes,
  decodeRecords,
} from '@drave/records';
import type { Partition } from '@drave/replica';
import type { ClusterInvariants } from './invariants.js';
import { nameOfValue } from './producing-client.js';
import type { SimCluster } from './sim-cluster.js';

const READ_BYTES_MAX = 1024 * 1024;
/** Healing is over: all that is left to wait for is what is under way. */
const LEVEL_MS = 2_000;
const REPAIR_MS = 20_000;
const REPAIR_PAUSE_MS = 200;

export interface Replica {
  readonly name: string;
  readonly partition: Partition;
}

/**
 * One partition when all is quiet: every replica holds the same bytes below the high watermark, knows the same leader
 * epochs and producers, and what is read there goes to the ledger, if there is one.
 */
export async function auditPartition(
  cluster: SimCluster,
  topic: string,
  index: number,
  ledger: RecordLedger | undefined,
  invariants: Pick<ClusterInvariants, 'watermark'>,
): Promise<void> {
  const where = `${topic}-${index}`;
  const { replicas, leader } = await levelReplicas(cluster, topic, index);
  const { highWatermark } = leader;
  const known = invariants.watermark(leader.topicId, index);
  assert(highWatermark >= known, `${where}: high watermark ${highWatermark}, was ${known}`);
  const from = Math.max(...replicas.map(({ partition }) => partition.log.logStartOffset));
  auditStarts(cluster, replicas, where);
  const copies: Buffer[] = [];
  for (const replica of replicas) {
    const copy = await readAll(cluster, replica, from, highWatermark);
    // Every time the log starts later than before, so this ends.
    if (copy === undefined) return auditPartition(cluster, topic, index, ledger, invariants);
    copies.push(copy);
  }
  // Records expired behind the reads, and with them what a replica knew of their epochs.
  if (replicas.some(({ partition }) => partition.log.logStartOffset > from))
    return auditPartition(cluster, topic, index, ledger, invariants);
  const [first = Buffer.alloc(0)] = copies;
  copies.forEach((copy, at) => {
    const both = `${replicas[0]?.name} and ${replicas[at]?.name}`;
    assert(copy.equals(first), `${where}: ${both} differ below ${highWatermark}`);
  });
  auditBatches(first, where, replicas, from);
  auditProducers(replicas, where, from);
  ledger?.deletedBefore(where, from);
  if (ledger !== undefined) await noteRecords(cluster, ledger, where, first, from);
}

/**
 * What clients were told is gone is gone everywhere. Where a leader died before its followers knew, they may still have
 * what it had deleted.
 */
function auditStarts(cluster: SimCluster, replicas: readonly Replica[], where: string): void {
  const promised = cluster.deletions.promised(where);
  const texts = replicas.map(({ name, partition }) => `${name} ${partition.log.logStartOffset}`).join(', ');
  const everywhere = replicas.every(({ partition }) => partition.log.logStartOffset >= promised);
  assert(everywhere, `${where}: deleted below ${promised}, starts at ${texts}`);
}

/** Members of groups commit on, so an internal topic is level only between two of their records. */
export async function levelReplicas(
  cluster: SimCluster,
  topic: string,
  index: number,
): Promise<{ readonly replicas: readonly Replica[]; readonly leader: Partition }> {
  const look = () => {
    const replicas = replicasOf(cluster, topic, index);
    return { replicas, leader: replicas.find(({ partition }) => partition.isLeader)?.partition };
  };
  const isLevel = (): boolean => {
    const { replicas, leader } = look();
    const end = leader?.log.writtenEndOffset;
    // A follower takes over its leader's start, but for what an earlier leader had deleted beyond that.
    const start = leader?.log.logStartOffset ?? 0;
    const isLevel = ({ log }: Partition): boolean => log.writtenEndOffset === end && log.logStartOffset >= start;
    return leader?.highWatermark === end && replicas.every(({ partition }) => isLevel(partition));
  };
  const level = await cluster.world.runUntil(isLevel, LEVEL_MS);
  const { replicas, leader } = look();
  assert(leader !== undefined, `${topic}-${index} has no leader after healing`);
  const ends = replicas
    .map(({ name, partition: { log } }) => `${name} ${log.logStartOffset} to ${log.writtenEndOffset}`)
    .join(', ');
  assert(
    level,
    `${topic}-${index}: not level within ${LEVEL_MS} ms, high watermark ${leader.highWatermark}, logs ${ends}`,
  );
  return { replicas, leader };
}

function replicasOf(cluster: SimCluster, topic: string, index: number): Replica[] {
  return cluster.brokers.flatMap(({ name, node }) =>
    [...(node?.broker?.replicas.partitions() ?? [])]
      .filter(({ topicPartition }) => topicPartition.topic === topic && topicPartition.partition === index)
      .map((partition) => ({ name, partition })),
  );
}

/** Undefined when records expired while they were read. */
export async function readAll(
  cluster: SimCluster,
  replica: Replica,
  from: Offset,
  to: Offset,
): Promise<Buffer | undefined> {
  const { world } = cluster;
  const { name, partition } = replica;
  const giveUpMs = world.nowMs() + REPAIR_MS;
  const parts: Buffer[] = [];
  let offset = from;
  while (offset < to) {
    const read = partition.log.read(offset, { upToOffset: to, bytesMax: READ_BYTES_MAX, minOneBatch: true });
    const result = await world.finish(read);
    // A scrubber may have found the rot meanwhile, and the replica cut its log to have it anew from the others.
    const isCut = cluster.rotten.has(name) && partition.log.writtenEndOffset <= offset;
    if (result.kind === 'data' && !isCut) {
      assert(result.nextOffset > offset, `${name} has nothing at ${offset}, below ${to}`);
      parts.push(...result.parts);
      offset = result.nextOffset;
      continue;
    }
    if (result.kind === 'outOfRange' && partition.log.logStartOffset > offset) return undefined;
    // Rot that no client had read before: the replica must mend itself now, from the others.
    const found = result.kind === 'corrupt' && cluster.rotten.has(name);
    const repairing = cluster.rotten.has(name) && partition.log.state.kind !== 'offline';
    assert(found || repairing, `${name} cannot be read at ${offset}: ${result.kind}`);
    assert(world.nowMs() < giveUpMs, `${name} was not repaired at ${offset} within ${REPAIR_MS} ms`);
    if (result.kind === 'corrupt') partition.reportCorruption(result.corruption);
    await world.runFor(REPAIR_PAUSE_MS);
  }
  return Buffer.concat(parts);
}

/**
 * Offsets without a gap, epochs that every replica knows, and the sequences of every producer without gap or
 * repetition. The log starts at `from`, perhaps inside the first batch.
 */
function auditBatches(bytes: Buffer, where: string, replicas: readonly Replica[], from: Offset): void {
  const nextSequence = new Map<string, number>();
  let nextOffset: Offset | undefined;
  for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) {
    const base = batchBaseOffset(bytes, at);
    assert(nextOffset === undefined || base === nextOffset, `${where}: a batch at ${base}, expected ${nextOffset}`);
    nextOffset = batchLastOffset(bytes, at) + 1;
    const epoch = batchLeaderEpoch(bytes, at);
    for (const { name, partition } of replicas) {
      const offset = Math.max(base, from);
      // It has expired there since the others were read.
      if (offset < partition.log.logStartOffset) continue;
      const believed = partition.log.leaderEpochs.epochForOffset(offset);
      assert(believed === epoch, `${where}@${base}: written in epoch ${epoch}, ${name} believes ${believed}`);
    }
    const producerId = batchProducerId(bytes, at);
    // Markers, and offsets in a transaction, count for no sequence.
    if (producerId < 0 || batchBaseSequence(bytes, at) < 0) continue;
    const producer = `${producerId}/${batchProducerEpoch(bytes, at)}`;
    const sequence = batchBaseSequence(bytes, at);
    // What came before the first batch may have been deleted.
    const expected = nextSequence.get(producer) ?? (from === 0 ? 0 : sequence);
    assert(sequence === expected, `${where}@${base}: producer ${producer} at ${sequence}, expected ${expected}`);
    nextSequence.set(producer, sequence + batchRecordCount(bytes, at));
  }
}

/** A replica that was made when records had been deleted knows nothing of who wrote those alone. */
export function auditProducers(replicas: readonly Replica[], where: string, from: Offset): void {
  const texts = replicas.map(({ partition }) =>
    partition.log.producers
      .describe()
      .filter(({ lastOffset }) => lastOffset >= from)
      .map(({ producerId, producerEpoch, lastSequence, lastOffset }) =>
        [producerId, producerEpoch, lastSequence, lastOffset].join(),
      )
      .sort()
      .join(' '),
  );
  texts.forEach((text, at) => {
    const [first, other] = [replicas[0]?.name, replicas[at]?.name];
    assert(text === texts[0], `${where}: ${first} knows producers ${texts[0]}, ${other} knows ${text}`);
  });
}

async function noteRecords(
  cluster: SimCluster,
  ledger: RecordLedger,
  partition: string,
  bytes: Buffer,
  from: Offset,
): Promise<void> {
  const { compute } = cluster.clientHost(`reader-${partition}`).env;
  for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) {
    for (const { offset, value } of await cluster.world.finish(decodeRecords(bytes, at, compute))) {
      if (offset >= from) ledger.polled('reader', partition, offset, nameOfValue(value));
    }
  }
}
