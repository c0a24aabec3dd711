import { transactionPartitionsOf, type AddedPartition, type TransactionPartitions } from '@drave/coordinator';
import { apis, type AddPartitionsToTxnRequest, type AddPartitionsToTxnResponseInput } from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { askCoordinator } from './transaction-answers.js';

/*
 * AddPartitionsToTxn, versions 0 to 5.
 *
 * Up to version 3 a client adds partitions to its transaction before it writes to them. One that it may not write to
 * keeps out all: the others are OPERATION_NOT_ATTEMPTED. From version 4 on brokers ask, for several transactions
 * (KIP-890), which needs the right to act for the cluster. The brokers here have a service of their own for that.
 *
 * Deviations: none known.
 */
export const addPartitionsToTxnRow: HandlerRow<AddPartitionsToTxnRequest, AddPartitionsToTxnResponseInput> = {
  api: apis.AddPartitionsToTxn,
  minVersion: 0,
  maxVersion: 5,
  handle,
  refuse: (errorCode, _message, { v3AndBelowTopics }, version) =>
    version >= OF_BROKERS
      ? { errorCode, resultsByTransaction: [] }
      : {
          resultsByTransaction: [],
          resultsByTopicV3AndBelow: v3AndBelowTopics.map(({ name, partitions }) => ({
            name,
            resultsByPartition: partitions.map((partitionIndex) => ({ partitionIndex, partitionErrorCode: errorCode })),
          })),
        },
};

const OF_BROKERS = 4;

async function handle(
  context: HandlerContext,
  request: AddPartitionsToTxnRequest,
): Promise<AddPartitionsToTxnResponseInput> {
  const { domain, caller, version } = context;
  const { coordinator } = domain.broker.transactions;
  if (version >= OF_BROKERS) return handleBroker(context, request);
  const transaction = {
    transactionalId: request.v3AndBelowTransactionalId,
    producerId: request.v3AndBelowProducerId,
    producerEpoch: request.v3AndBelowProducerEpoch,
  };
  const partitions = partitionsOf(request.v3AndBelowTopics);
  const added = await askCoordinator(context, 'AddPartitionsToTxn', () =>
    coordinator.addPartitions(caller, transaction, partitions),
  );
  return { resultsByTransaction: [], resultsByTopicV3AndBelow: topicResultsOf(added) };
}

async function handleBroker(
  context: HandlerContext,
  { transactions }: AddPartitionsToTxnRequest,
): Promise<AddPartitionsToTxnResponseInput> {
  const denied = denyCluster(context, 'clusterAction');
  if (denied !== undefined) return { errorCode: denied.errorCode, resultsByTransaction: [] };
  const questions = transactions.map(({ topics, ...question }) => ({ ...question, partitions: partitionsOf(topics) }));
  const answers = await context.domain.broker.transactions.coordinator.answerLeaders(questions);
  return {
    errorCode: 0,
    resultsByTransaction: transactions.map(({ transactionalId }, at) => {
      return { transactionalId, topicResults: topicResultsOf(answers[at] ?? []) };
    }),
  };
}

function partitionsOf(
  topics: readonly { readonly name: string; readonly partitions: readonly number[] }[],
): TransactionPartitions {
  return transactionPartitionsOf(topics.map(({ name, partitions }) => [name, partitions] as const));
}

function topicResultsOf(added: readonly AddedPartition[]) {
  const results = new Map<string, { partitionIndex: number; partitionErrorCode: number }[]>();
  for (const { topic, partition: partitionIndex, failure } of added) {
    const ofTopic = results.get(topic) ?? [];
    results.set(topic, ofTopic);
    ofTopic.push({ partitionIndex, partitionErrorCode: kafkaCodeOf(failure) });
  }
  return [...results].map(([name, resultsByPartition]) => ({ name, resultsByPartition }));
}
