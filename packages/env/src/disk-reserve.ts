import { assert, type Bytes, DraveError, type Millis } from '@drave/base';
import type { Env } from './env.js';
import type { TimerHandle } from './time.js';
import { parentOf } from './whole-file.js';

interface DiskReserveOptions {
  readonly env: Pick<Env, 'disk' | 'timers' | 'random' | 'logger'>;
  /** Of the file; its directory exists. */
  readonly path: string;
  /** Of a disk that is smaller than eight times this, an eighth of the disk is kept. */
  readonly bytesMax: Bytes;
}

/** Each one is an object of its own, so that whoever fills the reserve sees that it was asked for once more. */
type ReserveState =
  /** Not filled yet since the start, and nobody has asked for it. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'held' }
  /** The disk is full: the room is there for those who must write, and nobody else may. */
  | { readonly kind: 'given' };

/**
 * Room that is kept for the day when the disk is full: a file that is really written, and removed when what must be
 * written finds no space. Deleting takes writing first (a tombstone, a checkpoint, a metadata record), so without it a
 * full disk could never be freed by the node that fills it. Until there is room to fill it again, whoever can do
 * without must not write (`refusal`).
 */
export class DiskReserve {
  private readonly env: DiskReserveOptions['env'];
  private readonly path: string;
  private readonly bytesMax: Bytes;
  private state: ReserveState = { kind: 'opening' };
  private filling: Promise<void> | undefined;
  private timer: TimerHandle | undefined;
  private closed = false;

  private constructor({ env, path, bytesMax }: DiskReserveOptions) {
    assert(bytesMax > 0, 'a reserve has a size');
    this.env = env;
    this.path = path;
    this.bytesMax = bytesMax;
  }

  /** Does not wait until a missing reserve is filled. @throws DraveError KAFKA_STORAGE_ERROR. */
  static async open(options: DiskReserveOptions): Promise<DiskReserve> {
    const reserve = new DiskReserve(options);
    const bytes = await reserve.bytes();
    const stat = await options.env.disk.stat(options.path);
    if (stat?.kind === 'file' && stat.size >= bytes) reserve.state = { kind: 'held' };
    else reserve.fillSoon();
    return reserve;
  }

  /** Why a write that can wait must wait; undefined while the reserve is held. */
  get refusal(): DraveError | undefined {
    if (this.state.kind !== 'given') return undefined;
    return new DraveError(
      'DISK_FULL',
      `the disk of '${this.path}' is full: what is left is needed to free it; delete records or topics, or make room`,
      { metadata: { errno: 'ENOSPC', path: this.path } },
    );
  }

  /** Resolves with whether this made room: false when nothing was left. */
  async giveBack(): Promise<boolean> {
    if (this.state.kind !== 'given')
      this.env.logger.warn({ path: this.path }, 'the disk is full: its reserve is in use, and records are refused');
    this.state = { kind: 'given' };
    await this.filling;
    const found = await this.env.disk.stat(this.path);
    await this.env.disk.remove(this.path);
    this.fillLater();
    return found !== undefined && found.size > 0;
  }

  /** What was given back is filled again by the next start. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer !== undefined) this.env.timers.clear(this.timer);
    await this.filling;
  }

  private async bytes(): Promise<Bytes> {
    const { totalBytes } = await this.env.disk.space(parentOf(this.path));
    return Math.min(this.bytesMax, Math.floor(totalBytes / 8));
  }

  private fillLater(): void {
    if (this.closed || this.timer !== undefined) return;
    this.timer = this.env.timers.set(FILL_INTERVAL_MS, () => {
      this.timer = undefined;
      this.fillSoon();
    });
  }

  private fillSoon(): void {
    if (this.filling !== undefined) return;
    this.filling = this.fill().finally(() => {
      this.filling = undefined;
    });
  }

  private async fill(): Promise<void> {
    const before = this.state;
    let filled = false;
    try {
      filled = await this.write(before);
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      this.env.logger.warn(
        { path: this.path, code: reason.code },
        `the disk reserve was not filled: ${reason.message}`,
      );
    }
    // Somebody has asked for it meanwhile, and removes what is there.
    if (this.state !== before || this.closed) return;
    if (!filled) {
      this.state = { kind: 'given' };
      await this.removeRest();
      this.fillLater();
      return;
    }
    this.state = { kind: 'held' };
    if (before.kind === 'given')
      this.env.logger.info({ path: this.path }, 'there is room on the disk again: its reserve is filled');
  }

  private async removeRest(): Promise<void> {
    try {
      await this.env.disk.remove(this.path);
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      this.env.logger.warn(
        { path: this.path, code: reason.code },
        `a part of the disk reserve stays: ${reason.message}`,
      );
    }
  }

  /** False when there is too little room, or the reserve is wanted while it is written. */
  private async write(state: ReserveState): Promise<boolean> {
    const { disk, random } = this.env;
    const bytes = await this.bytes();
    const { freeBytes } = await disk.space(parentOf(this.path));
    // As much again has to be free, else the first write behind it would find the disk full.
    if (freeBytes < 2 * bytes) return false;
    // Zeros would take no room on a file system that compresses.
    const block = random.fork('disk-reserve').bytes(Math.min(BLOCK_BYTES, bytes));
    const file = await disk.open(this.path, 'create');
    try {
      for (let position = 0; position < bytes; position += block.length) {
        if (this.state !== state || this.closed) return false;
        await file.write([block.subarray(0, bytes - position)], position);
      }
      await file.sync();
      return true;
    } finally {
      await file.close();
    }
  }
}

const FILL_INTERVAL_MS: Millis = 1_000;
const BLOCK_BYTES = 256 * 1024;
