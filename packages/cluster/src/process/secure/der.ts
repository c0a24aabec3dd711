/** ASN.1 in its distinguished encoding (X.690), as far as certificates take it: each function writes one value. */

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

export function setOf(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x31, ...parts);
}

/** `[number] EXPLICIT` of RFC 5280. */
export function explicit(number: number, ...parts: readonly Uint8Array[]): Buffer {
  return tagged(0xa0 + number, ...parts);
}

/** `[number] IMPLICIT` of a value that has no parts. */
export function implicit(number: number, content: Uint8Array): Buffer {
  return tagged(0x80 + number, content);
}

/** A number that is not negative, from its bytes, the highest first. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const content = first < 0 ? Buffer.of(0) : bytes.subarray(first);
  // With its highest bit set it would be read as negative.
  return tagged(0x02, (content[0] ?? 0) < 0x80 ? Buffer.of() : Buffer.of(0), content);
}

export function trueValue(): Buffer {
  return tagged(0x01, Buffer.of(0xff));
}

/** `unusedBits`: how many of the last byte's lowest bits are none of the value. */
export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return tagged(0x03, Buffer.of(unusedBits), bytes);
}

export function octetString(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x04, ...parts);
}

export function utf8String(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text, 'utf8'));
}

/** `1.2.840.10045.4.3.2`: the first two numbers share a byte, the others have seven bits in each of theirs. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(inSevens)));
}

/** To the second. Years before 2050 have two digits, as RFC 5280 wants it. */
export function time(wallMs: number): Buffer {
  const digits = new Date(wallMs).toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '');
  const isShort = digits < '2050';
  return tagged(isShort ? 0x17 : 0x18, Buffer.from(isShort ? digits.slice(2) : digits, 'ascii'));
}

function inSevens(value: number): number[] {
  const sevens = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) sevens.unshift(128 + (rest % 128));
  return sevens;
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, ...lengthBytes(content.length)), content]);
}

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 + bytes.length, ...bytes];
}
