import {
  DraveError,
  errorCodeFromKafka,
  errors,
  type ErrorCode,
  type PartitionIndex,
  type TopicName,
} from '@drave/base';
import {
  transactionPartitionsOf,
  type AddedPartition,
  type LeaderQuestion,
  type MarkerResult,
  type SentMarker,
  type TransactionPartitions,
} from '@drave/coordinator';
import type { transactionV1 } from '@drave/rpc';

/** What brokers say to each other about transactions, to and from `drave.transaction.v1`. */
export function encodeQuestion({ partitions, ...question }: LeaderQuestion): transactionV1.Transaction {
  return { ...question, topics: encodePartitions(partitions) };
}

export function decodeQuestion({ topics, ...question }: transactionV1.Transaction): LeaderQuestion {
  return { ...question, partitions: decodePartitions(topics) };
}

export function encodeMarker({ partitions, result, ...marker }: SentMarker): transactionV1.Marker {
  return { ...marker, commit: result === 'commit', topics: encodePartitions(partitions) };
}

export function decodeMarker({ topics, commit, ...marker }: transactionV1.Marker): SentMarker {
  return { ...marker, result: commit ? 'commit' : 'abort', partitions: decodePartitions(topics) };
}

export function encodeAnswers(answers: readonly (readonly AddedPartition[])[]): transactionV1.AddPartitionsResponse {
  return { transactions: answers.map((partitions) => ({ partitions: partitions.map(encodeResult) })) };
}

export function decodeAnswers(
  { transactions }: transactionV1.AddPartitionsResponse,
  asked: number,
): readonly (readonly AddedPartition[])[] {
  if (transactions.length !== asked) throw tooFew(transactions.length, asked);
  return transactions.map(({ partitions }) => partitions.map(decodeResult));
}

/** `results` are in the order in which the markers and their partitions were asked for. */
export function encodeMarkerResults(
  markers: readonly SentMarker[],
  results: readonly MarkerResult[],
): transactionV1.WriteMarkersResponse {
  let at = 0;
  return {
    markers: markers.map(({ partitions }) => {
      let count = 0;
      for (const indexes of partitions.values()) count += indexes.length;
      const ofMarker = results.slice(at, at + count);
      at += count;
      return { partitions: ofMarker.map(encodeResult) };
    }),
  };
}

export function decodeMarkerResults(
  { markers }: transactionV1.WriteMarkersResponse,
  sent: readonly SentMarker[],
): readonly MarkerResult[] {
  if (markers.length !== sent.length) throw tooFew(markers.length, sent.length);
  return sent.flatMap(({ producerId }, at) =>
    (markers[at]?.partitions ?? []).map((result) => ({ producerId, ...decodeResult(result) })),
  );
}

function encodePartitions(partitions: TransactionPartitions): transactionV1.TopicPartitions[] {
  return [...partitions].map(([topic, indexes]) => ({ topic, partitions: [...indexes] }));
}

function decodePartitions(topics: readonly transactionV1.TopicPartitions[]): TransactionPartitions {
  return transactionPartitionsOf(topics.map(({ topic, partitions }) => [topic, partitions] as const));
}

interface PartitionOutcome {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly failure: ErrorCode | undefined;
}

function encodeResult({ topic, partition, failure }: PartitionOutcome): transactionV1.PartitionResult {
  return { topic, partition, errorCode: failure === undefined ? 0 : errors[failure].kafka };
}

function decodeResult({ topic, partition, errorCode }: transactionV1.PartitionResult): PartitionOutcome {
  return { topic, partition, failure: errorCode === 0 ? undefined : errorCodeFromKafka(errorCode) };
}

function tooFew(answers: number, asked: number): DraveError {
  return new DraveError('UNKNOWN_SERVER_ERROR', `${answers} answers came to ${asked} questions`);
}
