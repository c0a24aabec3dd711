import type {
  Bytes,
  Endpoint,
  ErrorCode,
  LeaderEpoch,
  Millis,
  NodeId,
  Offset,
  PartitionIndex,
  ProducerId,
  TopicId,
  TopicName,
} from '@drave/base';
import type { ProducerDescription } from '@drave/log';
import type {
  Acks,
  DivergingEpoch,
  IsolationLevel,
  OffsetQuery,
  ProducedTransaction,
  RecordError,
} from '@drave/replica';

/** A topic by id, by name, or by both (then the id decides and the name must match it). */
export interface TopicRef {
  readonly topicId?: TopicId | undefined;
  readonly topic?: TopicName | undefined;
}

export interface PartitionRef extends TopicRef {
  readonly partition: PartitionIndex;
}

/** Why one partition was refused. */
export interface PartitionFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Where to go instead, as far as this broker knows. */
export interface LeaderHint {
  /** -1 when there is none at the moment. */
  readonly leaderId: NodeId;
  readonly leaderEpoch: LeaderEpoch;
  /** The broker's endpoint on the listener that the request came by. */
  readonly endpoint: Endpoint | undefined;
}

export interface ProduceRequest {
  readonly acks: Acks;
  readonly timeoutMs: Millis;
  /** Of the batches that belong to one; without it they are refused. */
  readonly transaction?: ProducedTransaction | undefined;
  readonly partitions: readonly (PartitionRef & {
    /** Whole batches; owned by the broker from here on, re-stamped in place. */
    readonly records: Buffer;
  })[];
}

export interface ProduceResponse {
  /** One for each partition of the request, in its order. */
  readonly partitions: readonly PartitionProduced[];
}

export interface PartitionProduced extends PartitionRef {
  readonly failure: PartitionFailure | undefined;
  /** -1 with a failure. */
  readonly baseOffset: Offset;
  /** -1 unless the topic says LogAppendTime. */
  readonly logAppendTimeMs: Millis;
  readonly logStartOffset: Offset;
  readonly leader: LeaderHint | undefined;
  /** With INVALID_RECORD: the single records at fault; else empty. */
  readonly recordErrors: readonly RecordError[];
}

/** The order is fixed when `produce` returns it; the response comes when `acks` is met. */
export interface ProduceTicket {
  /** Never rejects. */
  readonly acked: Promise<ProduceResponse>;
  /** How long the client should hold back, whatever comes of the write. */
  readonly throttleTimeMs: Millis;
}

export interface FetchRequest {
  readonly isolation: IsolationLevel;
  /** The client's rack; undefined reads from leaders only. */
  readonly rack: string | undefined;
  readonly minBytes: Bytes;
  readonly maxWaitMs: Millis;
  readonly maxBytes: Bytes;
  readonly partitions: readonly FetchPartition[];
  /** Ends the wait: the caller has gone away. */
  readonly signal?: AbortSignal | undefined;
  /** Where a caller bounds what all its fetches hold together; without it the sizes of the request alone bound it. */
  readonly budget?: ReadBudget | undefined;
}

/** Record bytes in memory, counted before they are read. */
export interface ReadBudget {
  /** Takes up to so many bytes; fewer, or none, when there is no room. */
  take(bytes: Bytes): Bytes;
  /** Gives back what was not needed, or is let go. What an answer holds is given back by its sender. */
  give(bytes: Bytes): void;
}

export interface FetchPartition extends PartitionRef {
  readonly fetchOffset: Offset;
  readonly currentLeaderEpoch: LeaderEpoch | undefined;
  readonly lastFetchedEpoch: LeaderEpoch | undefined;
  readonly maxBytes: Bytes;
}

export interface FetchResponse {
  readonly partitions: readonly (PartitionRef & { readonly data: FetchedData })[];
  readonly throttleTimeMs: Millis;
}

export interface FetchedData {
  readonly failure: PartitionFailure | undefined;
  readonly leaderEpoch: LeaderEpoch;
  readonly highWatermark: Offset;
  readonly lastStableOffset: Offset;
  readonly logStartOffset: Offset;
  /** Slices of the log, whole batches back to back: read them, never write to them. */
  readonly records: readonly Buffer[];
  readonly nextOffset: Offset;
  readonly abortedTransactions: readonly { readonly producerId: ProducerId; readonly firstOffset: Offset }[];
  readonly diverging: DivergingEpoch | undefined;
  readonly leader: LeaderHint | undefined;
  /** Ask this broker instead (KIP-392). */
  readonly preferredReadReplica: NodeId | undefined;
}

export interface ListOffsetsRequest {
  readonly isolation: IsolationLevel;
  readonly partitions: readonly (PartitionRef & {
    readonly currentLeaderEpoch: LeaderEpoch | undefined;
    readonly query: OffsetQuery;
  })[];
}

export interface ListOffsetsResponse {
  readonly partitions: readonly (PartitionRef & {
    readonly failure: PartitionFailure | undefined;
    /** -1 when there is none. */
    readonly offset: Offset;
    readonly timestampMs: Millis;
    readonly leaderEpoch: LeaderEpoch;
    readonly leader: LeaderHint | undefined;
  })[];
}

export interface InitProducerIdRequest {
  /** What the producer has now, to bump its epoch (KIP-360). */
  readonly current?: { readonly producerId: ProducerId; readonly producerEpoch: number } | undefined;
}

export interface InitProducerIdResponse {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
}

export interface MetadataRequest {
  /** 'all', or the ones asked for; an empty list means brokers only. */
  readonly topics: 'all' | readonly TopicRef[];
  /** Whether fenced brokers are listed as well. */
  readonly includeFenced?: boolean;
}

export interface MetadataResponse {
  /** Those that are reachable on the caller's listener, by id; unfenced ones unless others were asked for. */
  readonly brokers: readonly {
    readonly id: NodeId;
    readonly endpoint: Endpoint;
    readonly rack: string | undefined;
    readonly fenced: boolean;
  }[];
  readonly topics: readonly TopicDescription[];
  readonly metadataOffset: Offset;
}

export interface TopicDescription {
  readonly failure: PartitionFailure | undefined;
  readonly name: TopicName;
  readonly topicId: TopicId;
  readonly internal: boolean;
  readonly partitions: readonly PartitionDescription[];
}

export interface PartitionDescription {
  readonly partition: PartitionIndex;
  /** -1 when there is none. */
  readonly leaderId: NodeId;
  readonly leaderEpoch: LeaderEpoch;
  readonly replicas: readonly NodeId[];
  readonly isr: readonly NodeId[];
  readonly offlineReplicas: readonly NodeId[];
}

export interface DeleteRecordsRequest {
  /** How long to wait for the other replicas. */
  readonly timeoutMs: Millis;
  readonly partitions: readonly (PartitionRef & {
    /** Everything below it goes; -1 for everything that is committed. */
    readonly offset: Offset;
  })[];
}

export interface DeleteRecordsResponse {
  readonly partitions: readonly (PartitionRef & {
    readonly failure: PartitionFailure | undefined;
    /** The earliest record that any living replica still holds; -1 with a failure. */
    readonly lowWatermark: Offset;
  })[];
}

export interface LeaderEpochsRequest {
  readonly partitions: readonly (PartitionRef & {
    /** The epoch that the client knows; a mismatch is refused (KIP-320). */
    readonly currentLeaderEpoch: LeaderEpoch | undefined;
    /** The epoch whose end is asked for. */
    readonly leaderEpoch: LeaderEpoch;
  })[];
}

export interface LeaderEpochsResponse {
  readonly partitions: readonly (PartitionRef & {
    readonly failure: PartitionFailure | undefined;
    /** The largest known epoch that is not above the asked one; -1 when there is none. */
    readonly leaderEpoch: LeaderEpoch;
    readonly endOffset: Offset;
  })[];
}

export interface DescribeProducersRequest {
  readonly partitions: readonly PartitionRef[];
}

export interface DescribeProducersResponse {
  readonly partitions: readonly (PartitionRef & {
    readonly failure: PartitionFailure | undefined;
    readonly producers: readonly ProducerDescription[];
  })[];
}

/** A replica of the broker that is asked, and the path of the log directory that it shall lie in. */
export interface LogDirAssignment {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly path: string;
}

export interface AlterLogDirsRequest {
  readonly assignments: readonly LogDirAssignment[];
  /** Checks and does nothing. */
  readonly validateOnly: boolean;
}

export interface AlterLogDirsResponse {
  readonly replicas: readonly (LogDirAssignment & { readonly failure: PartitionFailure | undefined })[];
}

export interface DescribeLogDirsRequest {
  /** The partitions by name; what is not here is left out of the answer. */
  readonly partitions: 'all' | readonly PartitionRef[];
}

/** One log directory of the broker that was asked. */
export interface LogDirDescription {
  readonly path: string;
  readonly failure: PartitionFailure | undefined;
  /** What the file system (or the node's quota) has in all, and left; -1 when unknown. */
  readonly totalBytes: Bytes;
  readonly usableBytes: Bytes;
  readonly replicas: readonly LogDirReplica[];
}

export interface LogDirReplica {
  readonly topicId: TopicId;
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly sizeBytes: Bytes;
  /** Records that are committed and not here yet; of a future log those that are in the log and not in the copy. */
  readonly offsetLag: Offset;
  /** A copy that is being made, to take the place of the replica that lies in another directory. */
  readonly isFuture: boolean;
}
