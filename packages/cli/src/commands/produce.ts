import { DraveError, type Millis } from '@drave/base';
import type { Acks, BatchReport, RawProducer } from '@drave/client';
import type { Timers } from '@drave/env';
import type { NodeEnv } from '@drave/env/node';
import { printJson, printTable, type OutputOptions } from '../output.js';
import { progressOn } from '../progress.js';
import { linesOf } from '../records/lines.js';
import { untilAborted } from '../records/until-aborted.js';
import { recordFromJson, type PlainRecord } from '../records/record-json.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

export interface ProduceOptions extends ConnectOptions, OutputOptions {
  readonly key?: string;
  readonly keySeparator?: string;
  /** With `keySeparator`: whether a line without the separator is a value without a key. */
  readonly keyOptional?: boolean;
  /** Whether a topic that does not exist is created, with the cluster's defaults. */
  readonly create?: boolean;
  readonly header?: Readonly<Record<string, string>>;
  readonly partition?: number;
  readonly input: 'lines' | 'json';
  readonly acks: '0' | '1' | 'all';
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly count: number;
  /** Records per second; undefined for as fast as possible. */
  readonly rate?: number;
}

const LINE_BYTES_MAX = 12 * 1024 * 1024;

/**
 * `drave produce`: writes the given values, or the lines of standard input, as one record each. @throws DraveError when
 * a record was not written.
 */
export async function produce(
  terminal: Terminal,
  topic: string,
  values: readonly string[],
  options: ProduceOptions,
): Promise<void> {
  const startedMs = terminal.wallMs();
  const tally = new Tally();
  await withClient(terminal, options, async (client, env) => {
    if (options.create !== true && (await client.topic(topic)) === undefined)
      throw new DraveError(
        'UNKNOWN_TOPIC_OR_PARTITION',
        `there is no topic '${topic}'; make it with drave topic create ${topic}, or give --create`,
      );
    const producer = client.rawProducer({
      acks: options.acks === 'all' ? 'all' : (Number(options.acks) as Acks),
      compressionType: options.compression,
      onBatch: (report) => tally.take(report),
    });
    const interruption = terminal.interruption();
    const records =
      values.length > 0 ? typed(values, options) : read(untilAborted(terminal.input(), interruption), options);
    try {
      const total = values.length > 0 ? values.length * options.count : undefined;
      const progress = progressOn(terminal, env.clock, `written to ${topic}`);
      const onSent = (): void => {
        if (total === undefined) progress.tell(`${tally.acknowledged} records`);
        else progress.advance(tally.acknowledged, total);
      };
      try {
        await sendAll(producer, topic, records, tally, { rate: options.rate, env, interruption, onSent });
      } finally {
        progress.end();
      }
    } catch (reason) {
      const { code, message, details } = DraveError.from(reason);
      // The records before the bad one were sent. The error counts them, because repeating the input would write them
      // again.
      await producer.flush();
      const count = tally.acknowledged;
      const before = count === 1 ? '1 record before it was' : `${count} records before it were`;
      throw new DraveError(code, `${message}; ${before} written`, details);
    } finally {
      await producer.close();
    }
  });
  report(terminal, topic, tally, terminal.wallMs() - startedMs, options);
}

interface Pace {
  /** Records per second; undefined for as fast as possible. */
  readonly rate: number | undefined;
  readonly env: Pick<NodeEnv, 'clock' | 'timers'>;
  readonly interruption: AbortSignal;
  /** Called after each record. */
  readonly onSent: () => void;
}

/** Sends every record. @throws DraveError CANCELLED when it was interrupted; what was read until then is sent first. */
async function sendAll(
  producer: RawProducer,
  topic: string,
  records: AsyncIterable<PlainRecord>,
  tally: Tally,
  { rate, env, interruption, onSent }: Pace,
): Promise<void> {
  const startedMs = env.clock.monotonicMs();
  for await (const record of records) {
    // The line that was read last may be incomplete, because it was being typed.
    if (interruption.aborted) break;
    while (!producer.append({ topic, ...record })) await producer.room();
    tally.sent += 1;
    onSent();
    // Each record has its own time from the start on, so that what the sending takes does not make the rate smaller.
    const earlyMs = rate === undefined ? 0 : startedMs + (tally.sent * 1_000) / rate - env.clock.monotonicMs();
    if (earlyMs > 0) await pause(env.timers, earlyMs, interruption);
    // Most failures, such as a topic that does not exist, concern every record, so reading stops.
    if (tally.failure !== undefined) break;
  }
  await producer.flush();
  if (interruption.aborted) throw new DraveError('CANCELLED', 'interrupted');
}

async function pause(timers: Timers, delayMs: Millis, interruption: AbortSignal): Promise<void> {
  try {
    await timers.sleep(delayMs, interruption);
  } catch (reason) {
    if (!interruption.aborted) throw reason;
  }
}

/** Counts sent, acknowledged and failed records, batch by batch. */
class Tally {
  sent = 0;
  acknowledged = 0;
  failed = 0;
  failure: DraveError | undefined;
  readonly partitions = new Map<number, { records: number; firstOffset: number; lastOffset: number }>();

  take(batch: BatchReport): void {
    if (batch.error !== undefined) {
      this.failed += batch.recordCount;
      this.failure ??= batch.error;
      return;
    }
    this.acknowledged += batch.recordCount;
    const known = this.partitions.get(batch.partition);
    const lastOffset = batch.baseOffset < 0 ? -1 : batch.baseOffset + batch.recordCount - 1;
    if (known === undefined) {
      const { recordCount: records, baseOffset: firstOffset } = batch;
      this.partitions.set(batch.partition, { records, firstOffset, lastOffset });
      return;
    }
    known.records += batch.recordCount;
    known.lastOffset = Math.max(known.lastOffset, lastOffset);
  }
}

function report(terminal: Terminal, topic: string, tally: Tally, tookMs: number, options: OutputOptions): void {
  const partitions = [...tally.partitions]
    .toSorted(([one], [other]) => one - other)
    .map(([partition, where]) => ({ partition, ...where }));
  const { acknowledged, failed, failure } = tally;
  if (options.output === 'json') printJson(terminal, { topic, acknowledged, failed, tookMs, partitions });
  else if (acknowledged > 0) {
    printTable(
      terminal,
      ['partition', 'records', 'first offset', 'last offset'],
      partitions.map((one) => [one.partition, one.records, one.firstOffset, one.lastOffset]),
    );
  }
  if (failure === undefined) return;
  const { message, code, details } = failure;
  throw new DraveError(code, `${failed} of ${tally.sent} records were not written: ${message}`, details);
}

async function* typed(values: readonly string[], options: ProduceOptions): AsyncGenerator<PlainRecord> {
  for (let n = 0; n < options.count; n += 1)
    for (const [index, value] of values.entries())
      yield fromText(Buffer.from(value.replaceAll('{{n}}', String(n))), `value ${index + 1}`, options);
}

async function* read(input: AsyncIterable<Uint8Array>, options: ProduceOptions): AsyncGenerator<PlainRecord> {
  let lineNumber = 0;
  for await (const line of linesOf(input, LINE_BYTES_MAX)) {
    lineNumber += 1;
    if (options.input === 'lines') yield fromText(line, `line ${lineNumber} of the input`, options);
    else if (line.length > 0) yield recordFromJson(Buffer.from(line).toString('utf8'), lineNumber);
  }
}

function fromText(line: Uint8Array, where: string, options: ProduceOptions): PlainRecord {
  const { key, value } = splitKey(line, where, options);
  const headers = Object.entries(options.header ?? {}).map(([name, text]) => ({ key: name, value: Buffer.from(text) }));
  return { key, value, headers, partition: options.partition, timestamp: undefined };
}

/** @throws DraveError INVALID_REQUEST when the separator is missing and must be there. */
function splitKey(
  line: Uint8Array,
  where: string,
  { keySeparator, key, keyOptional }: ProduceOptions,
): { key: Uint8Array | null; value: Uint8Array } {
  if (keySeparator !== undefined) {
    const separator = Buffer.from(keySeparator);
    const at = Buffer.from(line.buffer, line.byteOffset, line.length).indexOf(separator);
    if (at >= 0) return { key: line.subarray(0, at), value: line.subarray(at + separator.length) };
    if (keyOptional !== true)
      throw new DraveError(
        'INVALID_REQUEST',
        `${where} has no key separator '${keySeparator}'; give --key-optional to write such lines without a key`,
      );
  }
  return { key: key === undefined ? null : Buffer.from(key), value: line };
}
