import { DraveError } from '@drave/base';
import { CLUSTER } from '@drave/base/access';
import type { Broker, RequestContext } from '@drave/broker';
import { page } from '@drave/controller';
import { type adminV1, type CallContext, implement, transactionService, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { readImage, requireRight, topicsFor } from './admin-domain.js';
import type { ForwardingPorts } from './forwarding.js';
import { onAnyBroker } from './group-forwarding.js';
import { listHangingTransactions, ownerOf, type TransactionMethods } from './hanging-transactions.js';
import { onceOf } from './recent-requests.js';
import { atLeader, atTransactionCoordinator, noSuchId } from './transaction-forwarding.js';
import { listOpenTransactions, listTransactions } from './transaction-lists.js';
import { openTransactionMessage, producerMessage, transactionMessage } from './transaction-messages.js';

const { methods } = transactionService;

/** `drave.admin.v1.TransactionService`; any node offers it. */
export function createTransactionService(ports: ForwardingPorts): ServiceImplementation {
  const { domain } = ports;
  const header = () => responseHeader(domain.view);
  const once = onceOf(domain.clock);
  return implement(transactionService, {
    async listTransactions(request, call) {
      if (ports.broker === undefined) return onAnyBroker(ports, call, methods.listTransactions, request);
      const image = await readImage(domain, call, request.local);
      const { items: transactions, ...rest } = await listTransactions(ports, ports.broker, call, image, request);
      return { header: header(), transactions, ...rest };
    },
    getTransaction: (request, call) =>
      atTransactionCoordinator(ports, call, 'describe', methods.getTransaction, request, async (broker, caller) => {
        const transaction = await describe(broker, caller, request.transactionalId, topicsFor(domain, call));
        return { header: header(), transaction };
      }),
    abortTransaction: (request, call) =>
      atTransactionCoordinator(ports, call, 'write', methods.abortTransaction, request, (broker, caller) =>
        once(request, caller, async () => {
          const { transactionalId } = request;
          const aborted = await broker.transactions.coordinator.abort(caller, transactionalId, request);
          const transaction = transactionMessage(aborted, broker.nodeId, topicsFor(domain, call));
          return { header: header(), transaction };
        }),
      ),
    listProducers: (request, call) => {
      requireRight(domain, call, 'read', { kind: 'topic', name: request.topic });
      return atLeader(ports, call, methods.listProducers, request, async (broker, caller) => {
        return { header: header(), ...(await producersPage(broker, caller, request)) };
      });
    },
    async listOpenTransactions(request, call) {
      if (ports.broker === undefined) return onAnyBroker(ports, call, methods.listOpenTransactions, request);
      const image = await readImage(domain, call, request.local);
      const { items: transactions, nextPageToken } = await listOpenTransactions(
        ports,
        ports.broker,
        call,
        image,
        request,
      );
      return { header: header(), transactions, nextPageToken };
    },
    async listHangingTransactions(request, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      const { broker } = ports;
      if (broker === undefined) return onAnyBroker(ports, call, methods.listHangingTransactions, request);
      const image = await readImage(domain, call, false);
      const inner = innerMethods(ports, call);
      const found = await listHangingTransactions(ports, broker, call, image, request, inner);
      return { header: header(), transactions: found.items, nextPageToken: found.nextPageToken };
    },
    async abortHangingTransaction(request, call) {
      requireRight(domain, call, 'alter', CLUSTER);
      if (ports.broker === undefined) return onAnyBroker(ports, call, methods.abortHangingTransaction, request);
      if (!request.local && !request.force) await checkHangs(ports, ports.broker, call, request);
      return atLeader(ports, call, methods.abortHangingTransaction, request, (broker, caller) =>
        once(request, caller, async () => {
          const aborted = await broker.transactions.abortOpen(caller, request);
          return { header: header(), transaction: openTransactionMessage(aborted) };
        }),
      );
    },
  });
}

/** @throws DraveError TRANSACTIONAL_ID_NOT_FOUND, and why this broker does not know. */
async function describe(
  broker: Broker,
  caller: RequestContext,
  transactionalId: string,
  showsTopic: (name: string) => boolean,
): Promise<adminV1.Transaction> {
  const [described] = await broker.transactions.coordinator.describe(caller, [transactionalId]);
  if (described?.kind === 'described') return transactionMessage(described, broker.nodeId, showsTopic);
  const failure = described?.failure ?? 'TRANSACTIONAL_ID_NOT_FOUND';
  throw failure === 'TRANSACTIONAL_ID_NOT_FOUND' ? noSuchId(transactionalId) : new DraveError(failure);
}

async function producersPage(
  broker: Broker,
  caller: RequestContext,
  { topic, partition, pageSize, pageToken }: adminV1.ListProducersRequest,
): Promise<Omit<adminV1.ListProducersResponse, 'header'>> {
  const { partitions } = await broker.describeProducers(caller, { partitions: [{ topic, partition }] });
  const [described] = partitions;
  if (described?.failure !== undefined) throw new DraveError(described.failure.code, described.failure.message);
  const producers = described?.producers ?? [];
  const found = page(
    { pageSize, pageToken, query: ['producers', topic, partition] },
    (key) => producers.filter(({ producerId }) => key === undefined || producerId > Number(key)),
    ({ producerId }) => String(producerId),
  );
  return { producers: found.items.map(producerMessage), nextPageToken: found.nextPageToken };
}

/** @throws DraveError INVALID_TXN_STATE for what is not open, and for what its coordinator is going to end. */
async function checkHangs(
  ports: ForwardingPorts,
  broker: Broker,
  call: CallContext,
  { topic, partition, startOffset }: adminV1.AbortHangingTransactionRequest,
): Promise<void> {
  const inner = innerMethods(ports, call);
  const open = (await inner.openIn(topic, partition)).find(
    ({ producer }) => producer.transactionStartOffset === startOffset,
  );
  // The leader says why not.
  if (open === undefined) return;
  const image = await readImage(ports.domain, call, false);
  const owner = await ownerOf(ports, broker, call, image, open, inner);
  if (owner === undefined) return;
  const message = `that transaction belongs to transactional id '${owner}', whose coordinator ends it: abort it by its id`;
  throw new DraveError('INVALID_TXN_STATE', message);
}

function innerMethods(ports: ForwardingPorts, call: CallContext): TransactionMethods {
  const { domain } = ports;
  return {
    async getTransaction(transactionalId) {
      const request = { transactionalId, local: false };
      const method = methods.getTransaction;
      const { transaction } = await atTransactionCoordinator(
        ports,
        call,
        'describe',
        method,
        request,
        async (here, caller) => {
          const described = await describe(here, caller, transactionalId, () => true);
          return { header: responseHeader(domain.view), transaction: described };
        },
      );
      return transaction;
    },
    async openIn(topic, partition) {
      const open: adminV1.OpenTransaction[] = [];
      let pageToken = '';
      do {
        const request = { topic, partition, pageSize: PAGE_SIZE, pageToken, local: false };
        const answer = await atLeader(ports, call, methods.listProducers, request, async (here, caller) => {
          return { header: responseHeader(domain.view), ...(await producersPage(here, caller, request)) };
        });
        for (const producer of answer.producers)
          if (producer.transactionStartOffset >= 0) open.push({ topic, partition, producer });
        pageToken = answer.nextPageToken;
      } while (pageToken !== '');
      return open;
    },
  };
}

const PAGE_SIZE = 1_000;
