import { decodeControlBatch } from '@drave/records';
import { readWhole } from './atomic-file.js';
import type { AbortedTransaction } from './contract.js';
import { offsetName, suffix } from './file-names.js';
import type { LogCore } from './log-core.js';
import { decodeProducerSnapshot } from './producer-snapshot.js';
import { ProducerTable } from './producer-state.js';
import { corruptionError } from './corruption.js';
import type { Segment } from './segment.js';
import type { BatchVisitor, WalkEnd } from './walk-batches.js';

/** Reads one segment from its start. */
type Walk = (segment: Segment, visit: BatchVisitor) => Promise<WalkEnd>;

/**
 * The aborted transactions whose markers stand in a segment, when its index is lost: from the log itself, read again
 * from the producer snapshot before the segment on. An empty list instead would hand out aborted records as committed.
 * @throws DraveError CORRUPT_DATA when the log cannot be read either.
 */
export async function replayAborted(core: LogCore, segment: Segment, walk: Walk): Promise<AbortedTransaction[]> {
  const table = new ProducerTable();
  const start = await loadBefore(core, segment, table);
  const aborted: AbortedTransaction[] = [];
  for (const source of core.segments.all) {
    if (source.nextOffset <= start) continue;
    if (source.baseOffset > segment.baseOffset) break;
    const end = await walk(source, (info, buffer) => {
      if (info.lastOffset < start || info.producerId < 0) return true;
      const completed = table.apply(info, info.control ? decodeControlBatch(buffer, info.position) : undefined);
      if (completed?.aborted !== true || source !== segment) return true;
      const { producerId, firstOffset, lastOffset } = completed;
      aborted.push({
        producerId,
        firstOffset,
        lastOffset,
        lastStableOffset: table.firstOpenOffset() ?? lastOffset + 1,
      });
      return true;
    });
    if (end.kind !== 'bad') continue;
    const offset = end.nextOffset ?? source.baseOffset;
    const corruption = { offset, path: source.path(), position: end.position, reason: end.reason };
    core.reportCorruption(corruption);
    throw corruptionError(corruption);
  }
  return aborted;
}

/** The newest whole snapshot at or below the segment, into the table; returns from where on the log has to tell. */
async function loadBefore(core: LogCore, segment: Segment, table: ProducerTable): Promise<number> {
  for (const offset of core.snapshotOffsets.filter((each) => each <= segment.baseOffset).reverse()) {
    const path = `${core.directory}/${offsetName(offset)}${suffix.producerSnapshot}`;
    const bytes = await readWhole(core.host.env.disk, path);
    const content = bytes === undefined ? undefined : decodeProducerSnapshot(bytes);
    if (content === undefined) continue;
    table.load(content);
    return offset;
  }
  return core.logStartOffset;
}
