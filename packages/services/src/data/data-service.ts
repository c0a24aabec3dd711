import type { Caller } from '@drave/base/access';
import { type CallContext, dataService, implement, type dataV1, type ServiceImplementation } from '@drave/rpc';
import { requestContext } from '../caller.js';
import { responseHeader } from '../response-header.js';
import { decodeFetchPartition, encodeFetched, isolationOf, offsetQuery, partitionRef } from './data-messages.js';
import { serveFetchStream } from './fetch-stream.js';
import { dataContext, HoldingBack } from './holding-back.js';
import { produce, serveProduceStream, takeMemory, type ProducePorts } from './produce-stream.js';
import type { MetadataResponse } from '@drave/broker';

interface DataPorts extends ProducePorts {
  /** The active controller as this broker knows it; -1 for none. */
  readonly controllerId: () => number;
  /**
   * `auto.create.topics.enable`: makes the topics that a metadata request names and that do not exist, and gives what
   * the caller may not have made. Never rejects.
   */
  readonly autoCreate?: (caller: Caller, topics: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** `drave.data.v1.DataService`: records in and out. */
export function createDataService(ports: DataPorts): ServiceImplementation {
  const { domain, view, clock } = ports;
  return implement(dataService, {
    async metadata(request, call) {
      const context = requestContext(call, clock);
      const refs = [...request.topics.map((topic) => ({ topic })), ...request.topicIds.map((topicId) => ({ topicId }))];
      const topics = request.allTopics ? ('all' as const) : refs;
      let response = await domain.metadata(context, { topics });
      const missing = request.allowAutoTopicCreation ? missingTopics(response) : [];
      if (missing.length > 0 && ports.autoCreate !== undefined) {
        const forbidden = await ports.autoCreate(context, missing);
        response = withoutRight(await domain.metadata(context, { topics }), forbidden);
      }
      return { ...encodeMetadata(response, ports.controllerId()), header: responseHeader(view) };
    },
    async initProducerId(request, call) {
      if (request.transactionalId !== '') return initTransactionalId(ports, request, call);
      const { producerId, producerEpoch } = request;
      const current =
        producerId === undefined || producerEpoch === undefined ? undefined : { producerId, producerEpoch };
      const answer = await domain.initProducerId(requestContext(call, clock), { current });
      return { header: responseHeader(view), ...answer, transactionVersion: 0 };
    },
    produce: (request, call) => produceOnce(ports, request, call),
    async fetch(request, call) {
      const context = dataContext(ports, call);
      const { partitions, throttleTimeMs } = await domain.fetch(context, {
        isolation: isolationOf(request.isolationLevel),
        rack: request.rack || undefined,
        minBytes: request.minBytes,
        maxWaitMs: request.maxWaitMs,
        maxBytes: request.maxBytes,
        signal: call.signal,
        partitions: request.partitions.map(decodeFetchPartition),
      });
      const holding = new HoldingBack(ports, call);
      holding.for(throttleTimeMs);
      await holding.wait(context.deadlineMs);
      return {
        header: responseHeader(view),
        partitions: partitions.map(({ topicId = '', topic = '', partition, data }) => {
          return { topicId, topic, partition, data: encodeFetched(data) };
        }),
        throttleTimeMs,
      };
    },
    async listOffsets(request, call) {
      const { partitions } = await domain.listOffsets(requestContext(call, clock), {
        isolation: isolationOf(request.isolationLevel),
        partitions: request.partitions.map((partition) => ({
          ...partitionRef(partition),
          currentLeaderEpoch: partition.currentLeaderEpoch,
          query: offsetQuery(partition.timestampMs),
        })),
      });
      return {
        header: responseHeader(view),
        partitions: partitions.map(({ topicId = '', topic = '', failure, ...rest }) => {
          return { ...rest, topicId, topic, error: failure };
        }),
      };
    },
    produceStream: (stream, call) => serveProduceStream(ports, stream, call),
    fetchStream: (stream, call) => serveFetchStream(ports, stream, call),
  });
}

/** The answer waits as long as the client holds back. */
async function produceOnce(
  ports: DataPorts,
  request: dataV1.ProduceRequest,
  call: CallContext,
): Promise<dataV1.ProduceResponse> {
  const holding = new HoldingBack(ports, call);
  const { deadlineMs } = requestContext(call, ports.clock);
  const answer = await produce(ports, request, call, await takeMemory(ports.memory, request), holding);
  await holding.wait(deadlineMs);
  return answer;
}

async function initTransactionalId(
  { domain, view, clock }: DataPorts,
  request: dataV1.InitProducerIdRequest,
  call: CallContext,
): Promise<dataV1.InitProducerIdResponse> {
  const { transactionalId, transactionTimeoutMs: timeoutMs, producerId = -1, producerEpoch = -1 } = request;
  const { coordinator } = domain.transactions;
  // Read before the answer: a producer may go by an older level, and never by one that is not finalized yet.
  const transactionVersion = coordinator.clusterVersion;
  const identity = await coordinator.initProducerId(requestContext(call, clock), {
    transactionalId,
    timeoutMs,
    producerId,
    producerEpoch,
  });
  return { header: responseHeader(view), ...identity, transactionVersion };
}

function missingTopics(response: MetadataResponse): string[] {
  return response.topics
    .filter((topic) => topic.failure?.code === 'UNKNOWN_TOPIC_OR_PARTITION' && topic.name !== '')
    .map((topic) => topic.name);
}

/** What the caller may not have made is none that a later request could find. */
function withoutRight(response: MetadataResponse, forbidden: ReadonlySet<string>): MetadataResponse {
  const topics = response.topics.map((topic) => {
    const { failure, name } = topic;
    if (failure?.code !== 'UNKNOWN_TOPIC_OR_PARTITION' || !forbidden.has(name)) return topic;
    return { ...topic, failure: { ...failure, code: 'TOPIC_AUTHORIZATION_FAILED' as const } };
  });
  return { ...response, topics };
}

function encodeMetadata(response: MetadataResponse, controllerId: number): Omit<dataV1.MetadataResponse, 'header'> {
  return {
    controllerId,
    brokers: response.brokers.map(({ id, endpoint, rack }) => ({ id, endpoint, rack: rack ?? '' })),
    topics: response.topics.map(({ failure, ...topic }) => ({ ...topic, error: failure })),
  };
}
