import { UUID_ZERO } from '@drave/base';
import {
  decodeVersioned,
  encodeVersioned,
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
  versionOf,
} from '@drave/kafka-protocol';
import { decodeConsumerRecord, encodeConsumerRecord } from '../consumer/record-codec.js';
import type { EncodedRecord } from '../runtime/model.js';
import type { ClassicGroupRecord, GroupRecord, OffsetRecord } from './group-record.js';

/** Versions that we write: those of a Kafka broker of today. Older ones are read as well. */
const OFFSET_KEY = 1;
const OFFSET_VALUE = 4;
/** The last one that has a place for an expiry of its own. */
const OFFSET_VALUE_EXPIRING = 1;
const GROUP_KEY = 2;
const GROUP_VALUE = 3;

export function encodeGroupRecord(record: GroupRecord): EncodedRecord {
  switch (record.kind) {
    case 'offset':
      return encodeOffset(record);
    case 'classicGroup':
      return encodeClassicGroup(record);
    default:
      return encodeConsumerRecord(record);
  }
}

/**
 * Undefined for a kind that this release does not know.
 * @throws DraveError INVALID_REQUEST, UNSUPPORTED_VERSION when the value is not what its version says.
 */
export function decodeGroupRecord(key: Buffer, value: Buffer | null): GroupRecord | undefined {
  switch (versionOf(key)) {
    case 0:
    case OFFSET_KEY:
      return decodeOffset(key, value);
    case GROUP_KEY:
      return decodeClassicGroup(key, value);
    default:
      return decodeConsumerRecord(key, value);
  }
}

function encodeOffset({ groupId, topic, partition, value }: OffsetRecord): EncodedRecord {
  const key = encodeVersioned(offsetCommitKey, { group: groupId, topic, partition }, OFFSET_KEY);
  if (value === undefined) return { key, value: null };
  const { offset, leaderEpoch, metadata, commitTimestampMs: commitTimestamp, expireTimestampMs, topicId } = value;
  if (expireTimestampMs === undefined) {
    const message = { offset, leaderEpoch, metadata, commitTimestamp, topicId: topicId ?? UUID_ZERO };
    return { key, value: encodeVersioned(offsetCommitValue, message, OFFSET_VALUE) };
  }
  const expiring = { offset, metadata, commitTimestamp, expireTimestamp: expireTimestampMs };
  return { key, value: encodeVersioned(offsetCommitValue, expiring, OFFSET_VALUE_EXPIRING) };
}

function decodeOffset(key: Buffer, bytes: Buffer | null): OffsetRecord {
  const { group: groupId, topic, partition } = decodeVersioned(offsetCommitKey, key);
  if (bytes === null) return { kind: 'offset', groupId, topic, partition, value: undefined };
  const read = decodeVersioned(offsetCommitValue, bytes);
  const value = {
    offset: read.offset,
    leaderEpoch: read.leaderEpoch,
    metadata: read.metadata,
    commitTimestampMs: read.commitTimestamp,
    expireTimestampMs: read.expireTimestamp < 0 ? undefined : read.expireTimestamp,
    topicId: read.topicId === UUID_ZERO ? undefined : read.topicId,
  };
  return { kind: 'offset', groupId, topic, partition, value };
}

function encodeClassicGroup({ groupId, value }: ClassicGroupRecord): EncodedRecord {
  const key = encodeVersioned(groupMetadataKey, { group: groupId }, GROUP_KEY);
  if (value === undefined) return { key, value: null };
  const message = {
    protocolType: value.protocolType,
    generation: value.generationId,
    protocol: value.protocolName ?? null,
    leader: value.leaderId ?? null,
    currentStateTimestamp: value.currentStateTimestampMs,
    members: value.members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId ?? null,
      clientId: member.clientId,
      clientHost: member.clientHost,
      rebalanceTimeout: member.rebalanceTimeoutMs,
      sessionTimeout: member.sessionTimeoutMs,
      subscription: member.subscription,
      assignment: member.assignment,
    })),
  };
  return { key, value: encodeVersioned(groupMetadataValue, message, GROUP_VALUE) };
}

function decodeClassicGroup(key: Buffer, bytes: Buffer | null): ClassicGroupRecord {
  const { group: groupId } = decodeVersioned(groupMetadataKey, key);
  if (bytes === null) return { kind: 'classicGroup', groupId, value: undefined };
  const value = decodeVersioned(groupMetadataValue, bytes);
  return {
    kind: 'classicGroup',
    groupId,
    value: {
      protocolType: value.protocolType,
      generationId: value.generation,
      protocolName: value.protocol ?? undefined,
      leaderId: value.leader ?? undefined,
      currentStateTimestampMs: value.currentStateTimestamp,
      members: value.members.map((member) => ({
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId ?? undefined,
        clientId: member.clientId,
        clientHost: member.clientHost,
        // Version 0 did not tell: the session timeout served for both.
        rebalanceTimeoutMs: member.rebalanceTimeout < 0 ? member.sessionTimeout : member.rebalanceTimeout,
        sessionTimeoutMs: member.sessionTimeout,
        // Copies: the bytes belong to what was read from the log.
        subscription: Buffer.from(member.subscription),
        assignment: Buffer.from(member.assignment),
      })),
    },
  };
}
