import type { SeededRandom } from '@drave/env/sim';
import { bigRequestsFocus } from './big-requests.js';
import { bitRotFocus } from './bit-rot.js';
import { compactionFocus } from './compaction.js';
import { controllerDisksFocus } from './controller-disks.js';
import { deleteRecordsFocus } from './delete-records.js';
import { directoriesFocus } from './directories.js';
import { focusNames, type FocusName } from './focus-names.js';
import type { Focus } from './focus.js';
import { poisonFocus } from './poison.js';
import { recreatedTopicsFocus } from './recreated-topics.js';
import { quotasFocus } from './quotas.js';
import { reassignmentsFocus } from './reassignments.js';
import { retentionFocus } from './retention.js';
import { smallDisksFocus } from './small-disks.js';
import { snapshotsFocus } from './snapshots.js';
import { transactionsFocus } from './transactions.js';

/**
 * Every subject that a seed may be about. One that finds a bug that is not mended yet keeps the weight 0 until it is,
 * as one does that is only chosen by name.
 */
export const focuses: Readonly<Record<FocusName, Focus>> = {
  deleteRecords: deleteRecordsFocus,
  reassignments: reassignmentsFocus,
  compaction: compactionFocus,
  directories: directoriesFocus,
  retention: retentionFocus,
  smallDisks: smallDisksFocus,
  poison: poisonFocus,
  snapshots: snapshotsFocus,
  controllerDisks: controllerDisksFocus,
  bigRequests: bigRequestsFocus,
  recreatedTopics: recreatedTopicsFocus,
  bitRot: bitRotFocus,
  transactions: transactionsFocus,
  quotas: quotasFocus,
};

/** The share of seeds with a focus among those that tell no story. */
const FOCUS_SHARE = 0.5;

export function drawFocus(random: SeededRandom): FocusName | undefined {
  const share = random.next() / FOCUS_SHARE;
  let left = random.next() * focusNames.reduce((sum, name) => sum + focuses[name].weight, 0);
  if (share >= 1) return undefined;
  return focusNames.find((name) => {
    left -= focuses[name].weight;
    return focuses[name].weight > 0 && left < 0;
  });
}
