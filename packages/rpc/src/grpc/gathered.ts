import { asBuffer } from './status.js';

/**
 * A message in pieces, to be handed to grpc-js, which puts five bytes before every message and therefore copies it into
 * a buffer of its own. All that it asks of a message on the way there is its length and `copy`; answering those from
 * the pieces makes that copy the only one. It is made before `send` resolves.
 */
export function gathered(pieces: readonly Uint8Array[]): Buffer {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return asBuffer(only);
  return new GatheredMessage(pieces) as unknown as Buffer;
}

class GatheredMessage {
  readonly length: number;
  private readonly pieces: readonly Uint8Array[];

  constructor(pieces: readonly Uint8Array[]) {
    let length = 0;
    for (const piece of pieces) length += piece.length;
    this.length = length;
    this.pieces = pieces;
  }

  /** What the server's side asks for instead of `length`. */
  get byteLength(): number {
    return this.length;
  }

  copy(target: Uint8Array, at: number): number {
    let position = at;
    for (const piece of this.pieces) {
      target.set(piece, position);
      position += piece.length;
    }
    return this.length;
  }
}
