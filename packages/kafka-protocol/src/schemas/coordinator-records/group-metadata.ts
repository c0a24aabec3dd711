import { bytes, int32, int64, list, message, string } from '../../table/fields.js';
import type { MessageTable } from '../../table/table.js';

const groupMetadataKey = message('GroupMetadataKey', { versions: [2, 2] }, [string('group')]);

/** A group of the classic protocol. */
const groupMetadataValue = message('GroupMetadataValue', { versions: [0, 4], flexibleFrom: 4 }, [
  string('protocolType'),
  int32('generation'),
  string('protocol', { nullableSince: 0 }),
  string('leader', { nullableSince: 0 }),
  int64('currentStateTimestamp', { since: 2, default: -1, ignorable: true }),
  list('members', 'Member', [
    string('memberId'),
    string('groupInstanceId', { since: 3, nullableSince: 3, default: null, ignorable: true }),
    string('clientId'),
    string('clientHost'),
    int32('rebalanceTimeout', { since: 1, default: -1, ignorable: true }),
    int32('sessionTimeout'),
    bytes('subscription'),
    bytes('assignment'),
  ]),
]);

export const groupMetadataRecords: readonly MessageTable[] = [groupMetadataKey, groupMetadataValue];
