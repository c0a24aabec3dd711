/** File content that grows by doubling; what was never written reads as zero. */
export class GrowableBytes {
  private buffer = new Uint8Array(0);
  private length = 0;

  get size(): number {
    return this.length;
  }

  write(bytes: Uint8Array, position: number): void {
    this.reserve(position + bytes.length);
    this.buffer.set(bytes, position);
    this.length = Math.max(this.length, position + bytes.length);
  }

  resize(size: number): void {
    this.reserve(size);
    if (size < this.length) this.buffer.fill(0, size, this.length);
    this.length = size;
  }

  read(target: Uint8Array, position: number): number {
    if (position >= this.length) return 0;
    const part = this.buffer.subarray(position, Math.min(this.length, position + target.length));
    target.set(part);
    return part.length;
  }

  copy(): GrowableBytes {
    const other = new GrowableBytes();
    other.write(this.buffer.subarray(0, this.length), 0);
    return other;
  }

  toBytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  flipBit(position: number, bit: number): void {
    if (position < this.length) this.buffer[position] = (this.buffer[position] as number) ^ (1 << bit);
  }

  private reserve(capacity: number): void {
    if (capacity <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(capacity, this.buffer.length * 2, 1024));
    grown.set(this.buffer);
    this.buffer = grown;
  }
}
