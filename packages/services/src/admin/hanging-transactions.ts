import { DraveError } from '@drave/base';
import type { Broker } from '@drave/broker';
import { pageOf, type Page } from '@drave/controller';
import type { MetadataImage } from '@drave/metadata';
import type { adminV1, CallContext } from '@drave/rpc';
import type { ForwardingPorts } from './forwarding.js';
import { keyOfOpen, listOpenTransactions, listTransactions, openPageRequest } from './transaction-lists.js';

/** How the methods of this service are called from within it, wherever they are answered. */
export interface TransactionMethods {
  readonly getTransaction: (transactionalId: string) => Promise<adminV1.Transaction>;
  /** All producers of the partition that have a transaction open. */
  readonly openIn: (topic: string, partition: number) => Promise<readonly adminV1.OpenTransaction[]>;
}

/** Producer ids that one question to the coordinators names. */
const PRODUCERS_PER_QUESTION_MAX = 1_000;

/**
 * A page of what is open in partitions and belongs to no transaction that a coordinator knows. A coordinator knows the
 * partitions of a transaction before it begins there, and until the marker is written: so what is open before it is
 * asked, unknown to it, and still open afterwards, is never going to be ended. No duration is needed for that, as
 * Kafka's tool needs one.
 */
export async function listHangingTransactions(
  ports: ForwardingPorts,
  broker: Broker,
  call: CallContext,
  image: MetadataImage,
  request: adminV1.ListHangingTransactionsRequest,
  methods: TransactionMethods,
): Promise<Page<adminV1.HangingTransaction>> {
  const open = await listOpenTransactions(ports, broker, call, image, { ...request, local: false });
  const owners = await ownersOf(ports, broker, call, image, open.items);
  const items = await hangingAmong(open.items, owners, methods);
  // Its place is that of what is open, whether that hangs or not.
  const { nextPageToken } = pageOf(openPageRequest(request), open.items, keyOfOpen, open.nextPageToken !== '');
  return { items, nextPageToken };
}

/** The transactional id whose transaction it is, by its coordinator; undefined when it hangs. */
export async function ownerOf(
  ports: ForwardingPorts,
  broker: Broker,
  call: CallContext,
  image: MetadataImage,
  open: adminV1.OpenTransaction,
  methods: TransactionMethods,
): Promise<string | undefined> {
  const owners = await ownersOf(ports, broker, call, image, [open]);
  const owner = owners.get(open.producer.producerId);
  return owner !== undefined && (await isKnown(open, owner, methods)) ? owner : undefined;
}

async function hangingAmong(
  open: readonly adminV1.OpenTransaction[],
  owners: ReadonlyMap<number, string>,
  methods: TransactionMethods,
): Promise<adminV1.HangingTransaction[]> {
  const hanging: adminV1.HangingTransaction[] = [];
  for (const one of open) {
    const owner = owners.get(one.producer.producerId);
    if (owner !== undefined && (await isKnown(one, owner, methods))) continue;
    const still = await methods.openIn(one.topic, one.partition);
    if (still.some((other) => isSame(one, other))) hanging.push({ transaction: one, transactionalId: owner ?? '' });
  }
  return hanging;
}

/** By producer id: the transactional ids that have it. */
async function ownersOf(
  ports: ForwardingPorts,
  broker: Broker,
  call: CallContext,
  image: MetadataImage,
  open: readonly adminV1.OpenTransaction[],
): Promise<ReadonlyMap<number, string>> {
  const producerIds = [...new Set(open.map(({ producer }) => producer.producerId))];
  const owners = new Map<number, string>();
  for (let at = 0; at < producerIds.length; at += PRODUCERS_PER_QUESTION_MAX) {
    const asked = producerIds.slice(at, at + PRODUCERS_PER_QUESTION_MAX);
    const filters = { idPrefix: '', idPattern: '', states: [], producerIds: asked, minDurationMs: 0 };
    const paged = { pageSize: PRODUCERS_PER_QUESTION_MAX, pageToken: '' };
    const { items } = await listTransactions(ports, broker, call, image, { ...filters, ...paged, local: false });
    for (const { producerId, transactionalId } of items) owners.set(producerId, transactionalId);
  }
  return owners;
}

async function isKnown(
  { topic, partition, producer }: adminV1.OpenTransaction,
  owner: string,
  { getTransaction }: TransactionMethods,
): Promise<boolean> {
  try {
    const { producerId, topics } = await getTransaction(owner);
    if (producerId !== producer.producerId) return false;
    return topics.some((one) => one.topic === topic && one.partitions.includes(partition));
  } catch (reason) {
    const error = DraveError.from(reason);
    // It has expired since it was listed.
    if (error.code === 'TRANSACTIONAL_ID_NOT_FOUND') return false;
    throw error;
  }
}

function isSame(one: adminV1.OpenTransaction, other: adminV1.OpenTransaction): boolean {
  return (
    one.producer.producerId === other.producer.producerId &&
    one.producer.transactionStartOffset === other.producer.transactionStartOffset
  );
}
