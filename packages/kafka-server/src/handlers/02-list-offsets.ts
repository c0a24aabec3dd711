import { errors } from '@drave/base';
import type { ListOffsetsResponse } from '@drave/broker';
import {
  apis,
  type ListOffsetsRequest,
  type ListOffsetsResponseInput,
  type ListOffsetsResponsePartitionInput,
} from '@drave/kafka-protocol';
import type { OffsetQuery } from '@drave/replica';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * ListOffsets, versions 0 to 11.
 *
 * The first offset (-2), the end that this client may read to (-1), the record with the largest timestamp (-3, from
 * version 7 on), or the first record at or after a timestamp. Only leaders answer. Without tiered storage the earliest
 * local offset (-4, from version 8 on) is the first one; the latest tiered one (-5, from 9 on) and the earliest that is
 * still to be uploaded (-6, from 11 on) are unknown. A partition that is named twice is INVALID_REQUEST each time. How
 * long the client waits for tiered storage (from version 10 on) does not matter.
 *
 * Version 0 answers with a list: the end and the first offset, or the one that was asked for.
 *
 * Deviations: version 0 does not list the base offsets of segments.
 */
export const listOffsetsRow: HandlerRow<ListOffsetsRequest, ListOffsetsResponseInput> = {
  api: apis.ListOffsets,
  minVersion: 0,
  maxVersion: 11,
  handle,
  refuse: (errorCode, _message, request) => ({
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode, oldStyleOffsets: [] })),
    })),
  }),
};

const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;
const LATEST_TIERED = -5;
const EARLIEST_PENDING_UPLOAD = -6;

const earliestQuery: OffsetQuery = { kind: 'earliest' };

type Asked = ListOffsetsRequest['topics'][number]['partitions'][number];
type Place = { readonly topic: string; readonly one: Asked };
type Found = ListOffsetsResponse['partitions'][number];

async function handle(context: HandlerContext, request: ListOffsetsRequest): Promise<ListOffsetsResponseInput> {
  const { version } = context;
  const asked = request.topics.flatMap(({ name: topic, partitions }) => partitions.map((one) => ({ topic, one })));
  const twice = namedTwice(asked);
  const queries = asked.map((each) => (twice.has(placeOf(each)) ? 'twice' : queryOf(each.one.timestamp, version)));
  const found = await lookUp(context, request, asked, queries);
  const firsts =
    version === 0
      ? await lookUp(
          context,
          request,
          asked,
          asked.map(() => earliestQuery),
        )
      : [];
  let at = 0;
  return {
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((one) => {
        const index = at++;
        const query = queries[index];
        if (isNone(query)) return without(one, query);
        return version === 0 ? oldAnswer(one, found[index], firsts[index]) : answer(one, found[index]);
      }),
    })),
  };
}

function placeOf({ topic, one }: Place): string {
  return `${topic}/${one.partitionIndex}`;
}

function namedTwice(asked: readonly Place[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const place of asked.map(placeOf)) (seen.has(place) ? twice : seen).add(place);
  return twice;
}

/** What is not for the log, and its answer. */
const withoutQuery = {
  /** There is no such offset here. */
  unknown: 0,
  /** This version has no such question. */
  refused: errors.UNSUPPORTED_VERSION.kafka,
  twice: errors.INVALID_REQUEST.kafka,
} as const;
type NoQuery = keyof typeof withoutQuery;

function isNone(query: OffsetQuery | NoQuery | undefined): query is NoQuery {
  return typeof query === 'string';
}

function queryOf(timestampMs: number, version: number): OffsetQuery | NoQuery {
  if (timestampMs >= 0) return { kind: 'timestamp', timestampMs };
  if (timestampMs === LATEST) return { kind: 'latest' };
  if (timestampMs === EARLIEST) return earliestQuery;
  if (timestampMs === MAX_TIMESTAMP && version >= 7) return { kind: 'maxTimestamp' };
  if (timestampMs === EARLIEST_LOCAL && version >= 8) return earliestQuery;
  if (timestampMs === LATEST_TIERED && version >= 9) return 'unknown';
  return timestampMs === EARLIEST_PENDING_UPLOAD && version >= 11 ? 'unknown' : 'refused';
}

/** Answers in the order of `asked`; there are holes where the query is none for the log. */
async function lookUp(
  { domain, caller }: HandlerContext,
  { isolationLevel }: ListOffsetsRequest,
  asked: readonly Place[],
  queries: readonly (OffsetQuery | NoQuery)[],
): Promise<(Found | undefined)[]> {
  const places: number[] = [];
  const partitions = asked.flatMap(({ topic, one }, at) => {
    const query = queries[at];
    if (query === undefined || isNone(query)) return [];
    places.push(at);
    const currentLeaderEpoch = one.currentLeaderEpoch < 0 ? undefined : one.currentLeaderEpoch;
    return [{ topic, partition: one.partitionIndex, currentLeaderEpoch, query }];
  });
  const isolation = isolationLevel === 1 ? 'readCommitted' : 'readUncommitted';
  const response = await domain.broker.listOffsets(caller, { isolation, partitions });
  const found: (Found | undefined)[] = asked.map(() => undefined);
  for (const [at, place] of places.entries()) found[place] = response.partitions[at];
  return found;
}

function answer({ partitionIndex }: Asked, found: Found | undefined): ListOffsetsResponsePartitionInput {
  if (found === undefined || found.failure !== undefined)
    return {
      partitionIndex,
      errorCode: errors[found?.failure?.code ?? 'UNKNOWN_SERVER_ERROR'].kafka,
      oldStyleOffsets: [],
    };
  const { offset, timestampMs: timestamp, leaderEpoch } = found;
  return { partitionIndex, errorCode: 0, offset, timestamp, leaderEpoch, oldStyleOffsets: [] };
}

function oldAnswer(one: Asked, found: Found | undefined, first: Found | undefined): ListOffsetsResponsePartitionInput {
  const { partitionIndex, maxNumOffsets, timestamp } = one;
  const failure = found?.failure ?? first?.failure;
  if (found === undefined || first === undefined || failure !== undefined)
    return { partitionIndex, errorCode: errors[failure?.code ?? 'UNKNOWN_SERVER_ERROR'].kafka, oldStyleOffsets: [] };
  const isEnd = timestamp === LATEST && first.offset !== found.offset;
  const offsets = isEnd ? [found.offset, first.offset] : found.offset < 0 ? [] : [found.offset];
  return { partitionIndex, errorCode: 0, oldStyleOffsets: offsets.slice(0, Math.max(0, maxNumOffsets)) };
}

function without({ partitionIndex }: Asked, query: NoQuery): ListOffsetsResponsePartitionInput {
  return { partitionIndex, errorCode: withoutQuery[query], oldStyleOffsets: [] };
}
