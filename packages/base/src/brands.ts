/**
 * Flavoured numbers and strings: two ids of different kinds never mix, while arithmetic and literals stay free.
 *
 * A plain `number` is accepted where an `Offset` is wanted, an `Epoch` is not. The check against garbage happens once,
 * at the boundary (`checkedOffset` and kin), never in the middle of a hot path.
 */
declare const flavour: unique symbol;
type Flavour<T, Name extends string> = T & { readonly [flavour]?: Name };

/** A node of the cluster, controller or broker. 0 to 2^31 - 1. */
export type NodeId = Flavour<number, 'NodeId'>;
/**
 * Position of a record in a partition, or of an entry in the metadata log. 0 to 2^53 - 1; -1 where Kafka uses it as
 * "none".
 */
export type Offset = Flavour<number, 'Offset'>;
/** Raft epoch of the controller quorum ("controller epoch"). 0 to 2^31 - 1. */
export type Epoch = Flavour<number, 'Epoch'>;
/** Leader epoch of one partition. 0 to 2^31 - 1; -1 where Kafka uses it as "unknown". */
export type LeaderEpoch = Flavour<number, 'LeaderEpoch'>;
/** Version of one partition's registration; grows with every change of leader, ISR or replicas. */
export type PartitionEpoch = Flavour<number, 'PartitionEpoch'>;
/** Epoch of one broker registration: the metadata offset of its registration record. */
export type BrokerEpoch = Flavour<number, 'BrokerEpoch'>;
export type PartitionIndex = Flavour<number, 'PartitionIndex'>;
/** Identity of an idempotent producer, allocated by the controller in blocks. -1 means none. */
export type ProducerId = Flavour<number, 'ProducerId'>;
/** A span or an instant in milliseconds. Monotonic unless the name says `wall` or `timestamp`. */
export type Millis = Flavour<number, 'Millis'>;
export type Bytes = Flavour<number, 'Bytes'>;

/** 16 random bytes as 22 characters of base64url, Kafka's own notation. */
export type Uuid = Flavour<string, 'Uuid'>;
export type TopicId = Uuid & Flavour<string, 'Uuid'>;
export type DirectoryId = Uuid & Flavour<string, 'Uuid'>;
export type ClusterId = Flavour<string, 'ClusterId'>;
/** New for every process start of a broker; proves that a restart happened. */
export type IncarnationId = Uuid & Flavour<string, 'Uuid'>;
export type TopicName = Flavour<string, 'TopicName'>;

export interface TopicPartition {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
}

/** Where a node can be reached on one listener. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}
