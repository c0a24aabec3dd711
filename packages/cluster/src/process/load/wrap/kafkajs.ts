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

/**
 * A producer of kafkajs, or of the part of confluent-kafka-javascript that is like it, as far as it is wrapped. What
 * the library's own types say of parameters is not needed: `never` accepts each of them.
 */
export interface KafkajsProducer {
  send(record: never): Promise<unknown>;
  sendBatch(batch: never): Promise<unknown>;
  transaction(): Promise<unknown>;
  isIdempotent?(): boolean;
}

/** A consumer of either. */
export interface KafkajsConsumer {
  run(config: never): Promise<void>;
}

interface Sender {
  send(record: KafkajsRecord): Promise<Answers>;
  sendBatch(batch: KafkajsBatch): Promise<Answers>;
}

interface KafkajsRecord {
  readonly topic: string;
  readonly messages: readonly { readonly partition?: number | null; readonly headers?: object | undefined }[];
}

interface KafkajsBatch {
  readonly topicMessages?: readonly KafkajsRecord[];
}

type Answers = readonly {
  readonly topicName: string;
  readonly partition: number;
  readonly baseOffset?: string;
  readonly offset?: string;
}[];

interface KafkajsTransaction extends Sender {
  commit(): Promise<void>;
  abort(): Promise<void>;
}

export function wrapKafkajsProducer<P extends KafkajsProducer>(
  recorder: LoadRecorder,
  producer: P,
  options: WrapProducerOptions,
): P {
  const wrapped = new WrappedProducer(recorder, 'kafkajs', options, producer.isIdempotent?.() ?? false);
  return withMethods(producer, {
    ...sending(producer as unknown as Sender, wrapped, wrapped),
    transaction: async () => {
      const transaction = (await producer.transaction()) as KafkajsTransaction;
      const records = wrapped.transaction();
      return withMethods(transaction, {
        ...sending(transaction, wrapped, records),
        commit: () => records.endedBy('committed', () => transaction.commit()),
        abort: () => records.endedBy('aborted', () => transaction.abort()),
      });
    },
  });
}

function sending(sender: Sender, wrapped: WrappedProducer, sink: RecordSink): Sender {
  const noted = async (
    records: readonly KafkajsRecord[],
    send: (marked: readonly KafkajsRecord[]) => Promise<Answers>,
  ): Promise<Answers> => {
    const sent: SentRecord[] = [];
    const marked = records.map((record) => {
      if (!wrapped.isForTopic(record.topic)) return record;
      const messages = record.messages.map((message) => {
        const one = sink.sent(message.partition ?? undefined);
        sent.push(one);
        return { ...message, headers: { ...message.headers, [LOAD_HEADER]: one.record.id } };
      });
      return { ...record, messages };
    });
    let answers: Answers;
    try {
      answers = await send(marked);
    } catch (reason) {
      sink.failed(sent, reason);
      throw reason;
    }
    sink.acknowledged(sent, batchesOf(answers.filter(({ topicName }) => wrapped.isForTopic(topicName))));
    return answers;
  };
  return {
    send: (record) => noted([record], ([marked]) => sender.send(marked ?? record)),
    sendBatch: (batch) =>
      noted(batch.topicMessages ?? [], (topicMessages) => sender.sendBatch({ ...batch, topicMessages })),
  };
}

function batchesOf(answers: Answers): WrittenBatch[] {
  return answers.map(({ partition, baseOffset, offset }) => ({
    partition,
    baseOffset: Number(baseOffset ?? offset ?? -1),
  }));
}

interface KafkajsMessage {
  readonly offset: string;
  readonly headers?: object;
}

interface EachMessage {
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkajsMessage;
}

interface EachBatch {
  readonly batch: { readonly topic: string; readonly partition: number; readonly messages: readonly KafkajsMessage[] };
}

interface Handlers {
  readonly eachMessage?: (payload: EachMessage) => Promise<void>;
  readonly eachBatch?: (payload: EachBatch) => Promise<void>;
}

export function wrapKafkajsConsumer<C extends KafkajsConsumer>(
  recorder: LoadRecorder,
  consumer: C,
  options: WrapConsumerOptions,
): C {
  const group = wrappedGroup(recorder, 'kafkajs', options);
  const given = (topic: string, partition: number, { offset, headers }: KafkajsMessage): void =>
    recorder.given(group, topic, partition, Number(offset), idInHeaders(headers));
  const run = (consumer as unknown as { run(config: Handlers): Promise<void> }).run.bind(consumer);
  return withMethods(consumer, {
    run: ({ eachMessage, eachBatch, ...rest }: Handlers = {}) =>
      run({
        ...rest,
        ...(eachMessage && {
          eachMessage: async (payload: EachMessage) => {
            given(payload.topic, payload.partition, payload.message);
            await eachMessage(payload);
          },
        }),
        ...(eachBatch && {
          eachBatch: async (payload: EachBatch) => {
            const { topic, partition, messages } = payload.batch;
            for (const message of messages) given(topic, partition, message);
            await eachBatch(payload);
          },
        }),
      }),
  });
}
