import type { Offset } from '@drave/base';
import { decodeControlBatch } from '@drave/records';
import { readWhole, writeAtomically } from './atomic-file.js';
import type { AbortedTransaction } from './contract.js';
import { offsetFromName, offsetName, suffix } from './file-names.js';
import type { LogCore } from './log-core.js';
import { decodeProducerSnapshot, encodeProducerSnapshot } from './producer-snapshot.js';
import { type ProducerContent, ProducerTable } from './producer-state.js';
import { walkSegment } from './segment-store.js';

/** The producer state of the log up to (not including) `offset`. */
export interface ProducerSnapshot {
  readonly offset: Offset;
  readonly content: ProducerContent;
}

/** Durable, under Kafka's name, when it resolves (KAFKA-9892, KAFKA-17181). */
export async function saveSnapshot(core: LogCore, snapshot: ProducerSnapshot): Promise<void> {
  const name = offsetName(snapshot.offset) + suffix.producerSnapshot;
  await writeAtomically(core.host.env.disk, core.directory, name, encodeProducerSnapshot(snapshot.content));
  core.bytesSinceSnapshot = 0;
  if (!core.snapshotOffsets.includes(snapshot.offset)) core.snapshotOffsets.push(snapshot.offset);
  core.snapshotOffsets.sort((a, b) => a - b);
  await removeSnapshots(core, superfluous(core));
}

/**
 * Producer state as of the written end: the newest whole snapshot at or below it, and what the log says since; also
 * what it says below its start, as far as that is still there, because a retry of it may come. Gives unsealed segments
 * the aborted transactions that the replay meets, too. Damage that it meets is reported and ends the replay: the log is
 * corrupt then, which concerns no other log of the directory.
 */
export async function loadProducers(core: LogCore): Promise<void> {
  const { disk } = core.host.env;
  let start = Math.min(core.logStartOffset, core.segments.first.baseOffset);
  const producers = new ProducerTable();
  for (const offset of core.snapshotOffsets.filter((each) => each <= core.writtenEndOffset).reverse()) {
    const bytes = await readWhole(disk, `${core.directory}/${offsetName(offset)}${suffix.producerSnapshot}`);
    const content = bytes === undefined ? undefined : decodeProducerSnapshot(bytes);
    if (content === undefined) {
      core.host.env.logger.warn(
        { directory: core.directory, offset },
        'a producer snapshot is damaged; using an older one',
      );
      await removeSnapshots(core, [offset]);
      continue;
    }
    producers.load(content);
    start = offset;
    break;
  }
  await replay(core, producers, start);
  core.producers.adopt(producers, core.writtenEndOffset);
}

/** After something was cut off the log: from memory when that is enough, else from a snapshot and the log. */
export async function rebuildProducers(core: LogCore): Promise<void> {
  const endOffset = core.writtenEndOffset;
  await removeSnapshots(
    core,
    core.snapshotOffsets.filter((offset) => offset > endOffset),
  );
  if (core.producers.truncateTo(endOffset)) return;
  await loadProducers(core);
}

export async function findSnapshots(core: LogCore, names: readonly string[]): Promise<void> {
  core.snapshotOffsets = names
    .map((name) => offsetFromName(name, suffix.producerSnapshot))
    .filter((offset) => offset !== undefined)
    .sort((a, b) => a - b);
  // A snapshot beyond the end speaks of records that are gone.
  await removeSnapshots(
    core,
    core.snapshotOffsets.filter((offset) => offset > core.writtenEndOffset),
  );
}

export async function removeSnapshots(core: LogCore, offsets: readonly Offset[]): Promise<void> {
  for (const offset of offsets) {
    core.snapshotOffsets = core.snapshotOffsets.filter((each) => each !== offset);
    await core.host.env.disk.remove(`${core.directory}/${offsetName(offset)}${suffix.producerSnapshot}`);
  }
}

async function replay(core: LogCore, producers: ProducerTable, start: Offset): Promise<void> {
  if (start >= core.writtenEndOffset) return;
  for (const segment of core.segments.all) {
    if (segment.nextOffset <= start) continue;
    const completed: AbortedTransaction[] = [];
    const end = await walkSegment(core, segment, 0, segment.baseOffset, (info, buffer) => {
      if (info.lastOffset < start || info.producerId < 0) return true;
      const control = info.control ? decodeControlBatch(buffer, info.position) : undefined;
      const transaction = producers.apply(info, control);
      if (transaction?.aborted !== true) return true;
      const { producerId, firstOffset, lastOffset } = transaction;
      const lastStableOffset = producers.firstOpenOffset() ?? lastOffset + 1;
      completed.push({ producerId, firstOffset, lastOffset, lastStableOffset });
      return true;
    });
    if (end.kind === 'bad') {
      const offset = end.nextOffset ?? segment.baseOffset;
      const corruption = { offset, path: segment.path(), position: end.position, reason: end.reason };
      core.reportCorruption(corruption);
      return;
    }
    const { indexes } = segment;
    if (segment.seal === undefined && indexes !== undefined) {
      const known = new Set(indexes.aborted.map((transaction) => transaction.lastOffset));
      indexes.aborted = [...indexes.aborted, ...completed.filter((each) => !known.has(each.lastOffset))];
    }
  }
}

/** The snapshots that may go. The newest three are kept, and the first one of every segment for deep truncations. */
function superfluous(core: LogCore): readonly Offset[] {
  const newest = new Set(core.snapshotOffsets.slice(-SNAPSHOTS_KEPT));
  const firsts = new Set(
    core.segments.all.map((segment) => core.snapshotOffsets.find((offset) => offset >= segment.baseOffset)),
  );
  return core.snapshotOffsets.filter((offset) => !newest.has(offset) && !firsts.has(offset));
}

const SNAPSHOTS_KEPT = 3;
