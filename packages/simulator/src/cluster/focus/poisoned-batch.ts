import { DraveError, type ErrorCode } from '@drave/base';
import type { KeyedRecord } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import {
  BATCH_CRC_START,
  BATCH_HEADER_BYTES,
  BatchBuilder,
  codecById,
  CODEC_MASK,
  CONTROL_BIT,
  crc32c,
  decodeRecords,
  TRANSACTIONAL_BIT,
  type CompressionType,
} from '@drave/records';
import { textOf } from './table-reader.js';

/** What a client sends to a compacted topic, and what its broker may say to that. */
export interface ClientBatch {
  readonly bytes: Buffer;
  /** What a client reads of it, the offsets within the batch; undefined when none can. */
  readonly records: readonly KeyedRecord[] | undefined;
  /** `must`: no fault of the batch excuses a refusal. `may`: it can be read, and yet break a rule. */
  readonly accepted: 'must' | 'may' | 'never';
  /** The errors with which the broker may refuse it. */
  readonly refusals: ReadonlySet<ErrorCode>;
}

const codecs: readonly CompressionType[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
/** Offsets within a batch of format 2. */
const at = {
  crc: 17,
  attributes: BATCH_CRC_START,
  lastOffsetDelta: 23,
  count: 57,
  records: BATCH_HEADER_BYTES,
} as const;
const KEY_COUNT = 4;
const VALUE_BYTES_MAX = 80;
/** No controller gives out ids as large. */
const INVENTED_PRODUCER_ID = 2 ** 40;

const none: ReadonlySet<ErrorCode> = new Set();
const malformed: ReadonlySet<ErrorCode> = new Set(['CORRUPT_MESSAGE', 'INVALID_RECORD'] as const);
const untimely: ReadonlySet<ErrorCode> = new Set([...malformed, 'INVALID_TIMESTAMP'] as const);

/** Draws batches with right checksums, some of them with wrong content; values are unique. */
export class PoisonedBatches {
  private readonly host: SimHost;
  private count = 0;

  constructor(host: SimHost) {
    this.host = host;
  }

  async draw(): Promise<ClientBatch> {
    switch (this.host.random.integer(10)) {
      case 0:
        return this.spoilt(await this.sound(), (batch) => this.otherCodec(batch));
      case 1:
        return this.spoilt(await this.sound(), (batch) => batch.fill(this.host.random.integer(256), at.records));
      case 2:
        return this.spoilt(await this.sound(), (batch) => this.sprinkle(batch));
      case 3:
        return refused(await this.sound(), malformed, (batch) => addTo(batch, at.count, this.some()));
      case 4:
        return refused(await this.sound(), malformed, (batch) => addTo(batch, at.lastOffsetDelta, this.some()));
      case 5:
        // The header agrees with itself; only the records tell.
        return refused(await this.sound(), malformed, (batch) => {
          const more = this.some();
          addTo(batch, at.count, more);
          addTo(batch, at.lastOffsetDelta, more);
        });
      case 6:
        return this.forbidden();
      case 7:
        return refused(await this.build(null), malformed, () => {});
      default:
        return this.sound();
    }
  }

  /** A batch that cannot be opened, as a broker may have stored it that looked at headers only. */
  async unreadable(): Promise<Buffer> {
    const { bytes } = await this.sound();
    setBits(bytes, codecs.indexOf('gzip'));
    bytes.fill(0xa5, at.records);
    return sealed(bytes);
  }

  sound(): Promise<ClientBatch> {
    return this.build(`k${this.host.random.integer(KEY_COUNT)}`);
  }

  private async build(firstKey: string | null): Promise<ClientBatch> {
    const { random, env } = this.host;
    const builder = new BatchBuilder();
    const records: KeyedRecord[] = [];
    for (let left = 1 + random.integer(KEY_COUNT); left > 0; left -= 1) {
      const key = records.length === 0 ? firstKey : `k${random.integer(KEY_COUNT)}`;
      const value = `${this.count++}|${'x'.repeat(random.integer(VALUE_BYTES_MAX))}`;
      builder.append(env.clock.wallMs(), key === null ? null : Buffer.from(key), Buffer.from(value));
      records.push({ offset: records.length, key: key ?? '', value });
    }
    const codec = codecs[random.integer(codecs.length)] ?? 'none';
    const bytes = codec === 'none' ? builder.finish({}) : await builder.finishCompressed(codec, env.compute, {});
    return { bytes: Buffer.from(bytes), records, accepted: 'must', refusals: none };
  }

  /** A transaction that no coordinator has begun (KIP-890), or what only brokers write. */
  private async forbidden(): Promise<ClientBatch> {
    const batch = await this.sound();
    switch (this.host.random.integer(3)) {
      case 0:
        return refused(batch, malformed, (bytes) => setBits(bytes, TRANSACTIONAL_BIT));
      case 1:
        return refused(batch, malformed, (bytes) => setBits(bytes, CONTROL_BIT));
      default:
        return refused(batch, new Set(['INVALID_TXN_STATE'] as const), (bytes) => {
          setBits(bytes, TRANSACTIONAL_BIT);
          bytes.writeBigInt64BE(BigInt(INVENTED_PRODUCER_ID + this.count), producerAt.id);
          bytes.writeInt16BE(0, producerAt.epoch);
          bytes.writeInt32BE(0, producerAt.sequence);
        });
    }
  }

  /** What is left of the records after that is what a reader makes of it, if anything. */
  private async spoilt(batch: ClientBatch, spoil: (bytes: Buffer) => void): Promise<ClientBatch> {
    const bytes = Buffer.from(batch.bytes);
    spoil(bytes);
    if (bytes.equals(batch.bytes)) return batch;
    sealed(bytes);
    const records = await this.read(bytes);
    const accepted = records === undefined ? 'never' : 'may';
    return { bytes, records, accepted, refusals: untimely };
  }

  private async read(bytes: Buffer): Promise<KeyedRecord[] | undefined> {
    try {
      const records = await decodeRecords(bytes, 0, this.host.env.compute);
      return records.map(({ offset, key, value }) => ({ offset, key: textOf(key) ?? '', value: textOf(value) }));
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      return undefined;
    }
  }

  private otherCodec(batch: Buffer): void {
    const attributes = batch.readInt16BE(at.attributes) & ~CODEC_MASK;
    batch.writeInt16BE(attributes | this.host.random.integer(codecs.length), at.attributes);
  }

  private sprinkle(batch: Buffer): void {
    const { random } = this.host;
    for (let index: number = at.records; index < batch.length; index += 1 + random.integer(8))
      batch[index] = random.integer(256);
  }

  private some(): number {
    return 1 + this.host.random.integer(3);
  }
}

const producerAt = { id: 43, epoch: 51, sequence: 53 } as const;

/** An old client's protocol knows no zstd, and its broker says so before it looks at anything else (KIP-110). */
export function namesZstd(batch: Buffer): boolean {
  return codecById(batch.readInt16BE(at.attributes) & CODEC_MASK) === 'zstd';
}

function refused(batch: ClientBatch, refusals: ReadonlySet<ErrorCode>, spoil: (bytes: Buffer) => void): ClientBatch {
  spoil(batch.bytes);
  return { bytes: sealed(batch.bytes), records: undefined, accepted: 'never', refusals };
}

function setBits(batch: Buffer, bits: number): void {
  batch.writeInt16BE(batch.readInt16BE(at.attributes) | bits, at.attributes);
}

function addTo(batch: Buffer, position: number, more: number): void {
  batch.writeInt32BE(batch.readInt32BE(position) + more, position);
}

/** The batch with the checksum of what it holds now. */
function sealed(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch, at.attributes) >>> 0, at.crc);
  return batch;
}
