import { DraveError } from '@drave/base';
import { LOAD_HEADER, type LoadRecorder } from '../load-recorder.js';
import { withMethods } from './with-methods.js';
import { idInHeaders, wrappedGroup, type WrapConsumerOptions } from './wrapped-consumer.js';
import {
  WrappedProducer,
  type RecordSink,
  type SentRecord,
  type WrapProducerOptions,
  type WrittenBatch,
} from './wrapped-producer.js';

/** A producer of @platformatic/kafka, as far as it is wrapped: `send` with promises, also in transactions. */
export interface PlatformaticProducer {
  send(options: never): Promise<PlatformaticResult>;
}

/** A consumer of @platformatic/kafka. */
export interface PlatformaticConsumer {
  consume(options: never): Promise<AsyncIterable<unknown>>;
}

export interface WrapPlatformaticProducerOptions extends WrapProducerOptions {
  /** What the producer's serializers take for headers: `string` (default), or `bytes`. */
  readonly headers?: 'string' | 'bytes';
}

interface PlatformaticResult {
  readonly offsets?: readonly { readonly topic: string; readonly partition: number; readonly offset: bigint }[];
}

interface PlatformaticMessages {
  readonly messages: readonly {
    readonly topic: string;
    readonly partition?: number;
    readonly headers?: ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>;
  }[];
}

interface PlatformaticMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly headers: unknown;
}

interface Sender {
  send(options: PlatformaticMessages): Promise<PlatformaticResult>;
}

interface PlatformaticTransaction extends Sender {
  commit(): Promise<void>;
  abort(): Promise<void>;
}

export function wrapPlatformaticProducer<P extends PlatformaticProducer>(
  recorder: LoadRecorder,
  producer: P,
  options: WrapPlatformaticProducerOptions,
): P {
  const { headers = 'string' } = options;
  const wrapped = new WrappedProducer(recorder, 'platformatic', options, false);
  const begin = (producer as { beginTransaction?: (options: unknown) => Promise<PlatformaticTransaction> })
    .beginTransaction;
  return withMethods(producer, {
    send: sending(producer as unknown as Sender, wrapped, wrapped, headers),
    ...(begin && {
      beginTransaction: async (transactionOptions: unknown) => {
        const transaction = await begin.call(producer, transactionOptions);
        const records = wrapped.transaction();
        return withMethods(transaction, {
          send: sending(transaction, wrapped, records, headers),
          commit: () => records.endedBy('committed', () => transaction.commit()),
          abort: () => records.endedBy('aborted', () => transaction.abort()),
        });
      },
    }),
  });
}

function sending(sender: Sender, wrapped: WrappedProducer, sink: RecordSink, format: 'string' | 'bytes') {
  return async (options: PlatformaticMessages, callback?: unknown): Promise<PlatformaticResult> => {
    if (callback !== undefined)
      throw new DraveError('INVALID_REQUEST', 'a wrapped producer has no callbacks: await what send returns');
    const sent: SentRecord[] = [];
    const messages = options.messages.map((message) => {
      if (!wrapped.isForTopic(message.topic)) return message;
      const one = sink.sent(message.partition);
      sent.push(one);
      const id = format === 'bytes' ? Buffer.from(one.record.id, 'utf8') : one.record.id;
      const { headers = {} } = message;
      const entries: (readonly [unknown, unknown])[] = headers instanceof Map ? [...headers] : Object.entries(headers);
      entries.push([format === 'bytes' ? Buffer.from(LOAD_HEADER, 'utf8') : LOAD_HEADER, id]);
      const isMap = headers instanceof Map || format === 'bytes';
      return { ...message, headers: isMap ? new Map(entries) : Object.fromEntries(entries as [string, unknown][]) };
    });
    let result: PlatformaticResult;
    try {
      result = await sender.send({ ...options, messages });
    } catch (reason) {
      sink.failed(sent, reason);
      throw reason;
    }
    const ours = (result.offsets ?? []).filter(({ topic }) => wrapped.isForTopic(topic));
    sink.acknowledged(sent, ours.map(batchOf));
    return result;
  };
}

function batchOf({ partition, offset }: { readonly partition: number; readonly offset: bigint }): WrittenBatch {
  return { partition, baseOffset: Number(offset) };
}

/** The streams that it makes are read with `for await`, with listeners of `data`, or with `read`. */
export function wrapPlatformaticConsumer<C extends PlatformaticConsumer>(
  recorder: LoadRecorder,
  consumer: C,
  options: WrapConsumerOptions,
): C {
  const group = wrappedGroup(recorder, 'platformatic', options);
  const given = <M>(message: M): M => {
    if (message === null) return message;
    const { topic, partition, offset, headers } = message as unknown as PlatformaticMessage;
    recorder.given(group, topic, partition, Number(offset), idInHeaders(headers));
    return message;
  };
  return withMethods(consumer, {
    consume: async (...parameters: [never]) =>
      notedStream((await consumer.consume(...parameters)) as unknown as Stream, given),
  });
}

type Listener = (...parameters: unknown[]) => void;

interface Stream extends AsyncIterable<unknown> {
  on(event: string, listener: Listener): unknown;
  read(size?: number): unknown;
}

function notedStream(stream: Stream, given: (message: unknown) => unknown): Stream {
  const on = (event: string, listener: Listener): unknown => {
    stream.on(event, event === 'data' ? (message) => listener(given(message)) : listener);
    return wrapped;
  };
  const wrapped: Stream = withMethods(stream, {
    on,
    addListener: on,
    read: (size?: number) => given(stream.read(size)),
    async *[Symbol.asyncIterator]() {
      for await (const message of stream) yield given(message);
    },
  });
  return wrapped;
}
