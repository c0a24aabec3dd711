import { assert, type Bytes, DraveError } from '@drave/base';
import type { CodecName, Compute } from '@drave/env';
import { asBuffer } from './header.js';

export type CompressionType = 'none' | CodecName;

/** The types by Kafka's id, the three low bits of a batch's attributes. */
export const compressionTypes: readonly CompressionType[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
export const CODEC_ID_MAX = compressionTypes.length - 1;

export function codecById(id: number): CompressionType | undefined {
  return compressionTypes[id];
}

export function codecId(type: CompressionType): number {
  const id = compressionTypes.indexOf(type);
  assert(id >= 0, `unknown compression type ${type}`);
  return id;
}

/** Compresses the records section of a batch the way Kafka's own clients write it (snappy in xerial framing). */
export async function compressRecords(codec: CodecName, records: Uint8Array, compute: Compute): Promise<Uint8Array> {
  return codec === 'snappy' ? compressXerial(records, compute) : compute.compress(codec, records);
}

/**
 * The inverse; accepts raw snappy and xerial framing, because both are in the wild.
 * @throws DraveError CORRUPT_MESSAGE on garbage, or when the output would pass `outputBytesMax`.
 */
export async function decompressRecords(
  codec: CodecName,
  input: Uint8Array,
  compute: Compute,
  outputBytesMax: Bytes,
): Promise<Uint8Array> {
  if (codec === 'snappy' && isXerial(asBuffer(input)))
    return decompressXerial(asBuffer(input), compute, outputBytesMax);
  return compute.decompress(codec, input, outputBytesMax);
}

/** Magic, then version 1 and lowest compatible version 1; then blocks, each a 32-bit length and a raw snappy block. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER = Buffer.concat([XERIAL_MAGIC, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])]);
const XERIAL_BLOCK_BYTES = 32 * 1024;

function isXerial(input: Buffer): boolean {
  return input.length >= XERIAL_HEADER.length && input.compare(XERIAL_MAGIC, 0, 8, 0, 8) === 0;
}

async function compressXerial(records: Uint8Array, compute: Compute): Promise<Uint8Array> {
  const parts: Uint8Array[] = [XERIAL_HEADER];
  for (let at = 0; at < records.length; at += XERIAL_BLOCK_BYTES) {
    const block = await compute.compress('snappy', records.subarray(at, at + XERIAL_BLOCK_BYTES));
    const length = Buffer.allocUnsafe(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

async function decompressXerial(input: Buffer, compute: Compute, outputBytesMax: Bytes): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let outputBytes = 0;
  let at = XERIAL_HEADER.length;
  while (at < input.length) {
    const length = input.length - at < 4 ? -1 : input.readInt32BE(at);
    at += 4;
    if (length <= 0 || length > input.length - at) {
      throw new DraveError('CORRUPT_MESSAGE', `a snappy block says ${length} bytes, ${input.length - at} are there`);
    }
    const block = await compute.decompress('snappy', input.subarray(at, at + length), outputBytesMax - outputBytes);
    outputBytes += block.length;
    parts.push(block);
    at += length;
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, outputBytes);
}
