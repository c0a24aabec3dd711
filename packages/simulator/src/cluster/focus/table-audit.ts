import { assert, type Offset } from '@drave/base';
import type { KeyedRecord, KeyLedger } from '@drave/cluster/checkers';
import { batchSizeBytes, decodeRecords } from '@drave/records';
import { levelReplicas, readAll, type Replica } from '../log-audit.js';
import type { SimCluster } from '../sim-cluster.js';
import { textOf } from './table-reader.js';

/**
 * A compacted partition when all is quiet. Replicas are cleaned each on its own, so they need not be equal; what a
 * reader of them learns must be what the ledger knows.
 */
export async function auditTable(
  cluster: SimCluster,
  topic: string,
  partition: number,
  ledger: KeyLedger,
): Promise<void> {
  const { replicas, leader } = await levelReplicas(cluster, topic, partition);
  const where = `${topic}-${partition}`;
  for (const replica of replicas) await judgeReplica(cluster, replica, where, ledger, leader.highWatermark);
  const { lastStableOffset, highWatermark } = leader;
  assert(
    lastStableOffset === highWatermark,
    `${where}: stable up to ${lastStableOffset}, committed to ${highWatermark}`,
  );
  const { findings } = ledger;
  assert(findings.length === 0, `what was read of ${topic}: ${findings.slice(0, 5).join('; ')}`);
}

async function judgeReplica(
  cluster: SimCluster,
  replica: Replica,
  where: string,
  ledger: KeyLedger,
  end: Offset,
): Promise<void> {
  const start = replica.partition.log.logStartOffset;
  const bytes = await readAll(cluster, replica, start, end);
  // Every time the log starts later than before, so this ends.
  if (bytes === undefined) return judgeReplica(cluster, replica, where, ledger, end);
  const { compute } = cluster.clientHost(`table-audit-${replica.name}-${where}`).env;
  const records: KeyedRecord[] = [];
  for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) {
    for (const { offset, key, value } of await cluster.world.finish(decodeRecords(bytes, at, compute)))
      if (offset >= start) records.push({ offset, key: textOf(key) ?? '', value: textOf(value) });
  }
  const wrong = ledger.judge(where, start, records);
  assert(wrong.length === 0, `${replica.name}: ${wrong.slice(0, 5).join('; ')}`);
}
