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

const readBytesMax = 1024 * 1024;
/** Healing is over: all that is left to wait for is what is under way. */
const levelMs = 2_000;
const repairMs = 20_000;
const repairPauseMs = 200;

interface Replica {
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
  invariants: ClusterInvariants,
): Promise<void> {
  const where = `${topic}-${index}`;
  const { replicas, leader } = await levelReplicas(cluster, topic, index);
  const { highWatermark } = leader;
  const known = invariants.watermark(leader.topicId, index);
  assert(highWatermark >= known, `${where}: high watermark ${highWatermark}, was ${known}`);
  const from = Math.max(...replicas.map(({ partition }) => partition.log.logStartOffset));
  const copies: Buffer[] = [];
  for (const replica of replicas) {
    copies.push(await readAll(cluster, replica, from, highWatermark));
  }
  const [first = Buffer.alloc(0)] = copies;
  copies.forEach((copy, at) => {
    const both = `${replicas[0]?.name} and ${replicas[at]?.name}`;
    assert(copy.equals(first), `${where}: ${both} differ below ${highWatermark}`);
  });
  auditBatches(first, where, replicas);
  auditProducers(replicas, where);
  if (ledger !== undefined) await noteRecords(cluster, ledger, where, first);
}

/** Members of groups commit on, so an internal topic is level only between two of their records. */
async function levelReplicas(
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
    return leader?.highWatermark === end && replicas.every(({ partition }) => partition.log.writtenEndOffset === end);
  };
  const level = await cluster.world.runUntil(isLevel, levelMs);
  const { replicas, leader } = look();
  assert(leader !== undefined, `${topic}-${index} has no leader after healing`);
  const ends = replicas.map(({ name, partition }) => `${name} ${partition.log.writtenEndOffset}`).join(', ');
  assert(
    level,
    `${topic}-${index}: not level within ${levelMs} ms, high watermark ${leader.highWatermark}, ends ${ends}`,
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

async function readAll(cluster: SimCluster, replica: Replica, from: Offset, to: Offset): Promise<Buffer> {
  const { world } = cluster;
  const { name, partition } = replica;
  const giveUpMs = world.nowMs() + repairMs;
  const parts: Buffer[] = [];
  let offset = from;
  while (offset < to) {
    const read = partition.log.read(offset, { upToOffset: to, bytesMax: readBytesMax, minOneBatch: true });
    const result = await world.finish(read);
    if (result.kind === 'data') {
      assert(result.nextOffset > offset, `${name} has nothing at ${offset}, below ${to}`);
      parts.push(...result.parts);
      offset = result.nextOffset;
      continue;
    }
    // Rot that nobody had read before: the replica must mend itself now, from the others.
    const found = result.kind === 'corrupt' && cluster.rotten.has(name);
    const repairing = cluster.rotten.has(name) && partition.log.state.kind !== 'offline';
    assert(found || repairing, `${name} cannot be read at ${offset}: ${result.kind}`);
    assert(world.nowMs() < giveUpMs, `${name} was not repaired at ${offset} within ${repairMs} ms`);
    if (result.kind === 'corrupt') partition.reportCorruption(result.corruption);
    await world.runFor(repairPauseMs);
  }
  return Buffer.concat(parts);
}

/**
 * Offsets without a gap, epochs that every replica knows, and the sequences of every producer without gap or
 * repetition.
 */
function auditBatches(bytes: Buffer, where: string, replicas: readonly Replica[]): void {
  const nextSequence = new Map<string, number>();
  let nextOffset: Offset | undefined;
  for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) {
    const base = batchBaseOffset(bytes, at);
    assert(nextOffset === undefined || base === nextOffset, `${where}: a batch at ${base}, expected ${nextOffset}`);
    nextOffset = batchLastOffset(bytes, at) + 1;
    const epoch = batchLeaderEpoch(bytes, at);
    for (const { name, partition } of replicas) {
      const believed = partition.log.leaderEpochs.epochForOffset(base);
      assert(believed === epoch, `${where}@${base}: written in epoch ${epoch}, ${name} believes ${believed}`);
    }
    const producerId = batchProducerId(bytes, at);
    if (producerId < 0) continue;
    const producer = `${producerId}/${batchProducerEpoch(bytes, at)}`;
    const sequence = batchBaseSequence(bytes, at);
    const expected = nextSequence.get(producer) ?? 0;
    assert(sequence === expected, `${where}@${base}: producer ${producer} at ${sequence}, expected ${expected}`);
    nextSequence.set(producer, sequence + batchRecordCount(bytes, at));
  }
}

function auditProducers(replicas: readonly Replica[], where: string): void {
  const texts = replicas.map(({ partition }) =>
    partition.log.producers
      .describe()
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

async function noteRecords(cluster: SimCluster, ledger: RecordLedger, partition: string, bytes: Buffer): Promise<void> {
  const { compute } = cluster.clientHost(`reader-${partition}`).env;
  for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) {
    for (const { offset, value } of await cluster.world.finish(decodeRecords(bytes, at, compute))) {
      ledger.polled('reader', partition, offset, nameOfValue(value));
    }
  }
}
