import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { LOAD_HEADER, LoadRecorder } from '../load-recorder.js';
import { wrapKafkajsConsumer, wrapKafkajsProducer } from './kafkajs.js';
import { wrapNodeRdkafkaConsumer, wrapNodeRdkafkaProducer } from './node-rdkafka.js';
import { wrapPlatformaticConsumer, wrapPlatformaticProducer } from './platformatic.js';

const topic = 'orders';
const place = 'orders/0';

function kinds({ ledger }: LoadRecorder): string[] {
  return ledger.check().map(({ kind }) => kind);
}

interface Sent {
  readonly topic: string;
  readonly messages: readonly { readonly value: string; readonly headers?: Readonly<Record<string, unknown>> }[];
}

/** As kafkajs and confluent-kafka-javascript; what it is sent is acknowledged from this offset on, or refused. */
function kafkajsProducer(answers: readonly (number | Error)[]) {
  const sent: Sent[] = [];
  const left = [...answers];
  const send = async (record: Sent) => {
    sent.push(record);
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return [{ topicName: record.topic, partition: 0, errorCode: 0, baseOffset: `${answer}` }];
  };
  const ends = { commit: async () => {}, abort: async () => {} };
  const sendBatch = async ({ topicMessages = [] }: { topicMessages?: Sent[] }) => {
    const all = await Promise.all(topicMessages.map(send));
    return all.flat();
  };
  return { sent, send, sendBatch, transaction: async () => ({ send, sendBatch, ...ends }) };
}

const idOf = (record: Sent | undefined, index = 0): string => `${record?.messages[index]?.headers?.[LOAD_HEADER]}`;

describe('a wrapped producer of kafkajs or confluent-kafka-javascript', () => {
  it('marks its records beside their own headers, and knows where they are', async () => {
    const recorder = new LoadRecorder('run', topic);
    const producer = kafkajsProducer([5]);
    const wrapped = wrapKafkajsProducer(recorder, producer, { idempotent: true });
    await wrapped.send({ topic, messages: [{ value: 'a', headers: { trace: 'x' } }, { value: 'b' }] });
    expect(producer.sent[0]?.messages[0]?.headers).toEqual({ trace: 'x', [LOAD_HEADER]: 'run/kafkajs 1/0' });
    recorder.ledger.found(place, 5, idOf(producer.sent[0]));
    expect(recorder.ledger.check()).toMatchObject([{ kind: 'lost', partition: place, offset: 6 }]);
  });

  it('leaves records of other topics alone', async () => {
    const recorder = new LoadRecorder('run', topic);
    const producer = kafkajsProducer([0, 0]);
    const wrapped = wrapKafkajsProducer(recorder, producer, {});
    await wrapped.sendBatch({ topicMessages: [{ topic: 'others', messages: [{ value: 'a' }] }] });
    expect(producer.sent[0]?.messages[0]).toEqual({ value: 'a' });
    expect(recorder.ledger.totals.sent).toBe(0);
  });

  it('passes a failure on, and demands nothing of its records', async () => {
    const recorder = new LoadRecorder('run', topic);
    const wrapped = wrapKafkajsProducer(recorder, kafkajsProducer([new Error('no leader')]), {});
    await expect(wrapped.send({ topic, messages: [{ value: 'a' }] })).rejects.toThrow('no leader');
    expect(recorder.ledger.totals).toMatchObject({ failed: 1, waiting: 0 });
    expect([...recorder.failures]).toEqual([['no leader', 1]]);
    expect(kinds(recorder)).toEqual([]);
  });

  it('gives the records of a transaction its outcome', async () => {
    const recorder = new LoadRecorder('run', topic);
    const producer = kafkajsProducer([0, 3]);
    const wrapped = wrapKafkajsProducer(recorder, producer, {});
    for (const end of ['commit', 'abort'] as const) {
      const transaction = await wrapped.transaction();
      await transaction.send({ topic, messages: [{ value: 'a' }, { value: 'b' }] });
      expect(recorder.ledger.totals.waiting).toBe(2);
      await transaction[end]();
    }
    expect(recorder.ledger.totals).toMatchObject({ acknowledged: 2, aborted: 2 });
    recorder.ledger.found(place, 0, idOf(producer.sent[0]));
    recorder.ledger.found(place, 3, idOf(producer.sent[1]));
    expect(kinds(recorder).toSorted()).toEqual(['aborted', 'lost', 'torn', 'torn']);
  });
});

describe('a wrapped consumer', () => {
  const given = (recorder: LoadRecorder) => recorder.ledger.deliveries;

  it('of kafkajs notes each message and each batch, whose headers may be lists', async () => {
    const recorder = new LoadRecorder('run', topic);
    recorder.session('p', { idempotent: true, confirms: true });
    let handlers: Record<string, (payload: object) => Promise<void>> = {};
    const consumer = {
      run: async (config: Record<string, (payload: object) => Promise<void>>) => {
        handlers = config;
      },
    };
    const seen: object[] = [];
    const note = async (payload: object) => void seen.push(payload);
    await wrapKafkajsConsumer(recorder, consumer, {}).run({ eachMessage: note, eachBatch: note });
    const message = (offset: string) => ({ offset, headers: { [LOAD_HEADER]: [Buffer.from('run/p/0')] } });
    await handlers['eachMessage']?.({ topic, partition: 0, message: message('0') });
    await handlers['eachBatch']?.({ batch: { topic, partition: 0, messages: [message('0'), message('1')] } });
    expect(given(recorder)).toEqual([{ group: 'kafkajs', read: 2, again: 1 }]);
    expect(seen).toHaveLength(2);
  });

  it('of node-rdkafka notes what passes its data event', () => {
    const recorder = new LoadRecorder('run', topic);
    const consumer = wrapNodeRdkafkaConsumer(recorder, new EventEmitter(), { group: 'app' });
    const headers = [{ trace: Buffer.from('x') }, { [LOAD_HEADER]: Buffer.from('run/p/0') }];
    consumer.emit('data', { topic, partition: 0, offset: 3, headers });
    consumer.emit('data', { topic, partition: 0, offset: 4, headers: [] });
    expect(given(recorder)).toEqual([{ group: 'app', read: 1, again: 0 }]);
  });

  it('of platformatic notes what is taken from its streams', async () => {
    const recorder = new LoadRecorder('run', topic);
    const headers = new Map([[Buffer.from(LOAD_HEADER), Buffer.from('run/p/0')]]);
    async function* stream() {
      yield { topic, partition: 0, offset: 0n, headers };
      yield { topic, partition: 0, offset: 1n, headers };
    }
    const wrapped = wrapPlatformaticConsumer(recorder, { consume: async (_: object) => stream() }, {});
    for await (const message of await wrapped.consume({})) {
      expect(message).toMatchObject({ offset: 0n });
      break;
    }
    expect(given(recorder)).toEqual([{ group: 'platformatic', read: 1, again: 0 }]);
  });
});

describe('a wrapped producer of node-rdkafka', () => {
  class Producer extends EventEmitter {
    readonly calls: unknown[][] = [];
    produce(...parameters: unknown[]): void {
      this.calls.push(parameters);
    }
  }

  it('gives the application its own opaque back, and fails what the report says', () => {
    const recorder = new LoadRecorder('run', topic);
    const producer = new Producer();
    const wrapped = wrapNodeRdkafkaProducer(recorder, producer, {});
    const opaques: unknown[] = [];
    wrapped.on('delivery-report', (_: unknown, report: { opaque: unknown }) => opaques.push(report.opaque));
    wrapped.produce(topic, null, Buffer.from('a'), 'a', 0, 'mine', [{ trace: 'x' }]);
    wrapped.produce(topic, 1, Buffer.from('b'), 'b', 0);
    const [first = [], second = []] = producer.calls;
    expect(first[6]).toEqual([{ trace: 'x' }, { [LOAD_HEADER]: 'run/node-rdkafka 1/0' }]);
    producer.emit('delivery-report', null, { topic, partition: 0, offset: 7, opaque: first[5] });
    producer.emit('delivery-report', new Error('timed out'), { topic, partition: 1, offset: -1, opaque: second[5] });
    expect(opaques).toEqual(['mine', undefined]);
    expect(recorder.ledger.totals).toMatchObject({ acknowledged: 1, failed: 1, waiting: 0 });
    expect(recorder.ledger.check()).toMatchObject([{ kind: 'lost', partition: place, offset: 7 }]);
  });
});

describe('a wrapped producer of platformatic', () => {
  it('marks records with text or bytes, as its serializers take them', async () => {
    const sent: { messages: { headers: unknown }[] }[] = [];
    const send = async (options: { messages: { topic: string; headers?: unknown }[] }, _callback?: () => void) => {
      sent.push(options as (typeof sent)[number]);
      return { offsets: [{ topic, partition: 0, offset: 4n }] };
    };
    for (const headers of ['string', 'bytes'] as const) {
      const recorder = new LoadRecorder('run', topic);
      const wrapped = wrapPlatformaticProducer(recorder, { send }, { headers });
      await wrapped.send({ messages: [{ topic }] });
      expect(recorder.ledger.check()).toMatchObject([{ kind: 'lost', offset: 4 }]);
      await expect(wrapped.send({ messages: [] }, () => {})).rejects.toThrow('has no callbacks');
    }
    expect(sent[0]?.messages[0]?.headers).toEqual({ [LOAD_HEADER]: 'run/platformatic 1/0' });
    const headers = sent[1]?.messages[0]?.headers;
    const [header] = headers instanceof Map ? [...(headers as Map<Buffer, Buffer>)] : [];
    expect(header?.map(String)).toEqual([LOAD_HEADER, 'run/platformatic 1/0']);
  });
});
