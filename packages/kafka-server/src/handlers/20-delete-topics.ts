import { errors, UUID_ZERO, type TopicId, repeated } from '@drave/base';
import type { TopicSelector } from '@drave/controller';
import {
  apis,
  type DeleteTopicsRequest,
  type DeleteTopicsResponseInput,
  type DeleteTopicsResponseTopicInput,
} from '@drave/kafka-protocol';
import type { MetadataImage } from '@drave/metadata';
import { denyTopic } from './access.js';
import { changeWithinQuota, NO_ERROR, resultError, wireError, type WireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DeleteTopics, versions 1 to 6.
 *
 * By name, from version 6 on also by id. The answer comes when the topic is out of the metadata, and this broker knows
 * that, as far as the client's time goes; the files go later.
 *
 * Deviations: the topics of the coordinators are not deleted (INVALID_TOPIC_EXCEPTION).
 */
export const deleteTopicsRow: HandlerRow<DeleteTopicsRequest, DeleteTopicsResponseInput> = {
  api: apis.DeleteTopics,
  minVersion: 1,
  maxVersion: 6,
  handle,
  refuse: (errorCode, errorMessage, request, version) => {
    // Older clients do not know the code of version 3.
    const known = errorCode !== errors.TOPIC_DELETION_DISABLED.kafka || version >= 3;
    const error = { errorCode: known ? errorCode : errors.INVALID_REQUEST.kafka, errorMessage };
    return { responses: askedFrom(request).map((asked) => answer(asked, error)) };
  },
};

interface Asked {
  readonly name: string | null;
  readonly topicId: TopicId;
}

/** From here on a client knows THROTTLING_QUOTA_EXCEEDED (KIP-599). */
const QUOTA_VERSION = 5;

async function handle(context: HandlerContext, request: DeleteTopicsRequest): Promise<DeleteTopicsResponseInput> {
  const all = askedFrom(request);
  const { image } = context.domain.feed;
  const twice = repeated(all.map((asked) => identityOf(asked)));
  const responses: DeleteTopicsResponseTopicInput[] = [];
  const wanted: Asked[] = [];
  for (const asked of distinct(all)) {
    const error = shapeError(asked) ?? (twice.has(identityOf(asked)) ? DUPLICATE : undefined);
    if (error === undefined) wanted.push(asked);
    else responses.push(answer(asked, error));
  }
  if (wanted.length > 0) {
    const topics = wanted.map(selectorOf);
    const { response } = await changeWithinQuota(
      context,
      request.timeoutMs,
      { kind: 'deleteTopics', topics },
      QUOTA_VERSION,
    );
    for (const [at, asked] of wanted.entries()) {
      const result = response[at];
      if (result === undefined) responses.push(answer(asked, wireError('UNKNOWN_SERVER_ERROR', 'no answer')));
      else if (result.kind === 'ok') responses.push({ ...result.value, ...NO_ERROR });
      else responses.push(answer(named(context, image, asked), resultError(result)));
    }
  }
  return { responses };
}

const DUPLICATE = wireError('INVALID_REQUEST', 'the topic occurs more than once in the request');

function askedFrom({ topics, topicNames }: DeleteTopicsRequest): readonly Asked[] {
  return [...topicNames.map((name) => ({ name, topicId: UUID_ZERO })), ...topics];
}

function shapeError({ name, topicId }: Asked): WireError | undefined {
  if (name !== null && topicId !== UUID_ZERO)
    return wireError('INVALID_REQUEST', 'a topic is named by its name or by its id, not by both');
  if (name === null && topicId === UUID_ZERO) return wireError('INVALID_REQUEST', 'a topic has neither name nor id');
  return undefined;
}

function selectorOf({ name, topicId }: Asked): TopicSelector {
  return topicId === UUID_ZERO ? { name: name ?? '' } : { topicId };
}

/** What was told by its id has its name in the answer, for who may see that. */
function named(context: HandlerContext, image: MetadataImage, asked: Asked): Asked {
  const name = asked.name ?? image.topic(asked.topicId)?.name;
  if (name === undefined || denyTopic(context, 'describe', name, 'passedOver') !== undefined) return asked;
  return { ...asked, name };
}

function identityOf({ name, topicId }: Asked): string {
  return `${topicId}/${name ?? ''}`;
}

function distinct(all: readonly Asked[]): Asked[] {
  return [...new Map(all.map((asked) => [identityOf(asked), asked])).values()];
}

function answer({ name, topicId }: Asked, error: WireError): DeleteTopicsResponseTopicInput {
  return { name, topicId, ...error };
}
