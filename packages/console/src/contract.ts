/**
 * What the console's server says to its page, as JSON: every view, every question, and the stream of events. This file
 * imports nothing, so that the page can be built from it.
 *
 * - Offsets, ids, counts, milliseconds and bytes are numbers; times are milliseconds since 1970 (`…WallMs`).
 * - A list is a `Page`. `pageSize` is 1 to 1000, 50 by default; `pageToken` is `nextPageToken` of the page before, with
 *   the same other parameters.
 * - What is not known is null, and never 0 or ''.
 * - A refusal has a status of 4xx or 5xx and a `Failure` as its body.
 * - Names in paths are encoded (`encodeURIComponent`). A parameter that is not listed is refused.
 *
 * GET `/console/api/v1/`
 *
 * | path | parameters | answer |
 * |---|---|---|
 * | `session` | | `Session` |
 * | `overview` | | `Overview` |
 * | `quorum` | | `Quorum` |
 * | `brokers` | | `BrokerList` |
 * | `topics` | page, `filter`, `internal` (true or false) | `Page<TopicRow>` |
 * | `topics/TOPIC` | | `TopicDetail` |
 * | `partitions` | page, `topic`, `filter` (a `PartitionFilter`), `broker` | `Page<PartitionRow>` |
 * | `topics/TOPIC/positions` | page | `Page<PartitionPositions>` |
 * | `topics/TOPIC/messages` | those of `MessageQuery` | `MessageBatch` |
 * | `groups` | page, `filter` (a prefix), `state`, `lag` (true or false) | `Page<GroupRow>` |
 * | `groups/GROUP` | | `GroupDetail` |
 * | `groups/GROUP/offsets` | page, `topic` | `Page<GroupOffsetRow>` |
 * | `transactions` | page, `filter` (a prefix), `state` | `Page<TransactionRow>` |
 * | `transactions/ID` | | `TransactionRow` |
 * | `transactions-hanging` | page, `topic` | `Page<HangingTransactionRow>` |
 * | `configs/topic/NAME`, `configs/broker/ID`, `configs/group/NAME` | | `ConfigView` |
 * | `timeline` | `limit` (1 to 1000, 200 by default) | `Timeline` |
 * | `faults` | | `FaultsView`; 404 where there are none |
 * | `events` | | a stream of `ConsoleEvent` |
 *
 * POST `/console/api/v1/`, with `content-type: application/json`, the token of the session in the header
 * `x-drave-console-token`, and a body of 1 MiB at most; 403 where `Session.canWrite` is false
 *
 * | path | body | answer |
 * |---|---|---|
 * | `topics/TOPIC/messages` | `ProduceRequest` | `ProduceAnswer` |
 * | `groups/GROUP/offsets/reset` | `ResetOffsetsRequest` | `OffsetChanges` |
 * | `groups/GROUP/offsets/delete` | `DeleteOffsetsRequest` | `OffsetChanges` |
 * | `configs/topic/NAME`, … as above | `ConfigUpdateRequest` | `ConfigUpdateAnswer` |
 * | `faults/VERB` | `FaultRequest` | `FaultAnswer`; 404 where `Session.hasFaults` is false |
 */

/** Milliseconds since 1970. */
type WallMs = number;

/** The body of every refusal. `code` is a name of the error table, or of HTTP (`NOT_FOUND`, `FORBIDDEN`). */
export interface Failure {
  readonly error: {
    readonly code: string;
    /** One sentence: what, why, and what next. */
    readonly message: string;
  };
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Null on the last page. */
  readonly nextPageToken: string | null;
}

/** What the page asks for first: who it talks to, and what it may do. */
export interface Session {
  readonly clusterId: string;
  readonly clusterName: string;
  /** The node that serves this page; null where the process of a local cluster does. */
  readonly nodeId: number | null;
  readonly version: string;
  /** For the header `x-drave-console-token` of every POST. Changes when the process starts anew. */
  readonly token: string;
  readonly canWrite: boolean;
  readonly hasFaults: boolean;
}

/** `good`: nothing is wrong. `degraded`: everything is served, with less in reserve. `bad`: something is not served. */
export type Health = 'good' | 'degraded' | 'bad';

export interface Problem {
  /** Stays the same for as long as the problem lasts. */
  readonly id: string;
  readonly severity: 'warning' | 'error';
  /** One sentence in plain words. */
  readonly text: string;
  /** When it was first seen. */
  readonly sinceWallMs: WallMs;
  /** Whether it began then; false when it was there when this console began to look. */
  readonly isSinceExact: boolean;
}

export interface Overview {
  readonly health: Health;
  /** The health in one sentence. */
  readonly sentence: string;
  /** The worst first; 100 at most. */
  readonly problems: readonly Problem[];
  /** Null while the quorum has no leader. */
  readonly activeControllerId: number | null;
  readonly brokerCount: number;
  /** Brokers that are neither fenced nor on their way out. */
  readonly runningBrokerCount: number;
  readonly topicCount: number;
  readonly partitionCount: number;
  readonly offlinePartitionCount: number;
  readonly underReplicatedPartitionCount: number;
  readonly underMinIsrPartitionCount: number;
  /** Of the node that answers. */
  readonly nowWallMs: WallMs;
}

export interface QuorumMember {
  readonly nodeId: number;
  readonly directoryId: string;
  readonly isVoter: boolean;
  readonly isLeader: boolean;
  /** `host:port`; null when the quorum does not know it. */
  readonly address: string | null;
  /** Null where nothing is known of it. */
  readonly logEndOffset: number | null;
  /** Entries behind the leader; null where nothing is known of it. */
  readonly lag: number | null;
  /** Since the leader last heard from it; null for the leader, and for one that was never heard from. */
  readonly lastFetchAgoMs: number | null;
  readonly lastCaughtUpAgoMs: number | null;
  /** Its state in plain words, such as 'follows, 3 entries behind'. */
  readonly sentence: string;
}

/** The metadata quorum, as its leader sees it; as this node sees it where there is no leader. */
export interface Quorum {
  /** Null while there is none. */
  readonly leaderId: number | null;
  /** Raft's term. */
  readonly epoch: number;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly snapshotOffset: number | null;
  /** Whom the node that answered has voted for in this epoch; null for nobody. */
  readonly votedForId: number | null;
  /** Voters first, each by its id. */
  readonly members: readonly QuorumMember[];
  readonly votesNeeded: number;
  readonly sentence: string;
}

type BrokerState = 'running' | 'fenced' | 'shutting-down';

export interface BrokerRow {
  readonly id: number;
  readonly epoch: number;
  readonly state: BrokerState;
  readonly rack: string | null;
  readonly listeners: readonly { readonly name: string; readonly address: string }[];
  readonly replicaCount: number;
  readonly leaderCount: number;
  readonly isActiveController: boolean;
}

/** All brokers, by their ids. */
export interface BrokerList {
  readonly brokers: readonly BrokerRow[];
}

export interface TopicRow {
  readonly name: string;
  readonly topicId: string;
  readonly partitionCount: number;
  readonly replicationFactor: number;
  readonly isInternal: boolean;
  readonly offlinePartitionCount: number;
  readonly underReplicatedPartitionCount: number;
  readonly underMinIsrPartitionCount: number;
}

/** A group that reads a topic. */
export interface TopicReader {
  readonly groupId: string;
  readonly state: string;
  /** Of all partitions of the topic that it has committed for; null when it is not known of any. */
  readonly lag: number | null;
}

export interface TopicDetail extends TopicRow {
  /** What the topic itself sets. `configs/topic/NAME` has every key with its default. */
  readonly configs: Readonly<Record<string, string>>;
  /** The groups that have committed offsets of it, at most 100, by their ids. */
  readonly readers: readonly TopicReader[];
  /** Whether some groups were left out of `readers`, because there are too many. */
  readonly isReadersCut: boolean;
}

/** As the filter of `drave topic partitions`. */
export type PartitionFilter =
  | 'all'
  | 'offline'
  | 'under-replicated'
  | 'under-min-isr'
  | 'not-preferred'
  | 'reassigning';

export interface PartitionRow {
  readonly topic: string;
  readonly partition: number;
  /** Null while it has none. */
  readonly leaderId: number | null;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  /** Broker ids; the preferred leader first. */
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Eligible leader replicas: out of sync, and known to have every committed record. */
  readonly elr: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
  /** On brokers that are down. */
  readonly offlineReplicas: readonly number[];
  readonly minInsyncReplicas: number;
}

/** Where a partition begins and ends; null where no leader answers. */
export interface PartitionPositions {
  readonly topic: string;
  readonly partition: number;
  readonly logStartOffset: number | null;
  readonly highWatermark: number | null;
  /** The first offset of the oldest open transaction, else the high watermark. */
  readonly lastStableOffset: number | null;
}

/** Parameters of `messages`; all are optional, and numbers are written in decimal. */
export interface MessageQuery {
  /** One partition; all of them by default. */
  readonly partition?: number;
  /** Where to begin: `end` (the last ones, the default), `start`, `offset` or `time`. */
  readonly from?: 'end' | 'start' | 'offset' | 'time';
  /** With `from=offset`: the first offset; needs `partition`. */
  readonly offset?: number;
  /** With `from=time`: records from this time on, in milliseconds since 1970. */
  readonly timeMs?: WallMs;
  /** Text that the key, the value or a header contains; without regard to case. At most 200 characters. */
  readonly text?: string;
  /** Records in the answer, 1 to 500; 50 by default. */
  readonly limit?: number;
  /** When to stop looking, 100 to 10,000 ms; 3,000 by default. */
  readonly timeoutMs?: number;
  /** Whether records of transactions that are open or were aborted are left out; false by default. */
  readonly committed?: boolean;
  /** Goes on where `MessageBatch.next` of the answer before ended; replaces `from` and what belongs to it. */
  readonly cursor?: string;
}

/** Bytes in every form in which they can be shown; text is for reading, and never HTML. */
export interface Payload {
  readonly sizeBytes: number;
  /** The first 64 KiB. */
  readonly base64: string;
  /** The same as text; null when it is no UTF-8. */
  readonly text: string | null;
  /** Whether the whole of it is JSON, which `text` then has. */
  readonly isJson: boolean;
  readonly isCut: boolean;
}

export interface Message {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: WallMs;
  /** Null for a record without a key. */
  readonly key: Payload | null;
  /** Null for a tombstone. */
  readonly value: Payload | null;
  readonly headers: readonly { readonly key: string; readonly value: Payload | null }[];
}

export interface MessageBatch {
  /** By time, then partition, then offset. */
  readonly messages: readonly Message[];
  /** For `MessageQuery.cursor`, also to tail: what is written later is found behind it. */
  readonly next: string;
  readonly scannedCount: number;
  /** Why it ended: everything up to the end was looked at, or a limit was reached. */
  readonly end: 'end' | 'limit' | 'bytes' | 'time';
}

export interface GroupRow {
  readonly groupId: string;
  /** `consumer` (KIP-848) or `classic`. */
  readonly type: string;
  /** In Kafka's spelling, such as `Stable`. */
  readonly state: string;
  readonly protocolType: string;
  readonly coordinatorId: number;
  readonly memberCount: number;
  /**
   * Over all partitions with a committed offset; null when it is not known, as in a list that is asked without `lag`.
   */
  readonly lag: number | null;
}

export interface GroupMember {
  readonly memberId: string;
  /** Of a static member. */
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopics: readonly string[];
  readonly assigned: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

export interface GroupDetail extends GroupRow {
  readonly assignor: string;
  readonly epoch: number;
  readonly members: readonly GroupMember[];
}

export interface GroupOffsetRow {
  readonly topic: string;
  readonly partition: number;
  /** Null when nothing was committed. */
  readonly committedOffset: number | null;
  readonly logStartOffset: number | null;
  readonly logEndOffset: number | null;
  /** Null when it is not known, which is not 0. */
  readonly lag: number | null;
  /** The member that reads it. */
  readonly memberId: string | null;
  readonly metadata: string;
}

export interface TransactionRow {
  readonly transactionalId: string;
  /** In Kafka's spelling, such as `Ongoing`. */
  readonly state: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly coordinatorId: number;
  /** Null where the list does not tell. */
  readonly timeoutMs: number | null;
  readonly startWallMs: WallMs | null;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

/** An open transaction in a partition that no coordinator knows of. */
export interface HangingTransactionRow {
  readonly topic: string;
  readonly partition: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly startOffset: number;
  readonly lastTimestampMs: WallMs;
  /** Null when it is not known. */
  readonly transactionalId: string | null;
}

/** Where a value comes from; the first that sets it wins, in this order. */
type ConfigSource = 'topic' | 'group' | 'broker' | 'default-broker' | 'static' | 'default';

export interface ConfigEntry {
  readonly key: string;
  /** Null for what is secret. */
  readonly value: string | null;
  readonly source: ConfigSource;
  /** As `key=value` where another key gives it; '' where there is none, and null for what is secret. */
  readonly defaultValue: string | null;
  readonly isSensitive: boolean;
  readonly isReadOnly: boolean;
  readonly type: string;
  readonly documentation: string;
}

export interface ConfigView {
  readonly resource: { readonly type: 'topic' | 'broker' | 'group'; readonly name: string };
  readonly entries: readonly ConfigEntry[];
  /** For `ConfigUpdateRequest.etag`. */
  readonly etag: string;
}

export interface ProduceRequest {
  /** The default partitioner chooses when it is left out. */
  readonly partition?: number;
  /** Base64; null for none. */
  readonly key: string | null;
  /** Base64; null for a tombstone. */
  readonly value: string | null;
  readonly headers?: readonly { readonly key: string; readonly value: string | null }[];
}

export interface ProduceAnswer {
  readonly partition: number;
  readonly offset: number;
}

export interface ResetOffsetsRequest {
  /** Whether to tell what would change, and change nothing. */
  readonly preview: boolean;
  /** All topics of the group when it is empty; all partitions of a topic when those are empty. */
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
  readonly to:
    | { readonly kind: 'earliest' }
    | { readonly kind: 'latest' }
    | { readonly kind: 'offset'; readonly offset: number }
    | { readonly kind: 'time'; readonly timeMs: WallMs }
    /** From the committed offset, forwards or, when negative, backwards. */
    | { readonly kind: 'shift'; readonly by: number };
}

export interface DeleteOffsetsRequest {
  readonly preview: boolean;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

export interface OffsetChanges {
  readonly isPreview: boolean;
  readonly changes: readonly {
    readonly topic: string;
    readonly partition: number;
    /** Null when nothing is committed. */
    readonly oldOffset: number | null;
    readonly newOffset: number | null;
  }[];
}

export interface ConfigUpdateRequest {
  readonly preview: boolean;
  /** Of the view that was edited: fails when it has changed since. */
  readonly etag: string;
  /** Null takes a value back, so that the next source counts. */
  readonly changes: readonly { readonly key: string; readonly value: string | null }[];
}

export interface ConfigUpdateAnswer {
  readonly isPreview: boolean;
}

export type TimelineKind = 'election' | 'leader' | 'isr' | 'broker' | 'topic' | 'config' | 'rebalance' | 'fault';

/** Something that happened, with the reason as far as it can be known. */
export interface TimelineEntry {
  /** Grows with every entry. */
  readonly id: number;
  readonly wallMs: WallMs;
  readonly kind: TimelineKind;
  /** One sentence: what happened. */
  readonly text: string;
  /** One sentence; null when nothing is known of it. */
  readonly reason: string | null;
  /** What it is about, such as `b2`, `orders/0`, a group; the first 20. */
  readonly subjects: readonly string[];
  /** All of them, of which `subjects` may be a part. */
  readonly subjectCount: number;
}

/** The newest last. It begins when somebody begins to look. */
export interface Timeline {
  readonly entries: readonly TimelineEntry[];
  readonly sinceWallMs: WallMs;
}

/** Faults of a local cluster; the arguments are those of the verbs in `docs/faults-kit.md`. */
export interface FaultsView {
  readonly nodes: readonly {
    readonly name: string;
    readonly nodeId: number;
    readonly roles: readonly ('controller' | 'broker')[];
    /** Such as `running`, `paused`, `stopped`. */
    readonly state: string;
  }[];
  /** The verbs that this cluster knows; those of the network are there only when it is proxied. */
  readonly verbs: readonly string[];
  /** Links that are cut, slow or lossy now. */
  readonly links: readonly { readonly from: string; readonly to: string; readonly text: string }[];
  /** Faults inside nodes that are in force. */
  readonly active: readonly { readonly node: string; readonly text: string }[];
}

export interface FaultRequest {
  /** Expressions for nodes, such as `b2` or `leader:orders/0`, in the order of the verb's arguments. */
  readonly nodes: readonly string[];
  /** The options of the verb under their names. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

export interface FaultAnswer {
  /** The nodes that it was done to. */
  readonly nodes: readonly string[];
  readonly text: string;
}

/**
 * One message of the stream: an `EventSource` gets it as `JSON.parse(message.data)`. Each has an id; after a lost
 * connection the browser sends the last one, and the stream goes on behind it. The first message is a `hello`; what
 * comes after it is what changed since. When too much was missed the `hello` has `isReset`, and the page asks for its
 * views anew. At most 10 messages come in a second, with changes put together.
 *
 * A node serves 64 streams; one more is answered with 503 and Retry-After.
 */
export type ConsoleEvent =
  | {
      readonly kind: 'hello';
      readonly isReset: boolean;
      readonly overview: Overview;
      readonly quorum: Quorum;
    }
  | { readonly kind: 'overview'; readonly overview: Overview }
  | { readonly kind: 'quorum'; readonly quorum: Quorum }
  | { readonly kind: 'brokers'; readonly brokers: readonly BrokerRow[]; readonly removedIds: readonly number[] }
  /** At most 1000 at a time; `isCut` says that there were more, and that lists are better asked for anew. */
  | { readonly kind: 'partitions'; readonly partitions: readonly PartitionRow[]; readonly isCut: boolean }
  | { readonly kind: 'topics'; readonly created: readonly string[]; readonly deleted: readonly string[] }
  | { readonly kind: 'timeline'; readonly entries: readonly TimelineEntry[] }
  | { readonly kind: 'faults'; readonly faults: FaultsView };
