import { int32, int64, message, string, uuid } from '../../table/fields.js';
import type { MessageTable } from '../../table/table.js';

/** Keys 0 and 1 are the same; Kafka writes 1. */
const offsetCommitKey = message('OffsetCommitKey', { versions: [0, 1] }, [
  string('group'),
  string('topic'),
  int32('partition'),
]);

const offsetCommitValue = message('OffsetCommitValue', { versions: [0, 4], flexibleFrom: 4 }, [
  int64('offset'),
  int32('leaderEpoch', { since: 3, default: -1, ignorable: true }),
  string('metadata'),
  int64('commitTimestamp'),
  int64('expireTimestamp', { since: 1, until: 1, default: -1, ignorable: true, clamped: true }),
  // What has the name by now may be another topic.
  uuid('topicId', { since: 4, tag: 0, ignorable: true }),
]);

export const offsetCommitRecords: readonly MessageTable[] = [offsetCommitKey, offsetCommitValue];
