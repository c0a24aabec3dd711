import { gzip, Inflate } from 'pako';

/** The part of `node:zlib` that the simulated world uses. A port of the same library, so it writes the same bytes. */
export function gzipSync(input: Uint8Array): Uint8Array {
  return Buffer.from(gzip(input));
}

/** @throws Error on garbage, on what is cut short, and when the output would be larger than `maxOutputLength`. */
export function gunzipSync(input: Uint8Array, { maxOutputLength }: { readonly maxOutputLength: number }): Uint8Array {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const inflate = new Inflate();
  inflate.onData = (part) => {
    bytes += part.length;
    if (bytes > maxOutputLength) throw new RangeError(`more than ${maxOutputLength} bytes come out`);
    parts.push(part);
  };
  inflate.push(input, true);
  if (inflate.err !== 0) throw new Error(inflate.msg === '' ? 'not in the format of gzip' : inflate.msg);
  if (!inflate.ended) throw new Error('the input ends too early');
  return Buffer.concat(parts);
}
