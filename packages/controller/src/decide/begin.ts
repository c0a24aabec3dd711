import { TRANSACTION_FEATURE, TRANSACTION_LEVEL_MAX, type MetadataImage, type MetadataRecord } from '@drave/metadata';
import { accept, type Decision } from '../decision.js';

/** What a new active controller writes first: the level of an empty log, the end of a transaction left open. */
export function decideBegin(image: MetadataImage, firstLevel: number): Decision<null> {
  const records: MetadataRecord[] = [];
  if (image.inTransaction) {
    records.push({ kind: 'abortTransaction', reason: 'the controller that began it is no longer active' });
  }
  if (image.visible.level === 0) {
    records.push({ kind: 'metadataLevel', level: firstLevel });
    // Brokers alone must know it, and one that does not is refused when it registers.
    records.push({ kind: 'featureLevel', name: TRANSACTION_FEATURE, level: TRANSACTION_LEVEL_MAX });
  }
  return accept(records, null);
}
