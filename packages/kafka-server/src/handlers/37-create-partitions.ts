import { repeated } from '@drave/base';
import { apis, type CreatePartitionsRequest, type CreatePartitionsResponseInput } from '@drave/kafka-protocol';
import { changeWithinQuota, resultError, wireError, type WireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * CreatePartitions, versions 0 to 3.
 *
 * The count is the new total, and only ever grows. Each topic has its own outcome. The answer comes when this broker
 * knows the new partitions and leads what it shall lead of them, as far as the client's time goes.
 *
 * Deviations: the topics of the coordinators are not enlarged (INVALID_TOPIC_EXCEPTION).
 */
export const createPartitionsRow: HandlerRow<CreatePartitionsRequest, CreatePartitionsResponseInput> = {
  api: apis.CreatePartitions,
  minVersion: 0,
  maxVersion: 3,
  handle,
  refuse: (errorCode, errorMessage, request) => ({
    results: uniqueNames(request).map((name) => ({ name, errorCode, errorMessage })),
  }),
};

/** From here on a client knows THROTTLING_QUOTA_EXCEEDED (KIP-599). */
const QUOTA_VERSION = 3;

async function handle(
  context: HandlerContext,
  request: CreatePartitionsRequest,
): Promise<CreatePartitionsResponseInput> {
  const { timeoutMs, validateOnly } = request;
  const twice = repeated(request.topics.map(({ name }) => name));
  const answers = new Map<string, WireError>();
  const wanted: CreatePartitionsRequest['topics'][number][] = [];
  for (const topic of request.topics) {
    if (twice.has(topic.name)) answers.set(topic.name, DUPLICATE);
    else wanted.push(topic);
  }
  if (wanted.length > 0) {
    const topics = wanted.map(({ name, count, assignments }) => ({
      name,
      partitionCount: count,
      assignments: assignments?.map(({ brokerIds }) => brokerIds),
    }));
    const { response } = await changeWithinQuota(
      context,
      timeoutMs,
      { kind: 'createPartitions', topics, validateOnly },
      QUOTA_VERSION,
    );
    for (const [at, { name }] of wanted.entries()) {
      const result = response[at];
      answers.set(name, result === undefined ? wireError('UNKNOWN_SERVER_ERROR', 'no answer') : resultError(result));
    }
  }
  return { results: [...answers].map(([name, error]) => ({ name, ...error })) };
}

const DUPLICATE = wireError('INVALID_REQUEST', 'the topic occurs more than once in the request');

function uniqueNames({ topics }: CreatePartitionsRequest): string[] {
  return [...new Set(topics.map(({ name }) => name))];
}
