import { assert, type Offset, type ProducerId } from '@drave/base';
import type { TransactionLedger } from '@drave/cluster/checkers';
import {
  batchAttributes,
  batchBaseOffset,
  batchProducerEpoch,
  batchProducerId,
  batchSizeBytes,
  CONTROL_BIT,
  decodeControlBatch,
  decodeRecords,
  TRANSACTIONAL_BIT,
} from '@drave/records';
import { levelReplicas, readAll, type Replica } from '../log-audit.js';
import { nameOfValue } from '../producing-client.js';
import type { SimCluster } from '../sim-cluster.js';

interface Open {
  readonly producerEpoch: number;
  readonly firstOffset: Offset;
  readonly records: { readonly offset: number; readonly value: string }[];
}

/**
 * Tells the ledger of every record of a transaction how it ended, by the markers in the log alone. When all is quiet
 * nothing is open any more, and every replica lists what was aborted, in the order of the markers.
 */
export async function recordOutcomes(
  cluster: SimCluster,
  topic: string,
  index: number,
  ledger: TransactionLedger,
): Promise<void> {
  const where = `${topic}-${index}`;
  const { replicas, leader } = await levelReplicas(cluster, topic, index);
  const replica = replicas.find(({ partition }) => partition === leader) as Replica;
  const bytes = await readAll(cluster, replica, 0, leader.highWatermark);
  assert(bytes !== undefined, `${where} has lost its beginning`);
  const { compute } = cluster.clientHost(`judge-${where}`).env;
  const open = new Map<ProducerId, Open>();
  const aborted: string[] = [];
  for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) {
    const place = `${where}@${batchBaseOffset(bytes, at)}`;
    const [producerId, producerEpoch] = [batchProducerId(bytes, at), batchProducerEpoch(bytes, at)];
    const before = open.get(producerId);
    const attributes = batchAttributes(bytes, at);
    assert((attributes & TRANSACTIONAL_BIT) !== 0, `${place}: no batch of a transaction`);
    if ((attributes & CONTROL_BIT) === 0) {
      const own = before ?? { producerEpoch, firstOffset: batchBaseOffset(bytes, at), records: [] };
      assert(own.producerEpoch === producerEpoch, `${place}: epoch ${producerEpoch} in one of ${own.producerEpoch}`);
      open.set(producerId, own);
      for (const { offset, value } of await cluster.world.finish(decodeRecords(bytes, at, compute)))
        own.records.push({ offset, value: nameOfValue(value) });
      continue;
    }
    const marker = decodeControlBatch(bytes, at);
    assert(marker?.kind === 'commit' || marker?.kind === 'abort', `${place}: a marker of another kind`);
    if (before === undefined) continue;
    assert(before.producerEpoch <= producerEpoch, `${place}: a marker of epoch ${producerEpoch} ends a later one`);
    const outcome = marker.kind === 'commit' ? 'committed' : 'aborted';
    for (const { offset, value } of before.records) ledger.found(where, offset, value, outcome);
    if (outcome === 'aborted') aborted.push(nameOf(producerId, before.firstOffset));
    open.delete(producerId);
  }
  const hanging = [...open].map(([producerId, { producerEpoch }]) => `${producerId}/${producerEpoch}`);
  assert(hanging.length === 0, `${where}: transactions of ${hanging.join()} hang`);
  for (const { name, partition } of replicas) {
    const listed = await cluster.world.finish(partition.log.abortedTransactions(0, leader.highWatermark));
    const texts = listed.map(({ producerId, firstOffset }) => nameOf(producerId, firstOffset));
    assert(
      texts.join() === aborted.join(),
      `${where}: ${name} lists as aborted ${texts.join()}, not ${aborted.join()}`,
    );
  }
}

function nameOf(producerId: ProducerId, firstOffset: Offset): string {
  return `${producerId}@${firstOffset}`;
}
