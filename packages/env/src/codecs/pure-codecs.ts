import type { CodecName } from '../compute.js';
import { corrupt } from './codec-errors.js';
import { decodeLz4Frame, encodeLz4Frame } from './lz4-frame.js';
import { decodeSnappyBlock, encodeSnappyBlock } from './snappy-block.js';
import { decodeZstd, encodeZstdRaw } from './zstd-frame.js';

/** The codecs that we write ourselves; gzip is the platform's own. */
type PureCodecName = Exclude<CodecName, 'gzip'>;

/** The codecs without threads and without native code: for the simulator, and where a prebuilt codec is missing. */
export function compressPure(codec: PureCodecName, input: Uint8Array): Uint8Array {
  switch (codec) {
    case 'snappy':
      return encodeSnappyBlock(input);
    case 'lz4':
      return encodeLz4Frame(input);
    case 'zstd':
      return encodeZstdRaw(input);
  }
}

/** @throws DraveError CORRUPT_MESSAGE on garbage, and when the output would be larger than `outputBytesMax`. */
export function decompressPure(codec: PureCodecName, input: Uint8Array, outputBytesMax: number): Uint8Array {
  try {
    switch (codec) {
      case 'snappy':
        return decodeSnappyBlock(input, outputBytesMax);
      case 'lz4':
        return decodeLz4Frame(input, outputBytesMax);
      case 'zstd':
        return decodeZstd(input, outputBytesMax);
    }
  } catch (reason) {
    throw corrupt(codec, reason);
  }
}
