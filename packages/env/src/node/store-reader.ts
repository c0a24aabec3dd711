/**
 * Reads LevelDB's numbers and texts from one piece of bytes. Behind its end everything is 0 and empty, and not sound.
 */
export class StoreReader {
  private readonly bytes: Buffer;
  private position = 0;
  /** False once something was read that is not there. */
  sound = true;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get ended(): boolean {
    return !this.sound || this.position >= this.bytes.length;
  }

  /** At most 2^53 - 1: neither files nor places in them reach that. */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = this.bytes[this.position++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    this.sound = false;
    return 0;
  }

  text(): Buffer {
    return this.take(this.varint());
  }

  take(bytes: number): Buffer {
    const end = this.position + bytes;
    if (end > this.bytes.length) {
      this.sound = false;
      return Buffer.alloc(0);
    }
    const taken = this.bytes.subarray(this.position, end);
    this.position = end;
    return taken;
  }
}
