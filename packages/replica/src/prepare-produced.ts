import { isDraveError } from '@drave/base';
import type { Compute } from '@drave/env';
import { codecById, openPlainRecords, openRecords, recompressBatch } from '@drave/records';
import type { BatchInfo } from '@drave/records';
import type { AppendFailure, ProduceSettings, RecordError } from './append.js';

/** What a topic demands that cannot be judged, or done, from the headers of the batches. */
export type Demands = Pick<ProduceSettings, 'compressionType' | 'keyRequired' | 'batchBytesMax'>;

export type Prepared = { readonly kind: 'ok'; readonly bytes: Buffer } | AppendFailure;

/**
 * `none`: append at once, the usual case. `now`: `checkPlainKeys` tells at once. `later`: a codec has work to do first,
 * see `prepareProduced`.
 */
export function workFor(batches: readonly BatchInfo[], demands: Demands): 'none' | 'now' | 'later' {
  if (batches.some((batch) => mustRecompress(batch, demands))) return 'later';
  if (!demands.keyRequired) return 'none';
  return batches.some(({ codecId }) => codecId !== 0) ? 'later' : 'now';
}

/** Of batches that are not compressed: undefined when every record has a key. */
export function checkPlainKeys(bytes: Buffer, batches: readonly BatchInfo[]): AppendFailure | undefined {
  return guarded(() => {
    const keys = new KeyCheck();
    for (const { position } of batches) {
      const cursor = openPlainRecords(bytes, position);
      for (let record = cursor?.next(); record !== undefined; record = cursor?.next()) keys.note(record.key !== null);
    }
    return keys.verdict();
  });
}

/** Opens the batches and does what the topic demands; the answer is what goes into the log instead. Never rejects. */
export async function prepareProduced(
  bytes: Buffer,
  batches: readonly BatchInfo[],
  demands: Demands,
  compute: Compute,
): Promise<Prepared> {
  try {
    const keys = new KeyCheck();
    const onRecord = demands.keyRequired ? (hasKey: boolean) => keys.note(hasKey) : undefined;
    const parts: Buffer[] = [];
    for (const batch of batches) parts.push(await prepareBatch(bytes, batch, demands, compute, onRecord));
    const tooLarge = parts.find((part) => part.length > demands.batchBytesMax);
    if (tooLarge !== undefined) {
      const message = `the batch has ${tooLarge.length} bytes under the topic's compression.type, max.message.bytes is ${demands.batchBytesMax}`;
      return { kind: 'failed', error: 'MESSAGE_TOO_LARGE', message };
    }
    return keys.verdict() ?? { kind: 'ok', bytes: joined(bytes, parts) };
  } catch (thrown) {
    return failureOf(thrown);
  }
}

async function prepareBatch(
  bytes: Buffer,
  batch: BatchInfo,
  demands: Demands,
  compute: Compute,
  onRecord: ((hasKey: boolean) => void) | undefined,
): Promise<Buffer> {
  const { compressionType } = demands;
  if (compressionType !== 'producer' && mustRecompress(batch, demands)) {
    const options = onRecord === undefined ? {} : { onRecord };
    return recompressBatch(bytes, batch.position, compressionType, compute, options);
  }
  if (onRecord !== undefined) {
    const cursor = await openRecords(bytes, batch.position, compute);
    for (let record = cursor.next(); record !== undefined; record = cursor.next()) onRecord(record.key !== null);
  }
  return bytes.subarray(batch.position, batch.position + batch.sizeBytes);
}

function mustRecompress(batch: BatchInfo, { compressionType }: Demands): boolean {
  return compressionType !== 'producer' && codecById(batch.codecId) !== compressionType;
}

/** Collects the records without a key. */
class KeyCheck {
  private readonly errors: RecordError[] = [];
  private seen = 0;
  private faulty = 0;

  note(hasKey: boolean): void {
    const batchIndex = this.seen++;
    if (hasKey) return;
    this.faulty++;
    if (this.errors.length < RECORD_ERRORS_MAX)
      this.errors.push({ batchIndex, message: 'the topic is compacted: every record needs a key' });
  }

  verdict(): AppendFailure | undefined {
    if (this.faulty === 0) return undefined;
    const message = `${this.faulty} of ${this.seen} records have no key, which a compacted topic demands; none was written`;
    return { kind: 'failed', error: 'INVALID_RECORD', message, recordErrors: this.errors };
  }
}

/** So many are told; a producer that sends more of them has one fault, not thousands. */
const RECORD_ERRORS_MAX = 1_000;

/** One buffer again; the original one when nothing changed. */
function joined(bytes: Buffer, parts: readonly Buffer[]): Buffer {
  if (parts.every((part) => part.buffer === bytes.buffer)) return bytes;
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

function guarded(check: () => AppendFailure | undefined): AppendFailure | undefined {
  try {
    return check();
  } catch (thrown) {
    return failureOf(thrown);
  }
}

/** What a codec or a decoder says of bytes from outside. Anything else is our own mistake. */
function failureOf(thrown: unknown): AppendFailure {
  if (!isDraveError(thrown)) throw thrown;
  return { kind: 'failed', error: thrown.code, message: thrown.message };
}
