import { assert } from '@drave/base';
import { assertNoLoss, checkLinearizable, topicRegistryModel, type RecordLedger } from '@drave/cluster/checkers';
import type { Env } from '@drave/env';
import { encodeSnapshot, type MetadataImage } from '@drave/metadata';
import { batchSizeBytes, decodeRecords } from '@drave/records';
import type { Partition } from '@drave/replica';
import type { AdminClient } from './admin-client.js';
import type { ClusterInvariants } from './invariants.js';
import type { SimCluster } from './sim-cluster.js';

const readBytesMax = 1024 * 1024;

/** After healing: nothing acknowledged is lost, replicas are equal, metadata is one history and one state. */
export async function finalChecks(
  cluster: SimCluster,
  topic: string,
  ledger: RecordLedger,
  admins: readonly AdminClient[],
  invariants: ClusterInvariants,
): Promise<void> {
  await checkReplicas(cluster, topic, ledger, invariants);
  assertNoLoss(ledger, { drained: true, duplicatesAllowed: false, ordered: true });
  const history = admins.flatMap((admin) => admin.history);
  const verdict = checkLinearizable(topicRegistryModel, history);
  assert(verdict.verdict === 'linearizable', `metadata history of '${verdict.key}' is ${verdict.verdict}`);
  await checkImages(cluster);
}

/** Every replica of every partition holds the same bytes below the high watermark; what is read there goes to the ledger. */
async function checkReplicas(
  cluster: SimCluster,
  topic: string,
  ledger: RecordLedger,
  invariants: ClusterInvariants,
): Promise<void> {
  for (let index = 0; index < cluster.climate.partitions; index += 1) {
    const replicas = replicasOf(cluster, topic, index);
    const leader = replicas.find((replica) => replica.isLeader);
    assert(leader !== undefined, `${topic}-${index} has no leader after healing`);
    const known = invariants.watermark(leader.topicId, index);
    assert(leader.highWatermark >= known, `${topic}-${index}: high watermark ${leader.highWatermark}, was ${known}`);
    const from = Math.max(...replicas.map((replica) => replica.log.logStartOffset));
    const to = Math.min(...replicas.map((replica) => replica.log.writtenEndOffset));
    assert(to >= leader.highWatermark, `${topic}-${index}: a replica ends at ${to}, below ${leader.highWatermark}`);
    const copies: Buffer[] = [];
    for (const replica of replicas) copies.push(await readAll(cluster, replica, from, leader.highWatermark));
    const [first = Buffer.alloc(0)] = copies;
    for (const copy of copies)
      assert(copy.equals(first), `${topic}-${index}: replicas differ below ${leader.highWatermark}`);
    await noteRecords(cluster, ledger, `${topic}-${index}`, first);
  }
}

function replicasOf(cluster: SimCluster, topic: string, index: number): Partition[] {
  return cluster.brokers.flatMap(({ node }) =>
    [...(node?.broker?.replicas.partitions() ?? [])].filter(({ topicPartition }) => {
      return topicPartition.topic === topic && topicPartition.partition === index;
    }),
  );
}

async function readAll(cluster: SimCluster, { log }: Partition, from: number, to: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let offset = from;
  while (offset < to) {
    const read = log.read(offset, { upToOffset: to, bytesMax: readBytesMax, minOneBatch: true });
    const result = await cluster.world.finish(read);
    assert(result.kind === 'data', `a replica cannot be read at ${offset}: ${result.kind}`);
    assert(result.nextOffset > offset, `a replica has nothing at ${offset}, below ${to}`);
    parts.push(...result.parts);
    offset = result.nextOffset;
  }
  return Buffer.concat(parts);
}

async function noteRecords(cluster: SimCluster, ledger: RecordLedger, partition: string, bytes: Buffer): Promise<void> {
  const { compute } = cluster.clientHost(`reader-${partition}`).env;
  for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) {
    for (const { offset, value } of await cluster.world.finish(decodeRecords(bytes, at, compute))) {
      ledger.polled('reader', partition, offset, value === null ? '' : Buffer.from(value).toString('utf8'));
    }
  }
}

/** The metadata of every node, in its canonical form. */
async function checkImages(cluster: SimCluster): Promise<void> {
  const { world, nodes } = cluster;
  const offsets = () => nodes.map(({ node }) => node?.quorum.feed.appliedOffset ?? -1);
  const level = await world.runUntil(() => new Set(offsets()).size === 1, 5_000);
  assert(level, `the nodes' metadata ends at different offsets: ${offsets().join(', ')}`);
  const encoded: Buffer[] = [];
  for (const { node, name } of nodes) {
    assert(node !== undefined, `${name} is down at the end`);
    encoded.push(await world.finish(canonical(node.quorum.feed.image, cluster.clientHost(`image-${name}`).env)));
  }
  const [first] = encoded;
  encoded.forEach((bytes, index) => {
    assert(first?.equals(bytes) === true, `${nodes[index]?.name} holds other metadata than ${nodes[0]?.name}`);
  });
}

async function canonical(image: MetadataImage, env: Env): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of encodeSnapshot(image, env.timers)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
