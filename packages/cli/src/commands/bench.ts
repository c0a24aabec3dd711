import { DraveError, type Millis } from '@drave/base';
import type { Acks, Client, RawConsumer, RawProducer } from '@drave/client';
import type { NodeEnv } from '@drave/env/node';
import { LatencyHistogram } from '../bench/latency-histogram.js';
import { printJson, type OutputOptions } from '../output.js';
import { progressOn } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { partitionsOf } from './partition-offsets.js';
import { pause } from './pause.js';

export interface BenchOptions extends ConnectOptions, OutputOptions {
  readonly numRecords: number;
}

export interface BenchProduceOptions extends BenchOptions {
  /** Bytes of each value. */
  readonly recordSize: number;
  /** Records per second; undefined for as fast as possible. */
  readonly throughput?: number;
  readonly acks: '0' | '1' | 'all';
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly batchSize?: number;
  /** In ms. */
  readonly linger?: number;
}

export interface BenchEndToEndOptions extends BenchOptions {
  readonly recordSize: number;
  readonly acks: '1' | 'all';
}

/** As Kafka's tools count megabytes. */
const MEGABYTE = 1_048_576;
/** Different enough that no codec makes one of them out of another. */
const VALUES = 64;
const POLL_RECORDS = 5_000;
/** A record that has not come after this time was lost, or the cluster stands still. */
const ARRIVAL_TIMEOUT_MS: Millis = 30_000;

/**
 * `drave bench produce`: how many records a second the cluster takes, and how long each waits for its acknowledgement.
 */
export async function benchProduce(terminal: Terminal, topic: string, options: BenchProduceOptions): Promise<void> {
  await withClient(terminal, options, async (client, env) => {
    await partitionsOf(client, topic, undefined);
    const latencies = new LatencyHistogram();
    let failure: DraveError | undefined;
    const producer = client.rawProducer({
      acks: options.acks === 'all' ? 'all' : (Number(options.acks) as Acks),
      compressionType: options.compression,
      ...(options.batchSize === undefined ? {} : { batchSize: options.batchSize }),
      ...(options.linger === undefined ? {} : { lingerMs: options.linger }),
      onBatch: ({ error, tokens }) => {
        failure ??= error;
        const nowMs = env.clock.monotonicMs();
        if (error === undefined) for (const sentMs of tokens) latencies.add(nowMs - (sentMs as Millis));
      },
    });
    const interruption = terminal.interruption();
    const startedMs = env.clock.monotonicMs();
    await sendRecords({ terminal, env, producer, topic, options, latencies, interruption, failed: () => failure });
    const tookMs = env.clock.monotonicMs() - startedMs;
    await producer.close();
    const { count: records } = latencies;
    report(terminal, options, { topic, ...ratesOf(records, records * options.recordSize, tookMs) }, latencies, 'sent');
    if (failure !== undefined) throw failure;
    if (interruption.aborted) throw interrupted();
  });
}

interface Sending {
  readonly terminal: Terminal;
  readonly env: NodeEnv;
  readonly producer: RawProducer;
  readonly topic: string;
  readonly options: BenchProduceOptions;
  readonly latencies: LatencyHistogram;
  readonly interruption: AbortSignal;
  readonly failed: () => DraveError | undefined;
}

/** Resolves when all are acknowledged, or after the first failure. */
async function sendRecords(sending: Sending): Promise<void> {
  const { terminal, env, producer, topic, options, latencies, interruption, failed } = sending;
  const { numRecords, recordSize, throughput } = options;
  const values = Array.from({ length: VALUES }, () => lettersOf(env, recordSize));
  const progress = progressOn(terminal, env.clock, `written to ${topic}`);
  const startedMs = env.clock.monotonicMs();
  try {
    for (let sent = 0; sent < numRecords && !interruption.aborted && failed() === undefined; sent += 1) {
      const value = values[sent % VALUES] ?? null;
      while (!producer.append({ topic, key: null, value }, env.clock.monotonicMs())) await producer.room();
      progress.advance(latencies.count, numRecords);
      const earlyMs =
        throughput === undefined ? 0 : startedMs + ((sent + 1) * 1_000) / throughput - env.clock.monotonicMs();
      if (earlyMs > 0) await pause(env.timers, earlyMs, interruption);
    }
    await producer.flush();
  } finally {
    progress.end();
  }
}

/** `drave bench consume`: how fast the records of a topic are read, from its start to what is its end now. */
export async function benchConsume(terminal: Terminal, topic: string, options: BenchOptions): Promise<void> {
  await withClient(terminal, options, async (client, env) => {
    const partitions = await partitionsOf(client, topic, undefined);
    const consumer = client.rawConsumer();
    const interruption = terminal.interruption();
    const ends = await consumer.endOffsets(partitions);
    const starts = await consumer.beginningOffsets(partitions);
    consumer.assign(partitions.map((where, index) => ({ ...where, from: starts[index] ?? 'earliest' })));
    const isOver = (): boolean =>
      partitions.every((where, index) => (consumer.position(where) ?? starts[index] ?? 0) >= (ends[index] ?? 0));
    const stored = ends.reduce((sum, end, index) => sum + end - (starts[index] ?? 0), 0);
    const wanted = Math.min(stored, options.numRecords);
    const progress = progressOn(terminal, env.clock, `read from ${topic}`);
    const startedMs = env.clock.monotonicMs();
    let [records, bytes] = [0, 0];
    let firstRecordMs: Millis | undefined;
    try {
      while (records < options.numRecords && !isOver() && !interruption.aborted) {
        const maxRecords = Math.min(POLL_RECORDS, options.numRecords - records);
        for (const { records: found } of await consumer.poll({ timeoutMs: 200, maxRecords })) {
          firstRecordMs ??= env.clock.monotonicMs() - startedMs;
          records += found.length;
          for (const { key, value } of found) bytes += (key?.length ?? 0) + (value?.length ?? 0);
        }
        progress.advance(records, wanted);
      }
    } finally {
      progress.end();
    }
    const rates = ratesOf(records, bytes, env.clock.monotonicMs() - startedMs);
    await consumer.close();
    const document = { topic, ...rates, firstRecordMs: firstRecordMs === undefined ? null : rounded(firstRecordMs) };
    if (options.output === 'json') printJson(terminal, document);
    else
      terminal.line(
        `${records} records read${rateText(rates)}${firstRecordMs === undefined ? '' : `, ${ms(firstRecordMs)} to the first record`}.`,
      );
    if (interruption.aborted) throw interrupted();
  });
}

/** `drave bench e2e`: how long one record after the other takes from its producer to a consumer. */
export async function benchEndToEnd(terminal: Terminal, topic: string, options: BenchEndToEndOptions): Promise<void> {
  await withClient(terminal, options, async (client, env) => {
    const consumer = await consumerAtEnd(client, topic);
    const producer = client.rawProducer({ acks: options.acks === 'all' ? 'all' : 1, lingerMs: 0 });
    const interruption = terminal.interruption();
    const latencies = new LatencyHistogram();
    const progress = progressOn(terminal, env.clock, `through ${topic}`);
    const startedMs = env.clock.monotonicMs();
    try {
      while (latencies.count < options.numRecords && !interruption.aborted) {
        const value = lettersOf(env, options.recordSize);
        const sentMs = env.clock.monotonicMs();
        const sending = producer.send({ topic, key: null, value });
        await Promise.all([sending, arrivalOf(consumer, value, env, interruption)]);
        if (!interruption.aborted) latencies.add(env.clock.monotonicMs() - sentMs);
        progress.advance(latencies.count, options.numRecords);
      }
    } finally {
      progress.end();
    }
    const { count: records } = latencies;
    const tookMs = env.clock.monotonicMs() - startedMs;
    await Promise.all([producer.close(), consumer.close()]);
    const rates = ratesOf(records, records * options.recordSize, tookMs);
    report(terminal, options, { topic, ...rates }, latencies, 'sent and read, one after the other');
    if (interruption.aborted) throw interrupted();
  });
}

async function consumerAtEnd(client: Client, topic: string): Promise<RawConsumer> {
  const partitions = await partitionsOf(client, topic, undefined);
  const consumer = client.rawConsumer();
  const ends = await consumer.endOffsets(partitions);
  consumer.assign(partitions.map((where, index) => ({ ...where, from: ends[index] ?? 'latest' })));
  return consumer;
}

/** Resolves when the record with this value is read; others are passed over. @throws DraveError REQUEST_TIMED_OUT. */
async function arrivalOf(
  consumer: RawConsumer,
  value: Uint8Array,
  { clock }: NodeEnv,
  interruption: AbortSignal,
): Promise<void> {
  const deadlineMs = clock.monotonicMs() + ARRIVAL_TIMEOUT_MS;
  while (!interruption.aborted) {
    const found = await consumer.poll({ timeoutMs: 200 });
    if (found.some(({ records }) => records.some((record) => record.value?.equals(value) === true))) return;
    if (clock.monotonicMs() >= deadlineMs)
      throw new DraveError(
        'REQUEST_TIMED_OUT',
        `a record was not read within ${ARRIVAL_TIMEOUT_MS / 1_000} s: see drave health`,
      );
  }
}

interface Rates {
  readonly records: number;
  readonly bytes: number;
  readonly tookMs: Millis;
  readonly recordsPerSecond: number;
  /** Of 1,048,576 bytes. */
  readonly megabytesPerSecond: number;
}

function ratesOf(records: number, bytes: number, tookMs: Millis): Rates {
  const perSecond = (amount: number): number => (tookMs <= 0 ? 0 : rounded((amount / tookMs) * 1_000));
  const megabytesPerSecond = perSecond(bytes / MEGABYTE);
  return { records, bytes, tookMs: rounded(tookMs), recordsPerSecond: perSecond(records), megabytesPerSecond };
}

const percentiles = { p50: 0.5, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

function report(
  terminal: Terminal,
  { output }: OutputOptions,
  rates: Rates & { readonly topic: string },
  latencies: LatencyHistogram,
  done: string,
): void {
  const isEmpty = latencies.count === 0;
  const shares = Object.entries(percentiles).map(([name, share]) => [name, latencies.percentileMs(share)] as const);
  if (output === 'json') {
    const { averageMs: avg, maxMs: max } = latencies;
    const figures = Object.entries({ avg, max, ...Object.fromEntries(shares) });
    const latencyMs = Object.fromEntries(figures.map(([name, value]) => [name, isEmpty ? null : rounded(value)]));
    printJson(terminal, { ...rates, latencyMs });
    return;
  }
  const words = ['50th', '95th', '99th', '99.9th'];
  const latency = isEmpty
    ? ''
    : `, ${ms(latencies.averageMs)} avg latency, ${ms(latencies.maxMs)} max latency, ${shares
        .map(([, value], index) => `${ms(value)} ${words[index]}`)
        .join(', ')}`;
  terminal.line(`${rates.records} records ${done}${rateText(rates)}${latency}.`);
}

function rateText({ recordsPerSecond, megabytesPerSecond }: Rates): string {
  return `, ${recordsPerSecond.toFixed(1)} records/sec (${megabytesPerSecond.toFixed(2)} MB/sec)`;
}

function ms(value: Millis): string {
  return `${value.toFixed(2)} ms`;
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** Letters at random: bytes that people can look at, and that no codec makes much smaller. */
function lettersOf({ random }: NodeEnv, length: number): Buffer {
  const letters = Buffer.from(random.bytes(length));
  for (const [index, byte] of letters.entries()) letters[index] = 0x41 + (byte % 26);
  return letters;
}

function interrupted(): DraveError {
  return new DraveError('CANCELLED', 'interrupted; the figures are those of what was done until then');
}
