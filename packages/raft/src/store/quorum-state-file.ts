import { assert, DraveError, type ClusterId, type DirectoryId, type NodeId, type Offset } from '@drave/base';
import type { Disk, DiskFile } from '@drave/env';
import { crc32c } from '@drave/records';
import type { QuorumState } from '../core/events.js';

export interface StoredQuorumState extends QuorumState {
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  readonly directoryId: DirectoryId;
  /** The log reached at least this far once. It lags: a log that ends below it has lost acknowledged entries. */
  readonly endOffsetFloor: Offset;
}

const MAGIC = 0x44525153;
const SLOT_BYTES = 4096;
const HEADER_BYTES = 4 + 4 + 4 + 8;

/**
 * Epoch, vote and identity, in two slots of one file.
 *
 * A write goes to the first slot, syncs, then to the second, syncs, and only then counts. So at any moment one slot is
 * whole; and a first slot that does not read back either was never acknowledged, or equals the second. A damaged slot
 * can therefore never bring an older vote back.
 */
export class QuorumStateFile {
  private readonly file: DiskFile;
  private sequence: number;
  private current: StoredQuorumState;

  private constructor(file: DiskFile, sequence: number, state: StoredQuorumState) {
    this.file = file;
    this.sequence = sequence;
    this.current = state;
  }

  static async create(disk: Disk, path: string, state: StoredQuorumState): Promise<void> {
    const file = await disk.open(path, 'create');
    try {
      // Both slots have their room from the start: a vote must be possible on a disk that has become full.
      await file.write([new Uint8Array(2 * SLOT_BYTES)], 0);
      await new QuorumStateFile(file, 0, state).write(state);
    } finally {
      await file.close();
    }
  }

  /** @throws DraveError CORRUPT_DATA when neither slot can be read. */
  static async open(disk: Disk, path: string): Promise<QuorumStateFile> {
    const file = await disk.open(path, 'write');
    const bytes = Buffer.alloc(2 * SLOT_BYTES);
    const length = await file.read(bytes, 0);
    const first = decodeSlot(bytes.subarray(0, Math.min(length, SLOT_BYTES)));
    const second = decodeSlot(bytes.subarray(SLOT_BYTES, Math.max(length, SLOT_BYTES)));
    // The second slot is newer when the disk has lost the last write to the first: it was acknowledged all the same.
    const newest = (second?.sequence ?? 0) > (first?.sequence ?? 0) ? second : first;
    if (newest === undefined) {
      await file.close();
      const text = `the quorum state '${path}' is damaged: neither of its copies has a valid checksum`;
      const next = 'Epoch and vote are lost, so this voter may not come back as it was';
      throw new DraveError(
        'CORRUPT_DATA',
        `${text}. ${next}: remove it from the quorum, format the directory anew, add it again.`,
      );
    }
    const opened = new QuorumStateFile(file, newest.sequence, newest.state);
    if (first?.sequence !== second?.sequence) await opened.write(newest.state);
    return opened;
  }

  get state(): StoredQuorumState {
    return this.current;
  }

  /**
   * Writes the state, which is durable when it resolves. At most one call at a time. After a rejection the process must
   * end.
   */
  async write(state: StoredQuorumState): Promise<void> {
    this.sequence++;
    const slot = encodeSlot(this.sequence, state);
    await this.file.write([slot], 0);
    await this.file.sync();
    await this.file.write([slot], SLOT_BYTES);
    await this.file.sync();
    this.current = state;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

function encodeSlot(sequence: number, state: StoredQuorumState): Uint8Array {
  const body = Buffer.from(JSON.stringify(state));
  assert(HEADER_BYTES + body.length <= SLOT_BYTES, 'the quorum state fits its slot');
  // A slot has no padding: it takes one sector, in practice. What a longer state left behind it is not looked at.
  const slot = Buffer.alloc(HEADER_BYTES + body.length);
  slot.writeUInt32BE(MAGIC, 0);
  slot.writeUInt32BE(body.length, 8);
  slot.writeDoubleBE(sequence, 12);
  slot.set(body, HEADER_BYTES);
  slot.writeUInt32BE(crc32c(slot, 8, HEADER_BYTES + body.length), 4);
  return slot;
}

function decodeSlot(slot: Buffer): { readonly sequence: number; readonly state: StoredQuorumState } | undefined {
  if (slot.length < HEADER_BYTES || slot.readUInt32BE(0) !== MAGIC) return undefined;
  const bodyBytes = slot.readUInt32BE(8);
  if (HEADER_BYTES + bodyBytes > slot.length) return undefined;
  if (slot.readUInt32BE(4) !== crc32c(slot, 8, HEADER_BYTES + bodyBytes)) return undefined;
  // The checksum vouches for what we wrote ourselves.
  const body = slot.subarray(HEADER_BYTES, HEADER_BYTES + bodyBytes).toString('utf8');
  const state = JSON.parse(body) as StoredQuorumState;
  // Files of earlier versions do not say whether their voter is joining: it has long been part of its quorum.
  const joining = (state as Partial<StoredQuorumState>).joining ?? false;
  return { sequence: slot.readDoubleBE(12), state: { ...state, votedFor: state.votedFor, joining } };
}
