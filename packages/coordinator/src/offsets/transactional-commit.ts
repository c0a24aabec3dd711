import type { ErrorCode, Millis } from '@drave/base';
import type { TransactionOperation } from '@drave/replica';
import { Turn } from '../classic/turn.js';
import type { GroupsModel } from '../groups-model.js';
import type { OwnedShard } from '../runtime/shard-set.js';
import type { GroupRecord } from '../state/group-record.js';
import type { GroupsState } from '../state/groups-state.js';
import { planCommit, refuseCommitRequest, type OffsetSettings } from './commit.js';
import type { OffsetCommitResponse, PartitionGate, TransactionalCommitRequest } from './offset-requests.js';

/** From here on a client knows COORDINATOR_LOAD_IN_PROGRESS; older ones may end of it (KAFKA-7296). */
const KNOWS_LOADING = 2;
/** From here on a client knows TRANSACTION_ABORTABLE (KIP-890). */
const KNOWS_ABORTABLE = 4;
/** From here on a client leaves it to us to tell its transaction of the partition (`transaction.version` 2). */
const ADDS_PARTITION = 5;

interface CommitTerms {
  readonly gate: PartitionGate;
  /** Until when the coordinator of the transaction may answer. */
  readonly deadlineMs: Millis;
  readonly settings: OffsetSettings;
}

/** A batch of a transaction to be: it has no sequence, and its records come later. */
const BATCH = { baseSequence: -1, baseOffset: 0, lastOffset: 0, transactional: true } as const;

/**
 * Asks the coordinator of the transaction first, and writes then: what was true of the group before may not be any
 * more.
 * @throws DraveError as `Shard.writeTransactional` does.
 */
export async function commitInTransaction(
  { shard, model }: OwnedShard<GroupsState, GroupRecord, GroupsModel>,
  request: TransactionalCommitRequest,
  { gate, deadlineMs, settings }: CommitTerms,
): Promise<OffsetCommitResponse> {
  const { producerId, producerEpoch, transactionalId } = request;
  const refused = (failure: ErrorCode): OffsetCommitResponse =>
    refuseCommitRequest(request, transactionalCommitErrorOf(request, failure));
  const transaction = { transactionalId, operation: operationOf(request) };
  const batch = { ...BATCH, producerId, producerEpoch };
  const verified = await shard.verify({ batch, transaction, deadlineMs });
  if (verified.kind === 'failed') return refused(verified.error);
  const writer = { producerId, producerEpoch, guard: verified.guard };
  return shard.writeTransactional(writer, (state, now) =>
    Turn.of(state, now, (turn) => {
      const refusal = refuseTransactionalCommit(state, model, request);
      if (refusal !== undefined) return refused(refusal);
      const plan = planCommit({ ...request, retentionTimeMs: undefined }, gate, settings, now);
      for (const record of plan.records) turn.write(record);
      return plan.response;
    }),
  );
}

/** What the coordinator of the transaction is asked before the commit is written. */
function operationOf({ version }: TransactionalCommitRequest): TransactionOperation {
  if (version >= ADDS_PARTITION) return 'add';
  return version >= KNOWS_ABORTABLE ? 'verifyAbortable' : 'verify';
}

/** Undefined when the commit may go ahead. A group that does not exist takes commits of those who want no group. */
function refuseTransactionalCommit(
  state: GroupsState,
  model: GroupsModel,
  request: TransactionalCommitRequest,
): ErrorCode | undefined {
  return state.consumer.has(request.groupId)
    ? model.consumer.refuseTransactionalCommit(state, request)
    : model.classic.refuseTransactionalCommit(request);
}

export function admitsNone({ topics }: TransactionalCommitRequest, gate: PartitionGate): boolean {
  return topics.every(({ topic, partitions }) =>
    partitions.every(({ partition }) => gate(topic, partition) !== undefined),
  );
}

/** What a client of the request's version is told of a commit that was refused as a whole. */
export function transactionalCommitErrorOf({ version }: TransactionalCommitRequest, failure: ErrorCode): ErrorCode {
  const told = toldOf(failure, version);
  return told === 'COORDINATOR_LOAD_IN_PROGRESS' && version < KNOWS_LOADING ? 'COORDINATOR_NOT_AVAILABLE' : told;
}

function toldOf(failure: ErrorCode, version: number): ErrorCode {
  switch (failure) {
    // The transaction's coordinator was not reached: clients repeat the request here.
    case 'NETWORK_EXCEPTION':
      return 'COORDINATOR_LOAD_IN_PROGRESS';
    case 'REQUEST_TIMED_OUT':
    case 'NOT_ENOUGH_REPLICAS':
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return 'COORDINATOR_NOT_AVAILABLE';
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'KAFKA_STORAGE_ERROR':
      return 'NOT_COORDINATOR';
    case 'PRODUCER_FENCED':
      return 'INVALID_PRODUCER_EPOCH';
    case 'TRANSACTION_ABORTABLE':
      return version >= KNOWS_ABORTABLE ? failure : 'INVALID_TXN_STATE';
    case 'MESSAGE_TOO_LARGE':
      return 'INVALID_COMMIT_OFFSET_SIZE';
    default:
      return failure;
  }
}
