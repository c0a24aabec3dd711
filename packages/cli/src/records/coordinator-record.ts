import { isDraveError } from '@drave/base';
import {
  type Codec,
  consumerGroupCurrentMemberAssignmentKey,
  consumerGroupCurrentMemberAssignmentValue,
  consumerGroupMemberMetadataKey,
  consumerGroupMemberMetadataValue,
  consumerGroupMetadataKey,
  consumerGroupMetadataValue,
  consumerGroupPartitionMetadataKey,
  consumerGroupPartitionMetadataValue,
  consumerGroupRegularExpressionKey,
  consumerGroupRegularExpressionValue,
  consumerGroupTargetAssignmentMemberKey,
  consumerGroupTargetAssignmentMemberValue,
  consumerGroupTargetAssignmentMetadataKey,
  consumerGroupTargetAssignmentMetadataValue,
  decodeVersioned,
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
  transactionLogKey,
  transactionLogValue,
  versionOf,
} from '@drave/kafka-protocol';

/** Decoders of `log dump`. */
export const dumpDecoders = ['auto', 'offsets', 'transactions', 'metadata', 'none'] as const;
export type DumpDecoder = (typeof dumpDecoders)[number];

/** What a coordinator wrote, under Kafka's own names of fields. */
interface CoordinatorRecord {
  /** Such as `OffsetCommit`; the version of the key says it. */
  readonly type: string;
  readonly keyVersion: number;
  readonly key: unknown;
  /** Null, as `value` is, for a tombstone. */
  readonly valueVersion: number | null;
  readonly value: unknown;
}

type AnyCodec = Codec<unknown, never>;

const offsetsCodecs: readonly (readonly [key: AnyCodec, value: AnyCodec])[] = [
  [offsetCommitKey, offsetCommitValue],
  [groupMetadataKey, groupMetadataValue],
  [consumerGroupMetadataKey, consumerGroupMetadataValue],
  [consumerGroupPartitionMetadataKey, consumerGroupPartitionMetadataValue],
  [consumerGroupMemberMetadataKey, consumerGroupMemberMetadataValue],
  [consumerGroupTargetAssignmentMetadataKey, consumerGroupTargetAssignmentMetadataValue],
  [consumerGroupTargetAssignmentMemberKey, consumerGroupTargetAssignmentMemberValue],
  [consumerGroupCurrentMemberAssignmentKey, consumerGroupCurrentMemberAssignmentValue],
  [consumerGroupRegularExpressionKey, consumerGroupRegularExpressionValue],
];

const codecsOf = {
  offsets: offsetsCodecs,
  transactions: [[transactionLogKey, transactionLogValue]],
} as const satisfies Record<string, readonly (readonly [AnyCodec, AnyCodec])[]>;

/** What a decoder of the records of a partition reads; metadata are in no partition. */
export type RecordDecoder = Exclude<DumpDecoder, 'auto' | 'metadata'>;

/** What the records of a partition hold, by the name of its directory. */
export function decoderFor(directoryName: string): RecordDecoder {
  if (/^__consumer_offsets-\d+$/.test(directoryName)) return 'offsets';
  return /^__transaction_state-\d+$/.test(directoryName) ? 'transactions' : 'none';
}

/** Undefined for a record of a kind or version that this release does not know, or that is malformed. */
export function decodeCoordinatorRecord(
  decoder: 'offsets' | 'transactions',
  key: Buffer | null,
  value: Buffer | null,
): CoordinatorRecord | undefined {
  if (key === null || key.length < 2) return undefined;
  const keyVersion = versionOf(key);
  const codecs = codecsOf[decoder].find(([one]) => keyVersion >= one.minVersion && keyVersion <= one.maxVersion);
  if (codecs === undefined) return undefined;
  const [keyCodec, valueCodec] = codecs;
  try {
    return {
      type: keyCodec.name.replace(/Key$/, ''),
      keyVersion,
      key: decodeVersioned(keyCodec, key),
      valueVersion: value === null ? null : versionOf(value),
      value: value === null ? null : decodeVersioned(valueCodec, value),
    };
  } catch (reason) {
    if (!isDraveError(reason, 'INVALID_REQUEST') && !isDraveError(reason, 'UNSUPPORTED_VERSION')) throw reason;
    return undefined;
  }
}
