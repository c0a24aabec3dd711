import { writeSynced } from './atomic-file.js';
import { GAPS_MARKER } from './file-names.js';
import type { LogCore } from './log-core.js';

/**
 * Remembers, beyond a restart and a change of `cleanup.policy`, that this log may skip offsets; without the marker a
 * gap reads as damage. A crash before the file is durable loses the batch that made the gap as well,
 * because the flush that makes the batch durable waits for it (`gapsRemembered`).
 */
export function rememberGaps(core: LogCore): void {
  core.gaps = true;
  core.gapsMarkerWritten = writeMarker(core);
  // A caller that waits for the marker sees the failure, and tries again.
  core.gapsMarkerWritten.catch(() => undefined);
}

/** Resolves when the marker is durable. @throws DraveError DISK_FULL, KAFKA_STORAGE_ERROR. */
export async function gapsRemembered(core: LogCore): Promise<void> {
  try {
    await core.gapsMarkerWritten;
  } catch {
    rememberGaps(core);
    await core.gapsMarkerWritten;
  }
}

async function writeMarker(core: LogCore): Promise<void> {
  for (;;) {
    const { host, directory } = core;
    const { disk } = host.env;
    try {
      await writeSynced(disk, `${directory}/${GAPS_MARKER}`, Buffer.alloc(0));
      await disk.syncDirectory(directory);
      return;
    } catch (reason) {
      // The log was moved meanwhile: its directory of before is gone, and that is no fault of the disk.
      if (core.directory === directory) throw host.health.judge(reason);
    }
  }
}
