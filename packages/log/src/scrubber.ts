import type { Bytes } from '@drave/base';
import { crc32c } from '@drave/records';
import type { Corruption } from './contract.js';
import type { LogCore, ScrubPosition } from './log-core.js';
import { epochFault } from './corruption.js';
import type { Segment } from './segment.js';
import { SEALED_HEADER_BYTES } from './segment-seal.js';
import { walkSegment } from './segment-store.js';
import { whileStable } from './timestamps.js';

/**
 * Reads some cold data again, going round: every batch's CRC, its place and its epoch, and at the end of a segment the
 * seal over what no CRC covers. It reads finished segments only; clients read the active one all the time.
 */
export async function scrubLog(core: LogCore, bytesMax: Bytes): Promise<Corruption | undefined> {
  if (core.corruption !== undefined) return core.corruption;
  const found = await whileStable(core, () => scrubSome(core, bytesMax));
  if (found !== undefined) core.reportCorruption(found);
  return found;
}

async function scrubSome(core: LogCore, bytesMax: Bytes): Promise<Corruption | undefined> {
  let at = resume(core);
  let left = bytesMax;
  while (at !== undefined && left > 0) {
    const { segment } = at;
    let { headersCrc, nextOffset, position } = at;
    let fault: string | undefined;
    let expected = nextOffset;
    const end = await walkSegment(core, segment, position, nextOffset, (info, buffer, filePosition) => {
      fault = epochFault(core, info);
      if (fault !== undefined) return false;
      headersCrc = crc32c(buffer, info.position, info.position + SEALED_HEADER_BYTES, headersCrc);
      position = filePosition + info.sizeBytes;
      expected = info.lastOffset + 1;
      left -= info.sizeBytes;
      return left > 0;
    });
    nextOffset = expected;
    if (end.kind === 'bad') fault = end.reason;
    const finished = position >= segment.size;
    if (fault === undefined && finished && segment.seal !== undefined && segment.seal.headersCrc !== headersCrc) {
      // Some header between start and end: nothing of the segment can be trusted.
      return {
        offset: segment.baseOffset,
        path: segment.path(),
        position: 0,
        reason: 'the headers do not match the seal',
      };
    }
    if (fault !== undefined) return { offset: nextOffset, path: segment.path(), position, reason: fault };
    core.scrub = { segment, position, nextOffset, headersCrc };
    if (finished) {
      core.scrub = startOf(nextSealed(core, segment));
      // Once round is enough for one call.
      if (core.scrub === undefined) return undefined;
    }
    at = core.scrub;
  }
  return undefined;
}

function resume(core: LogCore): ScrubPosition | undefined {
  const { scrub } = core;
  if (scrub !== undefined && !scrub.segment.retired && scrub.segment.seal !== undefined) return scrub;
  return startOf(core.segments.all.find((segment) => segment.seal !== undefined));
}

function nextSealed(core: LogCore, segment: Segment): Segment | undefined {
  return core.segments.all.find((each) => each.baseOffset > segment.baseOffset && each.seal !== undefined);
}

function startOf(segment: Segment | undefined): ScrubPosition | undefined {
  if (segment === undefined) return undefined;
  return { segment, position: 0, nextOffset: segment.baseOffset, headersCrc: 0 };
}
