import { DraveError } from '@drave/base';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Yields the lines of a byte stream as bytes, without their line ends. The last line need not have one.
 *
 * @throws DraveError MESSAGE_TOO_LARGE for a line above `lineBytesMax`, before it is held whole.
 */
export async function* linesOf(input: AsyncIterable<Uint8Array>, lineBytesMax: number): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let heldBytes = 0;
  let lineNumber = 1;
  const check = (bytes: number): void => {
    if (bytes > lineBytesMax)
      throw new DraveError('MESSAGE_TOO_LARGE', `line ${lineNumber} is longer than ${lineBytesMax} bytes; split it`);
  };
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const tail = chunk.subarray(start, end);
      check(heldBytes + tail.length);
      yield withoutCarriageReturn(parts.length === 0 ? Buffer.from(tail) : Buffer.concat([...parts, tail]));
      parts = [];
      heldBytes = 0;
      start = end + 1;
      lineNumber += 1;
    }
    if (start === chunk.length) continue;
    parts.push(Buffer.from(chunk.subarray(start)));
    heldBytes += chunk.length - start;
    check(heldBytes);
  }
  if (heldBytes > 0) yield withoutCarriageReturn(Buffer.concat(parts));
}

function withoutCarriageReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}
