import { DraveError, type Endpoint, type NodeId, type PartitionIndex } from '@drave/base';
import type { Broker } from '@drave/broker';
import { pageOf, pageStart, type Page, type PageRequest } from '@drave/controller';
import { transactionStateNames } from '@drave/coordinator';
import { TRANSACTION_STATE_TOPIC } from '@drave/coordinator/topic';
import type { MetadataImage } from '@drave/metadata';
import { type adminV1, type CallContext, transactionService } from '@drave/rpc';
import { requestContext } from '../caller.js';
import { askAt, type ForwardingPorts } from './forwarding.js';
import { coordinators } from './group-forwarding.js';
import { mergedPages } from './merged-pages.js';
import { listedTransaction, openTransactionMessage } from './transaction-messages.js';
import { activeBrokers } from './transaction-forwarding.js';
import { invalidField } from './explained.js';

const { methods } = transactionService;

interface CoordinatedPage extends Page<adminV1.Transaction> {
  readonly coordinatedPartitions: readonly PartitionIndex[];
}

/** A page of transactions, of this broker or of all coordinators. @throws DraveError INVALID_REQUEST. */
export async function listTransactions(
  ports: ForwardingPorts,
  broker: Broker,
  call: CallContext,
  image: MetadataImage,
  request: adminV1.ListTransactionsRequest,
): Promise<CoordinatedPage> {
  checkStates(request.states);
  const { pageSize, pageToken, idPrefix, idPattern, states, producerIds, minDurationMs } = request;
  const query = ['transactions', idPrefix, idPattern, states, producerIds, minDurationMs];
  const paged = { pageSize, pageToken, query };
  const { after, countMax } = pageStart(paged);
  const here = async (): Promise<CoordinatedPage> => {
    const { transactions, coordinatedPartitions } = await broker.transactions.coordinator.list(
      requestContext(call, ports.domain.clock),
      {
        states,
        producerIds,
        durationMs: minDurationMs === 0 ? -1 : minDurationMs,
        pattern: idPattern,
        page: { after, countMax: countMax + 1, prefix: idPrefix },
      },
    );
    const items = transactions.map((listing) => listedTransaction(listing, broker.nodeId));
    const found = pageOf(paged, items.slice(0, countMax), keyOfTransaction, items.length > countMax);
    return { ...found, coordinatedPartitions };
  };
  if (request.local) return here();
  const pages = await Promise.all(
    coordinators(image, TRANSACTION_STATE_TOPIC).map(async ({ id, endpoint }) => {
      const page = id === broker.nodeId ? await here() : await there(ports, call, endpoint, request);
      checkCoordinated(image, id, page.coordinatedPartitions);
      return page;
    }),
  );
  return { ...mergedPages({ request: paged, countMax, keyOf: keyOfTransaction }, pages), coordinatedPartitions: [] };
}

function checkStates(states: readonly string[]): void {
  const unknown = states.filter((name) => !transactionStateNames.has(name));
  if (unknown.length === 0) return;
  const known = [...transactionStateNames].join(', ');
  throw invalidField('states', `'${unknown.join("', '")}' is no state of a transaction: ${known}`);
}

async function there(
  ports: ForwardingPorts,
  call: CallContext,
  endpoint: Endpoint,
  request: adminV1.ListTransactionsRequest,
): Promise<CoordinatedPage> {
  const { transactions, ...rest } = await askAt(ports, call, endpoint, methods.listTransactions, {
    ...request,
    local: true,
  });
  return { ...rest, items: transactions };
}

/** What moves to or from the broker at this moment may be told by nobody, and would be taken for unknown. */
function checkCoordinated(image: MetadataImage, id: NodeId, told: readonly PartitionIndex[]): void {
  const known = new Set(told);
  for (const { index, leader } of image.topicByName(TRANSACTION_STATE_TOPIC)?.partitions() ?? []) {
    if (leader !== id || known.has(index)) continue;
    const message = `broker ${id} does not coordinate partition ${index} of ${TRANSACTION_STATE_TOPIC} yet, or not any more`;
    throw new DraveError('COORDINATOR_NOT_AVAILABLE', message);
  }
}

/** A page of what is open in partitions, of this broker or of all. */
export async function listOpenTransactions(
  ports: ForwardingPorts,
  broker: Broker,
  call: CallContext,
  image: MetadataImage,
  request: adminV1.ListOpenTransactionsRequest,
): Promise<Page<adminV1.OpenTransaction>> {
  const { topic, minDurationMs } = request;
  const paged = openPageRequest(request);
  const { after, countMax } = pageStart(paged);
  const here = async (): Promise<Page<adminV1.OpenTransaction>> => {
    const open = await broker.transactions.listOpen(requestContext(call, ports.domain.clock), {
      topic: topic === '' ? undefined : topic,
      minDurationMs,
      after: placeOf(after),
      countMax: countMax + 1,
    });
    const items = open.map(openTransactionMessage);
    return pageOf(paged, items.slice(0, countMax), keyOfOpen, items.length > countMax);
  };
  if (request.local) return here();
  // One that cannot be asked fails the call: a list with a hole would be believed.
  const pages = await Promise.all(
    activeBrokers(image).map(async ({ id, endpoint }) => {
      if (id === broker.nodeId) return here();
      const answer = await askAt(ports, call, endpoint, methods.listOpenTransactions, { ...request, local: true });
      return { items: answer.transactions, nextPageToken: answer.nextPageToken };
    }),
  );
  return mergedPages({ request: paged, countMax, keyOf: keyOfOpen }, pages);
}

export function openPageRequest({
  pageSize,
  pageToken,
  topic,
  minDurationMs,
}: Omit<adminV1.ListOpenTransactionsRequest, 'local'>): PageRequest {
  return { pageSize, pageToken, query: ['openTransactions', topic, minDurationMs] };
}

function keyOfTransaction({ transactionalId }: adminV1.Transaction): string {
  return transactionalId;
}

/** Sorts as topic, partition and producer id do: no topic name has a space. */
export function keyOfOpen({ topic, partition, producer }: adminV1.OpenTransaction): string {
  return `${topic} ${String(partition).padStart(10, '0')} ${String(producer.producerId).padStart(16, '0')}`;
}

function placeOf(key: string | undefined) {
  if (key === undefined) return undefined;
  const [topic = '', partition = '', producerId = ''] = key.split(' ');
  return { topic, partition: Number(partition), producerId: Number(producerId) };
}
