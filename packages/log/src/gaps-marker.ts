import { writeSynced } from './atomic-file.js';
import { GAPS_MARKER } from './file-names.js';
import type { LogCore } from './log-core.js';

/**
 * Remembers, beyond a restart and a change of `cleanup.policy`, that this log may skip offsets; without the marker a
 * gap reads as damage. A crash before the file is durable loses the batch that made the gap as well,
 * because the flush that makes the batch durable waits for it.
 */
export function rememberGaps(core: LogCore): void {
  core.gaps = true;
  const { disk } = core.around.env;
  core.gapsMarkerWritten = (async () => {
    try {
      await writeSynced(disk, `${core.directory}/${GAPS_MARKER}`, Buffer.alloc(0));
      await disk.syncDirectory(core.directory);
    } catch (thrown) {
      core.around.health.judge(thrown);
    }
  })();
}
