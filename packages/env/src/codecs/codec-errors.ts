import { DraveError, isDraveError, isError } from '@drave/base';
import type { CodecName } from '../compute.js';

/** What a failed decompression becomes. */
export function corrupt(codec: CodecName, cause: unknown): DraveError {
  if (isDraveError(cause)) return cause;
  const text = isError(cause) ? cause.message : String(cause);
  return new DraveError('CORRUPT_MESSAGE', `cannot decompress ${codec}: ${text}`, { cause });
}

export function tooLarge(codec: CodecName, outputBytesMax: number): DraveError {
  return new DraveError('CORRUPT_MESSAGE', `cannot decompress ${codec}: more than ${outputBytesMax} bytes come out`);
}
