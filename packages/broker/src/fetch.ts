import type { Bytes } from '@drave/base';
import {
  peekForConsumer,
  preferredReadReplica,
  readForConsumer,
  type ConsumerRead,
  type ConsumerReadResult,
  type Partition,
} from '@drave/replica';
import type { BrokerDomain } from './domain.js';
import { FetchWaiter } from './fetch-waiter.js';
import type { RequestContext } from './request-context.js';
import { countFailed } from './request-traffic.js';
import type {
  FetchPartition,
  FetchRequest,
  FetchResponse,
  FetchedData,
  PartitionFailure,
  ReadBudget,
} from './requests.js';
import { leaderHint, refOf, resolvePartition, resolvePartitionFor } from './resolve.js';

/** One partition of the request and what was read for it so far. */
interface Slot {
  readonly asked: FetchPartition;
  /** Undefined when it was refused without a look at the log. */
  readonly partition: Partition | undefined;
  data: FetchedData;
  bytes: Bytes;
}

/**
 * Reads every partition of the request, in its order, up to `maxBytes`. With too little to answer it waits for any of
 * them to move, up to `maxWaitMs`, and reads again only what has moved.
 */
export async function fetch(
  domain: BrokerDomain,
  context: RequestContext,
  asked: FetchRequest,
): Promise<FetchResponse> {
  const request = { ...asked, maxBytes: Math.min(asked.maxBytes, context.quota.fetchBytesMax) };
  const slots = await readySlots(domain, context, request);
  const nowMs = domain.clock.monotonicMs();
  const deadlineMs = Math.min(nowMs + Math.max(0, request.maxWaitMs), context.deadlineMs);
  const waiter = new FetchWaiter();
  const mayWait = deadlineMs > nowMs && request.minBytes > 0;
  const observed = mayWait ? slots.flatMap(({ partition }) => partition ?? []) : [];
  for (const partition of observed) partition.observe(waiter);
  try {
    await readSlots(domain, context, request, slots, undefined);
    while (mayWait && !isEnough(request, slots)) {
      const moved = await waiter.wait(domain.replicas.deadlines, deadlineMs, request.signal);
      if (moved === undefined) break;
      await readSlots(domain, context, request, slots, moved);
    }
  } finally {
    for (const partition of observed) partition.unobserve(waiter);
  }
  const bytes = slots.reduce((sum, slot) => sum + slot.bytes, 0);
  const { throttleMs, withheld } = context.quota.chargeFetched(bytes);
  if (withheld) for (const slot of slots) withhold(slot, request.budget);
  for (const slot of slots) countSlot(domain, slot);
  return { partitions: slots.map((slot) => ({ ...refOf(slot.asked), data: slot.data })), throttleTimeMs: throttleMs };
}

/** As if nothing had been there to read. */
function withhold(slot: Slot, budget: ReadBudget | undefined): void {
  if (slot.bytes === 0) return;
  budget?.give(slot.bytes);
  slot.bytes = 0;
  slot.data = { ...slot.data, records: [], abortedTransactions: [], nextOffset: slot.asked.fetchOffset };
}

function countSlot(domain: BrokerDomain, { asked, partition, bytes, data: { failure } }: Slot): void {
  if (failure !== undefined) countFailed(domain, 'failedFetchRequests', asked, failure.code);
  if (partition === undefined) return;
  partition.traffic.fetchRequests++;
  partition.traffic.bytesOut += bytes;
}

export function refuseFetch(request: FetchRequest, failure: PartitionFailure): FetchResponse {
  return {
    partitions: request.partitions.map((asked) => ({ ...refOf(asked), data: refused(asked, failure) })),
    throttleTimeMs: 0,
  };
}

/** A partition that is led here, which is the common case, is not looked at twice. */
async function readySlots(domain: BrokerDomain, context: RequestContext, request: FetchRequest): Promise<Slot[]> {
  const slotsNow = (): Slot[] => request.partitions.map((asked) => slotFor(domain, context, request, asked));
  const slots = slotsNow();
  const notLed = slots.flatMap(({ asked, partition }) => (partition?.isLeader === true ? [] : [asked]));
  const ready = domain.readiness.whenReadySoon(notLed, context.deadlineMs);
  if (ready === undefined) return slots;
  await ready;
  return slotsNow();
}

function slotFor(domain: BrokerDomain, context: RequestContext, request: FetchRequest, asked: FetchPartition): Slot {
  const image = domain.image();
  const resolved = resolvePartitionFor(domain, context, 'read', asked);
  if (resolved.kind === 'failed') return slotOf(asked, undefined, refused(asked, resolved.failure));
  const { topic, registration } = resolved;
  const partition = domain.replicas.partitionOf(topic.id, registration.index);
  if (partition === undefined) {
    const failure = { code: 'NOT_LEADER_OR_FOLLOWER', message: 'this broker has no replica of the partition' } as const;
    const leader = leaderHint(image, registration, context.listener);
    return slotOf(asked, undefined, { ...refused(asked, failure), leader });
  }
  const preferred =
    request.rack === undefined || request.rack === ''
      ? undefined
      : preferredReadReplica(partition, image, domain.nodeId, request.rack, asked.fetchOffset);
  if (preferred === undefined) return slotOf(asked, partition, refused(asked, undefined));
  const elsewhere = refused(asked, undefined);
  return slotOf(asked, undefined, {
    ...elsewhere,
    leaderEpoch: partition.leaderEpoch,
    highWatermark: partition.highWatermark,
    lastStableOffset: partition.lastStableOffset,
    logStartOffset: partition.core.logStartOffset,
    preferredReadReplica: preferred,
  });
}

function slotOf(asked: FetchPartition, partition: Partition | undefined, data: FetchedData): Slot {
  return { asked, partition, data, bytes: 0 };
}

async function readSlots(
  domain: BrokerDomain,
  context: RequestContext,
  request: FetchRequest,
  slots: readonly Slot[],
  only: ReadonlySet<Partition> | undefined,
): Promise<void> {
  let used = 0;
  for (const slot of slots) used += slot.bytes;
  for (const slot of slots) {
    const { partition } = slot;
    if (partition === undefined || (only !== undefined && !only.has(partition))) continue;
    used -= slot.bytes;
    request.budget?.give(slot.bytes);
    slot.bytes = 0;
    const read = readOf(request, slot.asked, request.maxBytes - used, used === 0);
    const peeked = peekForConsumer(partition, read);
    const result = peeked.kind === 'readable' ? await readWithin(request.budget, partition, read) : peeked;
    slot.data = dataOf(domain, context, slot.asked, result);
    slot.bytes = result.kind === 'data' ? result.byteLength : 0;
    used += slot.bytes;
  }
}

/** Without any room nothing is read: the client gets an empty answer, and comes back. */
async function readWithin(
  budget: ReadBudget | undefined,
  partition: Partition,
  read: ConsumerRead,
): Promise<ConsumerReadResult> {
  if (budget === undefined) return readForConsumer(partition, read);
  const taken = budget.take(Math.max(1, read.bytesMax));
  let held = 0;
  try {
    const minOneBatch = read.minOneBatch && taken > 0;
    const result = await readForConsumer(partition, { ...read, bytesMax: Math.min(read.bytesMax, taken), minOneBatch });
    held = result.kind === 'data' ? result.byteLength : 0;
    return result;
  } finally {
    // A first batch may be larger than what was taken: then it is counted by giving back less than nothing.
    budget.give(taken - held);
  }
}

function readOf(request: FetchRequest, asked: FetchPartition, room: Bytes, first: boolean): ConsumerRead {
  return {
    fetchOffset: asked.fetchOffset,
    currentLeaderEpoch: asked.currentLeaderEpoch,
    lastFetchedEpoch: asked.lastFetchedEpoch,
    isolation: request.isolation,
    bytesMax: Math.max(0, Math.min(asked.maxBytes, room)),
    // The first batch of a response goes out whatever its size, or a consumer would never get past it (KIP-74).
    minOneBatch: first && room > 0,
    followerAllowed: request.rack !== undefined && request.rack !== '',
  };
}

/**
 * Anything that the client must hear of at once ends the wait: records enough, a refusal, a divergence, another
 * replica; and records with more behind them that the bounds of the request, or the end of a segment, have kept out:
 * to wait would bring no others.
 */
function isEnough(request: FetchRequest, slots: readonly Slot[]): boolean {
  let bytes = 0;
  for (const { data, bytes: read } of slots) {
    if (data.failure !== undefined || data.diverging !== undefined || data.preferredReadReplica !== undefined)
      return true;
    const readableEnd = request.isolation === 'readCommitted' ? data.lastStableOffset : data.highWatermark;
    if (read > 0 && data.nextOffset < readableEnd) return true;
    bytes += read;
  }
  return slots.length === 0 || bytes >= Math.min(request.minBytes, request.maxBytes);
}

function dataOf(
  domain: BrokerDomain,
  context: RequestContext,
  asked: FetchPartition,
  result: ConsumerReadResult,
): FetchedData {
  if (result.kind === 'failed') {
    const data = refused(asked, { code: result.error, message: result.message });
    if (result.error !== 'NOT_LEADER_OR_FOLLOWER' && result.error !== 'FENCED_LEADER_EPOCH') return data;
    const resolved = resolvePartition(domain.image(), asked);
    // The topic went while the client waited.
    if (resolved.kind === 'failed') return refused(asked, resolved.failure);
    return { ...data, leader: leaderHint(domain.image(), resolved.registration, context.listener) };
  }
  return {
    failure: undefined,
    leaderEpoch: result.leaderEpoch,
    highWatermark: result.highWatermark,
    lastStableOffset: result.lastStableOffset,
    logStartOffset: result.logStartOffset,
    records: result.parts,
    nextOffset: result.nextOffset,
    abortedTransactions: result.abortedTransactions,
    diverging: result.diverging,
    leader: undefined,
    preferredReadReplica: undefined,
  };
}

function refused(asked: FetchPartition, failure: PartitionFailure | undefined): FetchedData {
  return {
    failure,
    leaderEpoch: -1,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    records: [],
    nextOffset: asked.fetchOffset,
    abortedTransactions: [],
    diverging: undefined,
    leader: undefined,
    preferredReadReplica: undefined,
  };
}
