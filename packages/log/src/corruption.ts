import { DraveError } from '@drave/base';
import { NO_LEADER_EPOCH, type BatchInfo } from '@drave/records';
import type { Corruption } from './contract.js';
import type { LogCore } from './log-core.js';

/** The leader epoch stands outside the CRC; the epoch history says what it must be. */
export function epochFault(core: LogCore, info: BatchInfo): string | undefined {
  const known = core.epochs.epochForOffset(info.baseOffset);
  const stored = info.partitionLeaderEpoch;
  if (stored === known || stored === NO_LEADER_EPOCH) return undefined;
  if (known < 0 && stored >= 0) return undefined;
  return `leader epoch ${stored} where ${known} was written`;
}

/** The error that a caller gets who cannot handle a `corrupt` value. */
export function corruptionError(corruption: Corruption): DraveError {
  const { path, position, reason, offset } = corruption;
  return new DraveError('CORRUPT_DATA', `${path} is damaged at byte ${position} (offset ${offset}): ${reason}`);
}
