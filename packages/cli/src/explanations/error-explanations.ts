import type { ErrorCode } from '@drave/base';

/** What a person does about an error. */
export interface Explanation {
  /** How it comes to that. */
  readonly cause: string;
  readonly cure: string;
}

/** Of every code of the error table; `drave explain` prints them, and docs/errors.md has them all. */
export const errorExplanations: Readonly<Record<ErrorCode, Explanation>> = {
  UNKNOWN_SERVER_ERROR: {
    cause: 'A bug of Drave, or an error that Kafka has no code for; the message says which.',
    cure: 'Read the message and the log of the node that answered. If it is a stack trace, report it with that log.',
  },
  OFFSET_OUT_OF_RANGE: {
    cause:
      'The offset lies before the log start (retention, DeleteRecords) or beyond the end of the partition, which after an unclean election may have moved back.',
    cure: 'Set autoOffsetReset (auto.offset.reset) to what you want then, or give an offset that is there: `drave topic describe` shows the range.',
  },
  CORRUPT_MESSAGE: {
    cause:
      'A batch arrived with a wrong checksum or cannot be decoded: damaged on the way, or written by a client with a bug.',
    cure: 'Send it again. If the same client gets it again and again, look for a broken codec or a proxy that changes bytes. A stored batch is skipped or refused at its offset: seek past it.',
  },
  UNKNOWN_TOPIC_OR_PARTITION: {
    cause:
      'There is no topic of that name, no partition of that number, or the broker that was asked has not heard of it yet.',
    cure: '`drave topic ls` shows what is there; `drave topic create` makes it. Clients try again by themselves for a new topic.',
  },
  LEADER_NOT_AVAILABLE: {
    cause: 'The partition has no leader: an election is under way, or no replica that holds everything is alive.',
    cure: 'Try again. If it lasts, `drave topic describe --only offline` shows which brokers must come back; an unclean election (`drave local elect --unclean`) is the last resort and may lose records.',
  },
  NOT_LEADER_OR_FOLLOWER: {
    cause: 'The leadership has moved, and the client has an older picture of the cluster.',
    cure: 'None: clients fetch the metadata and go to the new leader. A client that stays with it does not refresh its metadata.',
  },
  REQUEST_TIMED_OUT: {
    cause: 'Nobody answered before the deadline, or too few replicas did. What was asked may have happened.',
    cure: 'Look whether it happened, then try again; an idempotent producer and a request id make that safe. `drave quorum status` shows whether a controller is active.',
  },
  BROKER_NOT_AVAILABLE: {
    cause: 'The broker is starting, stopping, or fenced.',
    cure: 'Try again; `drave broker ls` shows its state.',
  },
  REPLICA_NOT_AVAILABLE: {
    cause: 'The broker holds no replica of the partition, or has not opened it yet.',
    cure: 'Try again, or ask one of the replicas that `drave topic describe` shows.',
  },
  MESSAGE_TOO_LARGE: {
    cause:
      'A batch, after compression, is larger than max.message.bytes of the topic (1 MiB by default), or than what the broker may hold.',
    cure: 'Send smaller records or batches, or raise max.message.bytes of the topic: at most 64 MiB.',
  },
  NETWORK_EXCEPTION: {
    cause: 'The connection failed while an answer was due. What was asked may have happened.',
    cure: 'Try again. If it is always the same address, see whether the advertised host and port can be reached from the client.',
  },
  INVALID_TOPIC_EXCEPTION: {
    cause:
      "A topic's name has 1 to 249 of a-z, A-Z, 0-9, '.', '_' and '-', and differs from the others in more than '.' and '_'; clients cannot write to internal topics.",
    cure: 'Choose another name.',
  },
  RECORD_LIST_TOO_LARGE: {
    cause: 'One request brought more for a partition than one segment may hold (segment.bytes).',
    cure: 'Send smaller batches, or raise segment.bytes of the topic.',
  },
  NOT_ENOUGH_REPLICAS: {
    cause: 'Fewer replicas are in sync than min.insync.replicas, so a write with acks=all was refused and not written.',
    cure: 'Bring brokers back: `drave topic describe --only under-min-isr`. Clients try again by themselves. Do not lower min.insync.replicas to get past it: that gives up what it protects.',
  },
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: {
    cause:
      'The write is in the log of the leader, and replicas left the in-sync set before enough of them had it. It may still become visible.',
    cure: 'Try again; with an idempotent producer it is written once.',
  },
  INVALID_REQUIRED_ACKS: {
    cause: 'acks is something other than 0, 1 or -1 (all).',
    cure: 'Set it to one of them.',
  },
  TOPIC_AUTHORIZATION_FAILED: {
    cause: 'The caller may not do this with the topic. Internal topics belong to the cluster.',
    cure: 'Use another topic, or another identity.',
  },
  CLUSTER_AUTHORIZATION_FAILED: {
    cause:
      'What was called is for nodes of the cluster: drave.cluster.secret or drave.cluster.node.names says who they are.',
    cure: 'If the caller is a node, give it the same secret as the others, or a certificate with one of the names. Nobody else needs it.',
  },
  INVALID_TIMESTAMP: {
    cause:
      'A record lies further ahead of the broker’s clock, or behind it, than message.timestamp.after.max.ms and message.timestamp.before.max.ms allow.',
    cure: 'Set the clock of the producer, or those keys of the topic, or message.timestamp.type=LogAppendTime.',
  },
  UNSUPPORTED_VERSION: {
    cause:
      'The other side does not know this version of an API, of a record, or of the metadata; usually one of them is older.',
    cure: 'Update the older one. During a rolling upgrade, raise a feature level only when every node runs the new version.',
  },
  TOPIC_ALREADY_EXISTS: {
    cause: 'A topic of this name is there.',
    cure: 'Take it as it is (`--if-not-exists`), or delete it first.',
  },
  INVALID_PARTITIONS: {
    cause: 'The number of partitions is below 1, above what one request may ask for, or not more than the topic has.',
    cure: 'Ask for more than it has. Partitions are only ever added, because their order per key would be lost.',
  },
  INVALID_REPLICATION_FACTOR: {
    cause: 'More replicas are asked for than brokers are in service, or fewer than one.',
    cure: 'Ask for fewer (`-r`), or start more brokers: `drave broker ls` shows which are fenced.',
  },
  INVALID_REPLICA_ASSIGNMENT: {
    cause:
      'A list of replicas names a broker twice or one that is not registered, or has another length than the others.',
    cure: 'Give every partition the same number of different brokers of `drave broker ls`.',
  },
  INVALID_CONFIG: {
    cause:
      'A setting does not exist, or has a value that it cannot have; the message has the key, the value, what is allowed and an example.',
    cure: 'Write what the message allows; docs/configuration.md has every key. A node with this does not start (exit code 78).',
  },
  NOT_CONTROLLER: {
    cause: 'The node that was asked is not the active controller, or none is active at the moment.',
    cure: 'Try again: the answer names the leader where it is known. If it lasts, a majority of the voters is not up: `drave quorum status`.',
  },
  INVALID_REQUEST: {
    cause: 'The request says something that cannot be; the message says what.',
    cure: 'Change what the message names. From a client library this is a bug of one of the two sides.',
  },
  POLICY_VIOLATION: {
    cause: 'A rule of the cluster forbids it, such as records of a topic that is only compacted to be deleted.',
    cure: 'Read the message; change the topic’s settings if you mean it.',
  },
  OUT_OF_ORDER_SEQUENCE_NUMBER: {
    cause:
      'An idempotent producer’s batch does not follow the last one of its partition: one before it was lost or refused.',
    cure: 'The SDK begins again under a new epoch. In other clients this ends the producer: make a new one, and report how it came to that.',
  },
  DUPLICATE_SEQUENCE_NUMBER: {
    cause: 'The batch was written before, and too long ago for the broker to remember its offset.',
    cure: 'None: the records are there. Clients take it for success.',
  },
  INVALID_PRODUCER_EPOCH: {
    cause: 'The transaction was ended, or the producer fenced, before this request arrived.',
    cure: 'Abort, then begin another transaction; if that fails too, another producer has taken the transactional id.',
  },
  KAFKA_STORAGE_ERROR: {
    cause: 'The log directory of the replica is offline after an error of its disk.',
    cure: 'The leadership moves if another replica is in sync. Replace the disk: docs/operating.md, "A disk".',
  },
  LOG_DIR_NOT_FOUND: {
    cause: 'The broker has no log directory at this path.',
    cure: 'Give one that `drave broker disk` shows.',
  },
  UNKNOWN_PRODUCER_ID: {
    cause:
      'The broker has forgotten the producer: its records are gone (retention), or it was silent longer than producer.id.expiration.ms.',
    cure: 'The SDK goes on under a new epoch; otherwise make a new producer.',
  },
  FENCED_LEADER_EPOCH: {
    cause: 'The caller’s metadata is older than the present leadership.',
    cure: 'None: clients fetch the metadata and ask again.',
  },
  UNKNOWN_LEADER_EPOCH: {
    cause: 'The caller’s metadata is newer than that of the node, which hears of the new leader in a moment.',
    cure: 'None: clients ask again.',
  },
  UNSUPPORTED_COMPRESSION_TYPE: {
    cause:
      'A codec that does not exist, or zstd from a client that is too old to say that it knows it (Produce before version 7).',
    cure: 'Use none, gzip, snappy, lz4 or zstd, with a client that knows it.',
  },
  STALE_BROKER_EPOCH: {
    cause: 'The broker was registered anew since: this request is of its former life.',
    cure: 'None: the broker registers again. If it repeats, two processes run under one node id.',
  },
  OFFSET_NOT_AVAILABLE: {
    cause: 'A new leader does not know yet how far the partition is committed.',
    cure: 'None: clients ask again; it lasts for one round of the followers.',
  },
  PREFERRED_LEADER_NOT_AVAILABLE: {
    cause: 'The first replica of the partition is not in sync, or its broker is fenced.',
    cure: 'Wait until it has caught up (`drave topic describe --only under-replicated`), then elect again.',
  },
  ELIGIBLE_LEADERS_NOT_AVAILABLE: {
    cause: 'No replica that is alive holds everything that was acknowledged.',
    cure: 'Bring back one of the in-sync or eligible replicas that `drave topic describe` shows. An unclean election chooses any live one and loses what it lacks.',
  },
  ELECTION_NOT_NEEDED: {
    cause: 'The partition is led by whom it should be led by.',
    cure: 'None.',
  },
  INVALID_RECORD: {
    cause:
      'A record breaks a rule: no key in a compacted topic, a key or value that its serializer cannot write, offsets or a timestamp that do not fit its batch.',
    cure: 'Give the record what it lacks; the message says which one it is.',
  },
  PRODUCER_FENCED: {
    cause: 'Another producer has begun with the same transactional id, and this one may write no more.',
    cure: 'End this one. If both are meant to live, give each an id of its own. An operator fences with `drave txn abort`.',
  },
  INCONSISTENT_VOTER_SET: {
    cause: 'Two nodes have different ideas of who votes in the quorum.',
    cure: 'Check `quorum.voters` of the node that says so against `drave quorum status`.',
  },
  INVALID_UPDATE_VERSION: {
    cause: 'The change builds on a state that somebody else has changed meanwhile.',
    cure: 'Read the state again and repeat the change; brokers do so by themselves.',
  },
  FEATURE_UPDATE_FAILED: {
    cause: 'A node of the cluster does not know the level, or it would be a step back that loses something.',
    cure: 'Update every node first. A level goes down again only while nothing is stored that needs the higher one.',
  },
  RESOURCE_NOT_FOUND: {
    cause: 'There is nothing of that name, such as a user or a service of gRPC.',
    cure: 'Check the name.',
  },
  SNAPSHOT_NOT_FOUND: {
    cause: 'The snapshot of the metadata that a follower reads was replaced by a newer one.',
    cure: 'None: the follower begins with the newer one.',
  },
  POSITION_OUT_OF_RANGE: {
    cause: 'A follower asks for a part of a snapshot that it does not have.',
    cure: 'None: it begins again.',
  },
  UNKNOWN_TOPIC_ID: {
    cause: 'The topic was deleted (and perhaps made again under the same name), or the broker has not heard of it yet.',
    cure: 'None: clients fetch the metadata. If it lasts, the topic is gone.',
  },
  DUPLICATE_BROKER_REGISTRATION: {
    cause:
      'A broker with this id is alive: two configurations have the same node.id, or the process before has not ended.',
    cure: 'Give each node an id of its own. After a crash the broker registers as soon as the old session ends (broker.session.timeout.ms).',
  },
  BROKER_ID_NOT_REGISTERED: {
    cause: 'No broker with this id is registered, or it was unregistered.',
    cure: '`drave broker ls` shows who is. A broker that runs registers again when it is restarted.',
  },
  INCONSISTENT_TOPIC_ID: {
    cause: 'A client asks by the id of one topic and the name of another: the topic was deleted and made again.',
    cure: 'None: clients fetch the metadata.',
  },
  INCONSISTENT_CLUSTER_ID: {
    cause: 'A node with another cluster.id talks to this cluster.',
    cure: 'Correct cluster.id or the addresses in quorum.voters. A directory that was formatted for another cluster stays with that.',
  },
  INELIGIBLE_REPLICA: {
    cause: 'A leader wants to take back a follower whose broker is fenced, shutting down, or restarted meanwhile.',
    cure: 'None: the leader asks again when the follower has caught up in its new life.',
  },
  NEW_LEADER_ELECTED: {
    cause: 'The change that a leader asked for was made, and another broker leads since.',
    cure: 'None.',
  },
  UNKNOWN_CONTROLLER_ID: {
    cause: 'There is no controller with this id.',
    cure: '`drave quorum status` has the ids.',
  },
  INVALID_REGISTRATION: {
    cause: 'What a broker says of itself cannot be: no listener, a directory twice, or an address nobody can reach.',
    cure: 'Correct the listeners and dataDirectories of its configuration.',
  },
  INVALID_VOTER_KEY: {
    cause:
      'A voter is a node id together with a directory id, and this pair is not one: the disk was replaced, or the configuration has an older directory id.',
    cure: 'Take the old voter out and add the new one: docs/operating.md, "A controller".',
  },
  DUPLICATE_VOTER: {
    cause: 'The node is a voter.',
    cure: 'None. To replace it, remove the one with the old directory id first.',
  },
  VOTER_NOT_FOUND: {
    cause: 'The node is no voter, or not with this directory id.',
    cure: '`drave quorum status` has both ids of each voter.',
  },
  THROTTLING_QUOTA_EXCEEDED: {
    cause: 'A bound was reached: of memory for requests, of what may wait, of one client.',
    cure: 'Send more slowly, or in smaller requests; the message names the bound. It passes by itself.',
  },
  INVALID_FETCH_SIZE: {
    cause: 'The size asked for is below zero, or more than is allowed.',
    cure: 'Give a size that the limits of the broker allow (fetch.max.bytes).',
  },
  OFFSET_METADATA_TOO_LARGE: {
    cause: 'The text that is committed beside an offset is longer than offset.metadata.max.bytes (4,096).',
    cure: 'Shorten it, or keep it elsewhere.',
  },
  COORDINATOR_LOAD_IN_PROGRESS: {
    cause: 'A broker has just become coordinator and reads what the one before left.',
    cure: 'None: clients ask again; it takes as long as the partition of __consumer_offsets or __transaction_state is large.',
  },
  COORDINATOR_NOT_AVAILABLE: {
    cause:
      'The internal topic is being made, waits for enough brokers (offsets.topic.replication.factor), or its partition has no leader.',
    cure: 'Try again. On a cluster of fewer than three brokers, set the replication factor of the internal topics to what there is.',
  },
  NOT_COORDINATOR: {
    cause: 'Another broker coordinates this group or transactional id since.',
    cure: 'None: clients look for the coordinator again.',
  },
  ILLEGAL_GENERATION: {
    cause: 'The group has rebalanced without this member, which was too slow: its generation is over.',
    cure: 'Clients join again. Records of the old generation are read twice; process less between two polls, or raise max.poll.interval.ms.',
  },
  INCONSISTENT_GROUP_PROTOCOL: {
    cause: 'The members of a group have no assignor in common, or are of different kinds.',
    cure: 'Give all members the same assignor, or the group another id.',
  },
  INVALID_GROUP_ID: {
    cause: 'The group id is empty.',
    cure: 'Give one.',
  },
  UNKNOWN_MEMBER_ID: {
    cause: 'The group has removed this member: it was silent for longer than its session timeout.',
    cure: 'Clients join again under a new id. If it happens often, the process is blocked for too long between heartbeats.',
  },
  INVALID_SESSION_TIMEOUT: {
    cause: 'The session timeout is outside group.min.session.timeout.ms to group.max.session.timeout.ms.',
    cure: 'Choose one between them (6 s to 30 min by default), or change the bounds.',
  },
  REBALANCE_IN_PROGRESS: {
    cause: 'A member has come or gone, and the partitions are divided anew.',
    cure: 'Clients join again by themselves. A commit that gets it was not taken: those records are read again by whoever gets the partition.',
  },
  INVALID_COMMIT_OFFSET_SIZE: {
    cause: 'One commit has more offsets than one batch of __consumer_offsets may hold.',
    cure: 'Commit fewer partitions at a time.',
  },
  GROUP_AUTHORIZATION_FAILED: {
    cause: 'The caller may not use this group.',
    cure: 'Use another group, or another identity.',
  },
  UNSUPPORTED_SASL_MECHANISM: {
    cause:
      'The client wants a SASL mechanism that its listener does not offer, or a user one that is not for passwords.',
    cure: 'Configure the client with one that the answer names, or add it to mechanisms of listeners.kafka[].sasl; docs/security.md has them.',
  },
  ILLEGAL_SASL_STATE: {
    cause: 'A request of SASL came on a listener that has none, or not in its turn.',
    cure: 'Configure the client without SASL (security.protocol PLAINTEXT or SSL), or the listener with it; docs/security.md says how.',
  },
  UNSUPPORTED_FOR_MESSAGE_FORMAT: {
    cause: 'The records of the partition are in a format that does not know transactions.',
    cure: 'Drave writes only the format that does; look who has written the files.',
  },
  INVALID_TXN_STATE: {
    cause:
      'A transaction is asked for something that its state does not allow, such as a commit of one that was not begun.',
    cure: 'Begin, send, then commit or abort; `drave txn describe` shows the state.',
  },
  INVALID_PRODUCER_ID_MAPPING: {
    cause:
      'The transactional id has another producer id since: it expired (transactional.id.expiration.ms), or its epochs ran out.',
    cure: 'Make a new producer with the same transactional id.',
  },
  INVALID_TRANSACTION_TIMEOUT: {
    cause: 'The timeout of the transaction is zero or larger than transaction.max.timeout.ms (15 min).',
    cure: 'Ask for less, or raise that key.',
  },
  CONCURRENT_TRANSACTIONS: {
    cause: 'The markers of the transaction before are still being written.',
    cure: 'None: clients try again. If it lasts, a broker that leads one of its partitions is down: `drave txn describe` names its partitions.',
  },
  TRANSACTION_COORDINATOR_FENCED: {
    cause: 'A newer coordinator of this transactional id has written its markers.',
    cure: 'None: the client looks for the coordinator again.',
  },
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: {
    cause: 'The caller may not use this transactional id.',
    cure: 'Use another id, or another identity.',
  },
  SECURITY_DISABLED: {
    cause: 'Access control lists are asked for, and no authorizer is configured that would go by them.',
    cure: 'Set authorizer.class.name on all nodes; docs/security.md says how.',
  },
  OPERATION_NOT_ATTEMPTED: {
    cause: 'Another part of the same request failed, and they stand or fall together.',
    cure: 'Mend the other part, which has an error of its own, and repeat the whole.',
  },
  DELEGATION_TOKEN_AUTH_DISABLED: {
    cause: 'Delegation tokens are asked for, and there are none.',
    cure: 'Use certificates of clients.',
  },
  DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: {
    cause: 'Delegation tokens are asked for over a connection that has no identity.',
    cure: 'Use certificates of clients.',
  },
  REASSIGNMENT_IN_PROGRESS: {
    cause: 'The partition is on its way to other brokers.',
    cure: 'Wait for its end (`drave topic describe --only reassigning`), or cancel it.',
  },
  NON_EMPTY_GROUP: {
    cause: 'The group has members, and what was asked is only done to an empty one.',
    cure: 'Stop its consumers (`drave group describe` shows them), wait for their sessions to end, and repeat.',
  },
  GROUP_ID_NOT_FOUND: {
    cause: 'No group has this id, or it is of another kind.',
    cure: '`drave group ls` shows what is there.',
  },
  FETCH_SESSION_ID_NOT_FOUND: {
    cause: 'The broker has dropped the incremental session of a consumer to make room, or was restarted.',
    cure: 'None: clients begin another.',
  },
  INVALID_FETCH_SESSION_EPOCH: {
    cause: 'Requests of one fetch session came out of order.',
    cure: 'None: clients begin another.',
  },
  LISTENER_NOT_FOUND: {
    cause: 'The leader has no listener of the name by which the client came.',
    cure: 'Give every broker the same listener names.',
  },
  TOPIC_DELETION_DISABLED: {
    cause: 'delete.topic.enable is false on the controllers.',
    cure: 'Set it to true, or leave the topic.',
  },
  MEMBER_ID_REQUIRED: {
    cause: 'A new member of a classic group is given its id first and joins with it then.',
    cure: 'None: clients join again at once.',
  },
  GROUP_MAX_SIZE_REACHED: {
    cause: 'The group has as many members as group.max.size or group.consumer.max.size allows.',
    cure: 'Run fewer consumers: those above the number of partitions have nothing to do anyway. Or raise the key.',
  },
  FENCED_INSTANCE_ID: {
    cause: 'Another consumer has joined with the same group.instance.id.',
    cure: 'Give each consumer its own; end the one that was fenced.',
  },
  NO_REASSIGNMENT_IN_PROGRESS: {
    cause: 'There is nothing to cancel: the partition is where it should be.',
    cure: 'None.',
  },
  GROUP_SUBSCRIBED_TO_TOPIC: {
    cause: 'A member reads the topic whose committed offsets are to be deleted.',
    cure: 'Stop the consumers of that topic first.',
  },
  UNSTABLE_OFFSET_COMMIT: {
    cause: 'A transaction that commits this offset is open.',
    cure: 'None: clients ask again. If it lasts, `drave txn hanging` finds a transaction that nobody is going to end.',
  },
  DUPLICATE_RESOURCE: {
    cause: 'One request names the same thing twice.',
    cure: 'Name it once.',
  },
  UNACCEPTABLE_CREDENTIAL: {
    cause: 'Credentials of SCRAM are to be set, and they do not meet the rules.',
    cure: 'Give a name that is not empty and 4096 to 16384 iterations; the message says which rule it is.',
  },
  TRANSACTIONAL_ID_NOT_FOUND: {
    cause: 'No producer has used this transactional id, or it has expired.',
    cure: '`drave txn ls` shows what is there.',
  },
  FETCH_SESSION_TOPIC_ID_ERROR: {
    cause:
      'A fetch session began with names of topics and goes on with ids, or the other way round; it happens in upgrades.',
    cure: 'None: clients begin another session.',
  },
  FENCED_MEMBER_EPOCH: {
    cause: 'The member was silent for too long, or was replaced: its epoch is over.',
    cure: 'Clients join again, and lose their partitions until they have.',
  },
  UNRELEASED_INSTANCE_ID: {
    cause: 'A consumer with the same group.instance.id has not left.',
    cure: 'End that one, or wait until its session times out.',
  },
  UNSUPPORTED_ASSIGNOR: {
    cause: 'The consumer asks for an assignor that group.consumer.assignors does not name.',
    cure: 'Ask for uniform or range.',
  },
  STALE_MEMBER_EPOCH: {
    cause: 'The assignment has changed, and the member uses the epoch before.',
    cure: 'None: clients take the epoch of their next heartbeat and repeat.',
  },
  MISMATCHED_ENDPOINT_TYPE: {
    cause: 'A request for controllers came to a broker.',
    cure: 'Give tools the addresses of brokers (--bootstrap-server, not --bootstrap-controller).',
  },
  UNSUPPORTED_ENDPOINT_TYPE: {
    cause: 'A kind of endpoint is asked for that does not exist.',
    cure: 'Use a client that knows this version of the API.',
  },
  TRANSACTION_ABORTABLE: {
    cause: 'Something in the transaction failed, and it cannot be committed any more.',
    cure: 'Abort it, and begin another with the same records.',
  },
  INVALID_REGULAR_EXPRESSION: {
    cause: 'A subscription or a filter is no regular expression (RE2), or one that could take for ever.',
    cure: 'Write it in the syntax of RE2: without look-ahead and back-references.',
  },
  EVEN_QUORUM: {
    cause:
      'Two controllers tolerate no failure, as one; four tolerate one, as three: the even one is one more that can fail.',
    cure: 'Use 1, 3 or 5. `--allow-even` makes it all the same, to study it.',
  },
  REQUEST_ID_REUSED: {
    cause: 'Two different changes were sent under one request id.',
    cure: 'Make a new id for each change, and keep it for its repetitions.',
  },
  ANSWER_NOT_KEPT: {
    cause: 'A repeated request was carried out the first time, and its answer was too large to keep.',
    cure: 'Look at the state: the change was made.',
  },
  CHANGE_IN_PROGRESS: {
    cause: 'Another change of the voters is not committed yet; there is one at a time.',
    cure: 'Wait a moment, then repeat.',
  },
  DISK_FULL: {
    cause: 'No room is left on a disk, or within the quota of the node.',
    cure: 'Make room: shorter retention (it frees space within log.retention.check.interval.ms), or a larger disk. The node keeps a reserve for that, and writes again when there is room.',
  },
  CORRUPT_DATA: {
    cause: 'A file on disk does not have the checksum it was written with: the disk, or somebody who has changed it.',
    cure: 'Do not edit or copy it back. A replica is fetched again from its leader; a controller is replaced: docs/operating.md.',
  },
  DATA_DIRECTORY_MISMATCH: {
    cause: 'The directory was formatted for another node or another cluster, or not at all.',
    cure: 'Correct dataDirectories, node.id or cluster.id; or format an empty directory with `drave storage format`.',
  },
  DATA_DIRECTORY_LOCKED: {
    cause: 'Another process has the directory open: the node runs already.',
    cure: 'End that process, or give this node its own directory.',
  },
  ADDRESS_IN_USE: {
    cause: 'Something listens on that port: another cluster, or the same node that has not ended.',
    cure: 'End it, choose another port, or port 0; `drave local up --ports auto` takes free ones.',
  },
  CANCELLED: {
    cause: 'The caller gave up: Ctrl-C, an AbortSignal, or a client that was closed with work under way.',
    cure: 'None. What was under way may have happened.',
  },
  SHUTTING_DOWN: {
    cause: 'The node is stopping, or was told to.',
    cure: 'None: clients go to another. If nothing else leads the partition, wait for the node to come back.',
  },
  UNAUTHENTICATED: {
    cause:
      'The caller has shown no certificate that the node trusts, or not the secret of the cluster; or a Kafka client has failed to authenticate with SASL.',
    cure: 'Give the Kafka client the right user and password, or a token that holds; the log of the broker says what was wrong. Else give the client a certificate that clientCaFile signed (`--cert-file`, `--key-file`), or the node the same drave.cluster.secret as the others.',
  },
  UNIMPLEMENTED: {
    cause: 'The node does not offer what was asked: it has another role, or is older.',
    cure: 'Ask a node of the other role, or update it. A Kafka address where gRPC is spoken looks like this too.',
  },
};
