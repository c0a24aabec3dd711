import { assert } from '@drave/base';
import { assertNoLoss, checkLinearizable, topicRegistryModel } from '@drave/cluster/checkers';
import type { Env } from '@drave/env';
import { encodeSnapshot, type MetadataImage } from '@drave/metadata';
import type { ClusterInvariants } from './invariants.js';
import { auditPartition } from './log-audit.js';
import type { SimCluster } from './sim-cluster.js';
import { OFFSETS_TOPIC } from './offsets-topic.js';
import type { Workload } from './workload.js';

/** A connection on which nothing arrives any more is dropped by its keepalive after eight seconds, then redialled. */
const CONVERGENCE_MS = 20_000;

/** After healing: nothing acknowledged is lost, replicas are equal, metadata is one history and one state. */
export async function finalChecks(
  cluster: SimCluster,
  workload: Workload,
  invariants: ClusterInvariants,
): Promise<void> {
  for (const [topic, ledger] of workload.ledgerOf) {
    for (let index = 0; index < cluster.conditions.partitions; index += 1) {
      await auditPartition(cluster, topic, index, ledger, invariants);
    }
  }
  const offsetsTopicImage = cluster.newestImage?.topicByName(OFFSETS_TOPIC);
  for (const { index } of offsetsTopicImage?.partitions() ?? [])
    await auditPartition(cluster, OFFSETS_TOPIC, index, undefined, invariants);
  const { ranges } = workload;
  for (const group of workload.groups) await group.check(ranges);
  // A follower that begins anew knows nothing of who wrote what had expired by then; when it leads, a repetition that
  // comes later than that is new to it, as in Kafka.
  const duplicatesAllowed = cluster.conditions.topicConfigs['retention.ms'] !== undefined;
  assertNoLoss(workload.ledger, { drained: true, duplicatesAllowed, ordered: true });
  assertNoLoss(workload.hastyLedger, { drained: true, duplicatesAllowed: true, ordered: false });
  const history = workload.admins.flatMap((admin) => admin.history);
  const verdict = checkLinearizable(topicRegistryModel, history);
  assert(verdict.verdict === 'linearizable', `metadata history of '${verdict.key}' is ${verdict.verdict}`);
  await checkImages(cluster);
  await workload.focus.check();
}

/** The metadata of every node, in its canonical form. */
async function checkImages(cluster: SimCluster): Promise<void> {
  const { world, nodes } = cluster;
  const offsets = () => nodes.map(({ node }) => node?.quorum.feed.appliedOffset ?? -1);
  const level = await world.runUntil(() => new Set(offsets()).size === 1, CONVERGENCE_MS);
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
