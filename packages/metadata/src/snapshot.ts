import { assert, DraveError, limits } from '@drave/base';
import type { Env } from '@drave/env';
import { compareText, MetadataImage, parseConfigResourceKey, type ImageState } from './image.js';
import { levelTable, type LevelTable } from './level.js';
import { decodeBatch, encodeBatch } from './record-codec.js';
import type { MetadataRecord } from './record.js';
import { replay } from './replay.js';
import { requestOutcomesInOrder } from './request-outcomes.js';
import { scramMechanisms } from './scram-credentials.js';

/** Records encoded between two turns of the event loop; a frame stays far below `snapshotChunkBytes`. */
const RECORDS_PER_FRAME = 1_000;
const FRAME_HEADER_BYTES = 4;

/**
 * The bytes of a snapshot: frames of [length, 4 bytes big-endian][MetadataBatch], closed by a frame of length 0.
 * Canonical:
 * equal images give equal bytes, whatever way they came about. Gives the event loop a turn between frames.
 */
export async function* encodeSnapshot(image: MetadataImage, timers: Env['timers']): AsyncIterable<Uint8Array> {
  for (const frame of snapshotFrames(image)) {
    yield frame;
    await timers.yieldTurn();
  }
}

/** The same without pauses, for tests and tools. */
export function* snapshotFrames(image: MetadataImage, table: LevelTable = levelTable): Iterable<Uint8Array> {
  assert(!image.inTransaction, 'a snapshot is cut outside a metadata transaction');
  let records: MetadataRecord[] = [];
  for (const record of snapshotRecords(image)) {
    records.push(record);
    if (records.length < RECORDS_PER_FRAME) continue;
    yield* frames(records, image.level, table);
    records = [];
  }
  if (records.length > 0) yield* frames(records, image.level, table);
  yield new Uint8Array(FRAME_HEADER_BYTES);
}

/** The records that make this image out of nothing, the metadata level first. */
export function* snapshotRecords(image: MetadataImage): Iterable<MetadataRecord> {
  if (image.level === 0) return;
  for (const records of Object.values(recordsOf)) if (records !== 'derived') yield* records(image);
}

/**
 * The records of each piece of state, in the order in which a snapshot has them; what is derived comes about again when
 * the others are replayed. A new piece of state has its row here, or this does not compile.
 */
const recordsOf = {
  *level({ level }) {
    yield { kind: 'metadataLevel', level };
  },
  *features(image) {
    for (const [name, level] of image.features()) yield { kind: 'featureLevel', name, level };
  },
  *brokers(image) {
    for (const { id, epoch, ...registration } of image.brokers())
      yield { kind: 'registerBroker', brokerId: id, brokerEpoch: epoch, ...registration };
  },
  *topics(image) {
    for (const topic of image.topics()) {
      yield { kind: 'topic', topicId: topic.id, name: topic.name };
      for (const partition of topic.partitions()) yield { kind: 'partition', ...partition };
    }
  },
  topicIds: 'derived',
  topicNames: 'derived',
  topicsByMetricName: 'derived',
  topicsByBroker: 'derived',
  partitionCount: 'derived',
  *configs({ state }) {
    for (const key of [...state.configs.keys()].sort(compareText)) {
      const resource = parseConfigResourceKey(key);
      const values = [...(state.configs.get(key) ?? [])].sort((a, b) => compareText(a[0], b[0]));
      for (const [name, value] of values) yield { kind: 'config', resource, key: name, value };
    }
  },
  *nextProducerId({ nextProducerId }) {
    if (nextProducerId > 0) yield { kind: 'producerIds', brokerId: -1, brokerEpoch: -1, nextProducerId };
  },
  *requestOutcomes(image) {
    for (const outcome of requestOutcomesInOrder(image.requestOutcomes)) yield { kind: 'requestOutcome', ...outcome };
  },
  *acls({ acls }) {
    const entries = [...acls.entries()].sort((a, b) => compareText(a.id, b.id));
    for (const entry of entries) yield { kind: 'accessControlEntry', ...entry };
  },
  *scramCredentials(image) {
    for (const name of image.scramUsers())
      for (const mechanism of scramMechanisms) {
        const credential = image.scramCredential(name, mechanism);
        if (credential !== undefined) yield { kind: 'userScramCredential', name, mechanism, ...credential };
      }
  },
  *clientQuotas(image) {
    for (const entity of image.quotaEntities()) {
      const limitsOf = [...image.clientQuota(entity)].sort((a, b) => compareText(a[0], b[0]));
      for (const [key, value] of limitsOf) yield { kind: 'clientQuota', entity, key, value };
    }
  },
  // A snapshot is cut outside of one.
  transaction: 'derived',
} as const satisfies Record<keyof ImageState, 'derived' | ((image: MetadataImage) => Iterable<MetadataRecord>)>;

/** Takes the bytes in pieces of any size. */
export class SnapshotReader {
  private image: MetadataImage = MetadataImage.empty;
  private pending: Buffer = Buffer.alloc(0);
  private ended = false;

  /** Loads all that the piece completed. @throws DraveError CORRUPT_DATA, UNSUPPORTED_VERSION. */
  push(bytes: Uint8Array): void {
    for (const _ of this.frames(bytes));
  }

  /**
   * The same frame by frame, each loaded when it is asked for: the number of its records. All of them must be, before
   * the next piece. @throws DraveError CORRUPT_DATA, UNSUPPORTED_VERSION.
   */
  *frames(bytes: Uint8Array): Iterable<number> {
    this.pending = this.pending.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.pending, bytes]);
    let at = 0;
    while (!this.ended && this.pending.length - at >= FRAME_HEADER_BYTES) {
      const length = this.pending.readUInt32BE(at);
      if (length > limits.raftEntryBytesMax) {
        throw new DraveError('CORRUPT_DATA', `a metadata snapshot frame of ${length} bytes`);
      }
      const start = at + FRAME_HEADER_BYTES;
      if (this.pending.length - start < length) break;
      at = start + length;
      if (length === 0) this.ended = true;
      else yield this.load(this.pending.subarray(start, at));
    }
    if (this.ended && at < this.pending.length) {
      throw new DraveError('CORRUPT_DATA', 'a metadata snapshot goes on after its end');
    }
    this.pending = this.pending.subarray(at);
  }

  /** @throws DraveError CORRUPT_DATA when the snapshot is cut short. */
  finish(): MetadataImage {
    // Nothing at all is the bootstrap snapshot of a quorum that has no metadata yet.
    const nothing = this.image === MetadataImage.empty && this.pending.length === 0;
    if (!this.ended && !nothing) throw new DraveError('CORRUPT_DATA', 'a metadata snapshot is cut short');
    return this.image;
  }

  private load(frame: Uint8Array): number {
    const records = decodeBatch(frame);
    // Epochs of brokers are explicit in a snapshot, so the offset is never used.
    for (const record of records) this.image = replay(this.image, record, -1);
    return records.length;
  }
}

/** One frame, or several when its records are large. */
function* frames(records: readonly MetadataRecord[], level: number, table: LevelTable): Iterable<Uint8Array> {
  const payload = encodeBatch(records, level, table);
  if (payload.length + FRAME_HEADER_BYTES > limits.snapshotChunkBytes && records.length > 1) {
    const half = records.length >> 1;
    yield* frames(records.slice(0, half), level, table);
    yield* frames(records.slice(half), level, table);
    return;
  }
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + payload.length);
  frame.writeUInt32BE(payload.length, 0);
  frame.set(payload, FRAME_HEADER_BYTES);
  yield frame;
}
