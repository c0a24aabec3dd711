import type { Millis } from '@drave/base';
import { isInternalTopic } from '@drave/metadata';
import { BATCH_HEADER_BYTES, readBatchInfo } from '@drave/records';
import type { AppendFailure, AppendResult, AppendTicket, Partition } from '@drave/replica';
import type { BrokerDomain } from './domain.js';
import type { RequestContext } from './request-context.js';
import { countFailed } from './request-traffic.js';
import type {
  PartitionFailure,
  PartitionProduced,
  PartitionRef,
  ProduceRequest,
  ProduceResponse,
  ProduceTicket,
} from './requests.js';
import { leaderHint, refOf, resolvePartition, resolvePartitionFor } from './resolve.js';

type Entry = ProduceRequest['partitions'][number];

/**
 * Appends to every partition of the request at once, in its order; when it returns, every place in a log is taken. The
 * answer comes when each partition has what `acks` asks, or has failed on its own.
 */
export function produce(domain: BrokerDomain, context: RequestContext, request: ProduceRequest): ProduceTicket {
  const timeoutMs = Math.max(0, Math.min(request.timeoutMs, context.deadlineMs - domain.clock.monotonicMs()));
  const deadlineMs = domain.clock.monotonicMs() + timeoutMs;
  const mixed = mixedProducers(request);
  if (mixed !== undefined) return refuseProduce(request, mixed);
  let bytes = 0;
  const outcomes = request.partitions.map((entry) => {
    bytes += entry.records.length;
    return appendOne(domain, context, request, entry, deadlineMs);
  });
  const throttleTimeMs = context.quota.chargeProduced(bytes);
  return { acked: gather(domain, context, request, outcomes), throttleTimeMs };
}

/** A request is of one transaction, hence of one producer in one epoch. */
function mixedProducers({ transaction, partitions }: ProduceRequest): PartitionFailure | undefined {
  if (transaction === undefined) return undefined;
  const producers = new Set<string>();
  for (const { records } of partitions) {
    // What is too short for a batch is refused with its partition.
    if (records.length < BATCH_HEADER_BYTES) continue;
    const { transactional, producerId, producerEpoch } = readBatchInfo(records, 0);
    if (transactional) producers.add(`${producerId} ${producerEpoch}`);
  }
  if (producers.size < 2) return undefined;
  return { code: 'INVALID_PRODUCER_ID_MAPPING', message: 'a request holds transactions of several producers' };
}

/** Every partition refused for the same reason. */
export function refuseProduce(request: ProduceRequest, failure: PartitionFailure): ProduceTicket {
  const partitions = request.partitions.map((entry) => refused(entry, failure));
  return { acked: Promise.resolve({ partitions }), throttleTimeMs: 0 };
}

/** Appends at once, unless the partition waits for its leader to begin here: then in its turn. */
function appendOne(
  domain: BrokerDomain,
  context: RequestContext,
  request: ProduceRequest,
  entry: Entry,
  deadlineMs: Millis,
): AppendTicket {
  const { held, readiness } = domain;
  const append = (target: Target): AppendTicket => {
    if (target.kind === 'failed') return target;
    target.partition.traffic.produceRequests++;
    const timeoutMs = Math.max(0, deadlineMs - domain.clock.monotonicMs());
    const { acks, transaction } = request;
    const appended = { bytes: entry.records, acks, timeoutMs, origin: 'client' } as const;
    return target.partition.append(transaction === undefined ? appended : { ...appended, transaction });
  };
  const target = targetOf(domain, context, entry);
  const isLed = target.kind === 'ok' && target.partition.isLeader;
  if (!held.isHeld(entry) && (isLed || readiness.isReady(entry))) return append(target);
  const ready = (): Promise<void> | undefined => readiness.whenReady([entry], deadlineMs);
  return held.hold(entry, ready, () => append(targetOf(domain, context, entry)));
}

type Target = { readonly kind: 'ok'; readonly partition: Partition } | AppendFailure;

function targetOf(domain: BrokerDomain, context: RequestContext, entry: Entry): Target {
  const resolved = resolvePartitionFor(domain, context, 'write', entry);
  if (resolved.kind === 'failed') return failed(resolved.failure);
  const { topic, registration } = resolved;
  if (isInternalTopic(topic.name)) {
    const message = `'${topic.name}' is internal: only the broker writes to it`;
    return failed({ code: 'INVALID_TOPIC_EXCEPTION', message });
  }
  const partition = domain.replicas.partitionOf(topic.id, registration.index);
  if (partition === undefined) {
    const message =
      registration.leader === domain.nodeId ? 'the replica is being made' : 'this broker does not lead the partition';
    return failed({ code: 'NOT_LEADER_OR_FOLLOWER', message });
  }
  return { kind: 'ok', partition };
}

async function gather(
  domain: BrokerDomain,
  context: RequestContext,
  request: ProduceRequest,
  outcomes: readonly AppendTicket[],
): Promise<ProduceResponse> {
  const results = await Promise.all(
    outcomes.map((outcome) => (outcome.kind === 'enqueued' ? outcome.acked : Promise.resolve<AppendResult>(outcome))),
  );
  const partitions = results.map((result, index) => {
    // One entry gave one outcome.
    const entry = request.partitions[index] as Entry;
    if (result.kind === 'acked') return acked(entry, result);
    countFailed(domain, 'failedProduceRequests', entry, result.error);
    return refusedWithHint(domain, context, entry, result);
  });
  return { partitions };
}

function acked(entry: PartitionRef, result: Extract<AppendResult, { kind: 'acked' }>): PartitionProduced {
  return {
    ...refOf(entry),
    failure: undefined,
    baseOffset: result.baseOffset,
    logAppendTimeMs: result.logAppendTimeMs,
    logStartOffset: result.logStartOffset,
    leader: undefined,
    recordErrors: [],
  };
}

function refusedWithHint(
  domain: BrokerDomain,
  context: RequestContext,
  entry: PartitionRef,
  result: AppendFailure,
): PartitionProduced {
  const { error, message, recordErrors = [] } = result;
  const response = { ...refused(entry, { code: error, message }), recordErrors };
  if (result.error !== 'NOT_LEADER_OR_FOLLOWER') return response;
  const resolved = resolvePartition(domain.image(), entry);
  if (resolved.kind === 'failed') return response;
  return { ...response, leader: leaderHint(domain.image(), resolved.registration, context.listener) };
}

function refused(entry: PartitionRef, failure: PartitionFailure): PartitionProduced {
  return {
    ...refOf(entry),
    failure,
    baseOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: -1,
    leader: undefined,
    recordErrors: [],
  };
}

function failed({ code, message }: PartitionFailure): AppendFailure {
  return { kind: 'failed', error: code, message };
}
