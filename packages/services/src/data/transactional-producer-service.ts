import { DraveError, errors, limits, type ErrorCode } from '@drave/base';
import { requireAccess } from '@drave/base/access';
import type { Broker } from '@drave/broker';
import { transactionPartitionsOf, type OffsetCommitResponse, type TransactionPartitions } from '@drave/coordinator';
import type { Clock } from '@drave/env';
import {
  type commonV1,
  type dataV1,
  implement,
  type ServiceImplementation,
  transactionalProducerService,
} from '@drave/rpc';
import { requestContext } from '../caller.js';
import { type NodeView, responseHeader } from '../response-header.js';
import { IMPLICIT_ADD_VERSION } from './data-messages.js';
import { byTopic, committedOffsets, offsetsToCommit } from './group-member-service.js';

interface TransactionalProducerPorts {
  readonly view: NodeView;
  readonly clock: Clock;
  readonly broker: Pick<Broker, 'allows'> & {
    readonly groups: Pick<Broker['groups'], 'commitTransactionalOffsets'>;
    readonly transactions: Pick<Broker['transactions'], 'coordinator'>;
  };
}

/** TxnOffsetCommit's versions that stand for the two protocols of transactions: what their clients know. */
const ADDS_GROUP_VERSION = 5;
const KNOWS_ABORTABLE_VERSION = 4;

/** `drave.data.v1.TransactionalProducerService`: transactions, from a producer's side. */
export function createTransactionalProducerService(ports: TransactionalProducerPorts): ServiceImplementation {
  const { view, clock, broker } = ports;
  const { coordinator } = broker.transactions;
  const header = () => responseHeader(view);
  return implement(transactionalProducerService, {
    async findTransactionCoordinator({ transactionalId }, call) {
      if (transactionalId === '') throw new DraveError('INVALID_REQUEST', 'a transactional id is not empty');
      const found = await coordinator.coordinatorFor(requestContext(call, clock), transactionalId);
      if (found.kind === 'failed') throw new DraveError(found.failure, found.message);
      return { header: header(), brokerId: found.nodeId, endpoint: found.endpoint };
    },
    async addPartitions({ producer, partitions }, call) {
      const added = await coordinator.addPartitions(
        requestContext(call, clock),
        producerOf(producer),
        partitionsOf(partitions),
      );
      const failures = new Map(added.map(({ topic, partition, failure }) => [`${topic}-${partition}`, failure]));
      return {
        header: header(),
        partitions: partitions.map(({ topic, partition }) => {
          return { topic, partition, error: errorMessage(failures.get(`${topic}-${partition}`)) };
        }),
      };
    },
    async addOffsets({ producer, groupId }, call) {
      const context = requestContext(call, clock);
      requireAccess(broker, context, 'read', { kind: 'group', name: groupId });
      await coordinator.addOffsets(context, producerOf(producer), groupId);
      return { header: header() };
    },
    async endTransaction({ producer, commit, transactionVersion }, call) {
      const identity = await coordinator.endTransaction(requestContext(call, clock), {
        ...producerOf(producer),
        result: commit ? 'commit' : 'abort',
        raisesEpoch: transactionVersion >= IMPLICIT_ADD_VERSION,
      });
      return { header: header(), ...identity };
    },
    async describeTransactionalId({ transactionalId }, call) {
      const [described] = await coordinator.describe(requestContext(call, clock), [transactionalId]);
      if (described === undefined || described.kind === 'failed')
        throw new DraveError(described?.failure ?? 'TRANSACTIONAL_ID_NOT_FOUND');
      const { state, producerId, producerEpoch, timeoutMs: transactionTimeoutMs } = described;
      return { header: header(), state, producerId, producerEpoch, transactionTimeoutMs };
    },
    async commitTransactionOffsets(request, call) {
      const { groupId, memberId, generationId, instanceId: groupInstanceId, partitions } = request;
      const version = request.transactionVersion >= IMPLICIT_ADD_VERSION ? ADDS_GROUP_VERSION : KNOWS_ABORTABLE_VERSION;
      const response: OffsetCommitResponse = await broker.groups.commitTransactionalOffsets(
        requestContext(call, clock),
        {
          ...producerOf(request.producer),
          version,
          groupId,
          memberId,
          generationId,
          groupInstanceId,
          topics: offsetsToCommit(partitions),
        },
      );
      return { header: header(), partitions: committedOffsets(partitions, response) };
    },
  });
}

/** @throws DraveError INVALID_REQUEST. */
function partitionsOf(partitions: readonly commonV1.TopicPartition[]): TransactionPartitions {
  if (partitions.length > limits.partitionsPerRequestMax) {
    throw new DraveError('INVALID_REQUEST', `a request adds at most ${limits.partitionsPerRequestMax} partitions`);
  }
  return transactionPartitionsOf(
    byTopic(partitions).map(([topic, ofTopic]) => [topic, ofTopic.map(({ partition }) => partition)] as const),
  );
}

const EPOCH_MAX = 0x7fff;

/** @throws DraveError INVALID_REQUEST. */
function producerOf(producer: dataV1.TransactionalProducer): dataV1.TransactionalProducer {
  const { producerId, producerEpoch } = producer;
  if (producerId < 0 || producerEpoch < 0 || producerEpoch > EPOCH_MAX) {
    throw new DraveError('INVALID_REQUEST', `producer ${producerId} in epoch ${producerEpoch} is none`);
  }
  return producer;
}

function errorMessage(failure: ErrorCode | undefined): dataV1.PartitionError | undefined {
  return failure === undefined ? undefined : { code: failure, message: errors[failure].text };
}
