import fs from 'node:fs';
import type { DiskFile } from '../disk.js';
import { call, diskError } from './disk-error.js';
import type { DiskQuota } from '../disk-quota.js';
import type { SyncMeter } from './sync-meter.js';

/** Parts up to this many bytes in all are copied together: one buffer costs less than a vector of small ones. */
const GATHER_BYTES_MAX = 16 * 1024;

export class NodeDiskFile implements DiskFile {
  readonly path: string;
  private readonly descriptor: number;
  private readonly quota: DiskQuota | undefined;
  private readonly syncs: SyncMeter;
  /** How large the file is at least, as far as the quota needs to know. */
  private knownBytes: number;
  private open = true;

  constructor(path: string, descriptor: number, size: number, quota: DiskQuota | undefined, syncs: SyncMeter) {
    this.path = path;
    this.descriptor = descriptor;
    this.knownBytes = size;
    this.quota = quota;
    this.syncs = syncs;
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    this.mustBeOpen();
    let filled = 0;
    while (filled < buffer.length) {
      const count = await call<number>(this.path, (done) =>
        fs.read(this.descriptor, buffer, filled, buffer.length - filled, position + filled, done),
      );
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  async write(parts: readonly Uint8Array[], position: number): Promise<void> {
    this.mustBeOpen();
    let size = 0;
    for (const part of parts) size += part.length;
    if (size === 0) return;
    if (this.quota !== undefined) {
      const growth = position + size - this.knownBytes;
      if (growth > 0) await this.quota.charge(growth, this.path);
      this.knownBytes = Math.max(this.knownBytes, position + size);
    }
    if (parts.length === 1) return this.writeOne(parts[0] as Uint8Array, position);
    if (size <= GATHER_BYTES_MAX) return this.writeOne(Buffer.concat(parts as Uint8Array[], size), position);
    const written = await call<number>(this.path, (done) => fs.writev(this.descriptor, parts, position, done));
    // A short write is rare (a signal, a full disk): what is left goes out as one piece.
    if (written < size)
      await this.writeOne(Buffer.concat(parts as Uint8Array[], size).subarray(written), position + written);
  }

  async truncate(size: number): Promise<void> {
    this.mustBeOpen();
    await call(this.path, (done) => fs.ftruncate(this.descriptor, size, done));
    this.knownBytes = size;
  }

  async sync(): Promise<void> {
    this.mustBeOpen();
    await this.syncs.time(() => call(this.path, (done) => fs.fdatasync(this.descriptor, done)));
  }

  async size(): Promise<number> {
    this.mustBeOpen();
    const stat = await call<fs.Stats>(this.path, (done) => fs.fstat(this.descriptor, done));
    return stat.size;
  }

  async close(): Promise<void> {
    if (!this.open) return;
    // A descriptor number is used again at once: never touch it after this.
    this.open = false;
    await call(this.path, (done) => fs.close(this.descriptor, done));
  }

  private async writeOne(bytes: Uint8Array, position: number): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const count = await call<number>(this.path, (done) =>
        fs.write(this.descriptor, bytes, written, bytes.length - written, position + written, done),
      );
      if (count === 0)
        throw diskError(Object.assign(new Error('EIO: nothing was written'), { code: 'EIO' }), this.path);
      written += count;
    }
  }

  private mustBeOpen(): void {
    if (!this.open)
      throw diskError(Object.assign(new Error('EBADF: the file was closed'), { code: 'EBADF' }), this.path);
  }
}
