import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { CodecName, Compute } from '../compute.js';
import { lz4BytesMax } from '../codecs/lz4-frame.js';
import { corrupt, tooLarge } from '../codecs/codec-errors.js';
import { compressPure, decompressPure } from '../codecs/pure-codecs.js';
import { snappyLength } from '../codecs/snappy-block.js';
import { zstdBytesMax } from '../codecs/zstd-frame.js';
import { loadLz4, loadSnappy, loadZstd } from './native-codecs.js';

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

/** A long job gives the event loop a turn after this long. */
const TURN_BUDGET_MS = 5;
/** Native decoders allocate as they go; one whose bound is at most this far above what is allowed may run. */
const BOUND_SLACK_BYTES = 4 * 1024 * 1024;

/**
 * Codecs on the thread pool: built in, native where the optional packages are installed, plain JavaScript otherwise.
 */
export class NodeCompute implements Compute {
  async compress(codec: CodecName, input: Uint8Array): Promise<Uint8Array> {
    switch (codec) {
      case 'gzip':
        return gzipAsync(input);
      case 'snappy':
        return (await loadSnappy())?.compress(input) ?? compressPure(codec, input);
      case 'lz4':
        return (await loadLz4())?.compressFrame(input) ?? compressPure(codec, input);
      case 'zstd':
        return (await loadZstd())?.compress(asBuffer(input)) ?? compressPure(codec, input);
    }
  }

  async decompress(codec: CodecName, input: Uint8Array, outputBytesMax: number): Promise<Uint8Array> {
    let output: Uint8Array;
    try {
      output = await decompressUnchecked(codec, input, outputBytesMax);
    } catch (reason) {
      throw corrupt(codec, reason);
    }
    if (output.length > outputBytesMax) throw tooLarge(codec, outputBytesMax);
    return output;
  }

  worked(): void {}

  async slices(step: () => boolean): Promise<void> {
    for (;;) {
      const endMs = performance.now() + TURN_BUDGET_MS;
      do {
        if (!step()) return;
      } while (performance.now() < endMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** The output may exceed the maximum by the slack, never by more: what could is decoded by our own bounded decoders. */
async function decompressUnchecked(codec: CodecName, input: Uint8Array, outputBytesMax: number): Promise<Uint8Array> {
  switch (codec) {
    case 'gzip':
      return gunzipAsync(input, { maxOutputLength: Math.max(1, outputBytesMax) });
    case 'snappy': {
      if (snappyLength(input).length > outputBytesMax) throw tooLarge(codec, outputBytesMax);
      const output = await (await loadSnappy())?.uncompress(input, { asBuffer: true });
      return output instanceof Uint8Array ? output : decompressPure(codec, input, outputBytesMax);
    }
    case 'lz4': {
      const bounded = lz4BytesMax(input) <= outputBytesMax + BOUND_SLACK_BYTES;
      const native = bounded ? await loadLz4() : undefined;
      return native?.decompressFrame(input) ?? decompressPure(codec, input, outputBytesMax);
    }
    case 'zstd': {
      const bounded = zstdBytesMax(input) <= outputBytesMax + BOUND_SLACK_BYTES;
      const native = bounded ? await loadZstd() : undefined;
      return native?.decompress(asBuffer(input)) ?? decompressPure(codec, input, outputBytesMax);
    }
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
