import { LOAD_HEADER, type LoadRecorder } from '../load-recorder.js';
import { withMethods } from './with-methods.js';
import { idInHeaders, wrappedGroup, type WrapConsumerOptions } from './wrapped-consumer.js';
import {
  WrappedProducer,
  type RecordSink,
  type SentRecord,
  type WrappedTransaction,
  type WrapProducerOptions,
} from './wrapped-producer.js';

/**
 * A Producer or HighLevelProducer of node-rdkafka, or of the part of confluent-kafka-javascript that is like it. A
 * Producer needs `dr_cb: true`, and to be polled: without delivery reports nobody knows what became of a record.
 */
export interface RdkafkaProducer {
  produce(...parameters: never[]): unknown;
  prependListener(event: string, listener: (...parameters: unknown[]) => void): unknown;
}

/** A KafkaConsumer of either; everything that it consumes passes its `data` event. */
export interface RdkafkaConsumer {
  prependListener(event: string, listener: (...parameters: unknown[]) => void): unknown;
}

interface Report {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  opaque?: unknown;
}

interface RdkafkaMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly headers?: readonly object[];
}

type Delivered = (failure: unknown, offset: number | null) => void;
type Ended = (failure: unknown) => void;

interface Library {
  produce(
    topic: string,
    partition: number | null | undefined,
    value: unknown,
    key: unknown,
    timestamp: unknown,
    ...rest: unknown[]
  ): unknown;
  prependListener(event: string, listener: (failure: unknown, report: Report | undefined) => void): unknown;
  beginTransaction(ended: Ended): void;
  commitTransaction(...parameters: unknown[]): void;
  abortTransaction(...parameters: unknown[]): void;
}

/** Goes with a record as its opaque, and comes back with its report. */
class Parcel {
  readonly sent: SentRecord;
  readonly sink: RecordSink;
  readonly opaque: unknown;

  constructor(sent: SentRecord, sink: RecordSink, opaque: unknown) {
    this.sent = sent;
    this.sink = sink;
    this.opaque = opaque;
  }
}

export function wrapNodeRdkafkaProducer<P extends RdkafkaProducer>(
  recorder: LoadRecorder,
  producer: P,
  options: WrapProducerOptions,
): P {
  const wrapped = new WrappedProducer(recorder, 'node-rdkafka', options, false);
  const library = producer as unknown as Library;
  let transaction: WrappedTransaction | undefined;
  // Before the application's listeners, so that they see their own opaque.
  library.prependListener('delivery-report', (failure, report) => {
    if (!(report?.opaque instanceof Parcel)) return;
    const { sent, sink, opaque } = report.opaque;
    report.opaque = opaque;
    settle(sink, sent, failure, report.partition, report.offset);
  });
  const end =
    (outcome: 'committed' | 'aborted', method: 'commitTransaction' | 'abortTransaction') =>
    (...parameters: unknown[]): void => {
      const ending = transaction;
      const callback = parameters.at(-1) as Ended;
      library[method](...parameters.slice(0, -1), (failure: unknown) => {
        const hasFailed = failure !== null && failure !== undefined;
        ending?.ended(hasFailed ? 'unknown' : outcome, failure);
        callback(failure);
      });
    };
  return withMethods(producer, {
    produce: producing(library, wrapped, () => transaction ?? wrapped),
    beginTransaction: (callback: Ended) => {
      transaction = wrapped.transaction();
      library.beginTransaction(callback);
    },
    commitTransaction: end('committed', 'commitTransaction'),
    abortTransaction: end('aborted', 'abortTransaction'),
  });
}

function producing(library: Library, wrapped: WrappedProducer, sinkNow: () => RecordSink): Library['produce'] {
  return (topic, partition, value, key, timestamp, ...rest) => {
    if (!wrapped.isForTopic(topic)) return library.produce(topic, partition, value, key, timestamp, ...rest);
    const sink = sinkNow();
    const sent = sink.sent(partition ?? undefined);
    const delivered = rest.at(-1);
    try {
      if (typeof delivered !== 'function') {
        const [opaque, headers] = rest;
        const parcel = new Parcel(sent, sink, opaque);
        return library.produce(topic, partition, value, key, timestamp, parcel, withId(headers, sent));
      }
      const headers = rest.length > 1 ? rest[0] : undefined;
      const noted: Delivered = (failure, offset) => {
        settle(sink, sent, failure, sent.partition, offset);
        (delivered as Delivered)(failure, offset);
      };
      return library.produce(topic, partition, value, key, timestamp, withId(headers, sent), noted);
    } catch (reason) {
      sink.failed([sent], reason);
      throw reason;
    }
  };
}

function settle(
  sink: RecordSink,
  sent: SentRecord,
  failure: unknown,
  partition: number | undefined,
  offset: number | null,
): void {
  if (failure !== null && failure !== undefined) return sink.failed([sent], failure);
  // A high-level producer does not say to which partition a record went.
  const isPlaced = partition !== undefined && offset !== null && offset >= 0;
  sink.acknowledged([sent], isPlaced ? [{ partition, baseOffset: offset }] : []);
}

function withId(headers: unknown, { record }: SentRecord): object[] {
  return [...(Array.isArray(headers) ? (headers as object[]) : []), { [LOAD_HEADER]: record.id }];
}

export function wrapNodeRdkafkaConsumer<C extends RdkafkaConsumer>(
  recorder: LoadRecorder,
  consumer: C,
  options: WrapConsumerOptions,
): C {
  const group = wrappedGroup(recorder, 'node-rdkafka', options);
  const library = consumer as unknown as {
    prependListener(event: string, listener: (message: RdkafkaMessage) => void): unknown;
  };
  library.prependListener('data', ({ topic, partition, offset, headers }) =>
    recorder.given(group, topic, partition, offset, idInHeaders(headers)),
  );
  return consumer;
}
