import { createNodeEnv } from '@drave/env/node';
import { silentLogger, type CodecName } from '@drave/env';
import { compressRecords, decompressRecords } from '@drave/records';
import kafkajs from 'kafkajs';

/** kafkajs brings gzip; the others are plugged in, from the libraries that this workspace has. */
const { CompressionCodecs, CompressionTypes } = kafkajs;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

export const codecTypes = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
} as const;

/** Registers every codec for this process; the caller closes what it returns. */
export function plugCodecs(): { close: () => void } {
  const env = createNodeEnv({ logger: silentLogger });
  const codec = (name: CodecName) => () => ({
    compress: async (encoder: { readonly buffer: Buffer }) =>
      Buffer.from(await compressRecords(name, encoder.buffer, env.compute)),
    decompress: async (input: Buffer) =>
      Buffer.from(await decompressRecords(name, input, env.compute, OUTPUT_BYTES_MAX)),
  });
  CompressionCodecs[CompressionTypes.Snappy] = codec('snappy');
  CompressionCodecs[CompressionTypes.LZ4] = codec('lz4');
  CompressionCodecs[CompressionTypes.ZSTD] = codec('zstd');
  return { close: () => env.close() };
}
