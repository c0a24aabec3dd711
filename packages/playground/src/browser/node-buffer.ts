import { Buffer } from 'buffer';

const BASE64_URL = 'base64url';

/**
 * Gives the library's `Buffer` the one encoding that the product uses and the library lacks. Reading, the library takes
 * both alphabets of base64, with padding and without.
 */
export function nodeBuffer(): typeof Buffer {
  const { from } = Buffer;
  const { toString, write } = Buffer.prototype;
  Object.assign(Buffer, {
    from: (value: unknown, ...rest: unknown[]) => Reflect.apply(from, Buffer, [value, ...rest.map(known)]) as unknown,
  });
  Object.assign(Buffer.prototype, {
    write(value: string, ...rest: unknown[]): unknown {
      return Reflect.apply(write, this, [value, ...rest.map(known)]);
    },
    toString(...parameters: unknown[]): string {
      const text = Reflect.apply(toString, this, parameters.map(known)) as string;
      if (parameters[0] !== BASE64_URL) return text;
      return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    },
  });
  return Buffer;
}

function known(parameter: unknown): unknown {
  return parameter === BASE64_URL ? 'base64' : parameter;
}
