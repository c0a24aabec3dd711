import { assert } from '@drave/base';
import type {
  EpochStart,
  QuorumState,
  RaftEvent,
  RecoveredState,
  StorageEffect,
  VoterSetAt,
} from '../../core/events.js';
import { decodeControl } from '../../core/control-entries.js';
import type { LogEntry } from '../../messages.js';
import type { ReplicaKey, SnapshotId, Voter } from '../../types.js';

interface GoldenSnapshot {
  readonly id: SnapshotId;
  readonly voters: readonly Voter[];
  readonly totalBytes: number;
  readonly totalCrc: number;
  readonly bytes: Uint8Array;
}

/** What one scripted node has on disk, and what waits to be written. */
export class GoldenDisk {
  readonly self: ReplicaKey;
  quorumState: QuorumState = { epoch: 0, votedFor: undefined, joining: false };
  entries: LogEntry[] = [];
  start: SnapshotId = { offset: 0, epoch: 0 };
  snapshots: GoldenSnapshot[];
  /** What is not durable yet; a crash loses it. */
  lane: StorageEffect[] = [];
  held = false;
  private download = new Map<number, Uint8Array[]>();

  constructor(self: ReplicaKey, voters: readonly Voter[]) {
    this.self = self;
    this.snapshots = [{ id: this.start, voters, totalBytes: 0, totalCrc: 0, bytes: new Uint8Array(0) }];
  }

  get endOffset(): number {
    return this.start.offset + this.entries.length;
  }

  read(from: number, upTo: number): readonly LogEntry[] {
    return this.entries.slice(from - this.start.offset, upTo - this.start.offset);
  }

  /** Writes one thing, and returns what the core is told then. */
  apply(effect: StorageEffect): RaftEvent | undefined {
    switch (effect.kind) {
      case 'save':
        this.quorumState = effect.state;
        return { kind: 'saved', version: effect.version };
      case 'barrier':
        return undefined;
      case 'append':
        assert(effect.entries[0]?.offset === this.endOffset, 'appends follow the log end');
        this.entries.push(...effect.entries);
        return { kind: 'flushed', generation: effect.generation, endOffset: effect.endOffset };
      case 'flush':
        return { kind: 'flushed', generation: effect.generation, endOffset: effect.endOffset };
      case 'truncate':
        this.entries = this.entries.slice(0, effect.offset - this.start.offset);
        return { kind: 'flushed', generation: effect.generation, endOffset: effect.offset };
      case 'storeChunk': {
        const chunks = this.download.get(effect.download) ?? [];
        this.download.set(effect.download, [...chunks, effect.bytes]);
        return { kind: 'chunkStored', download: effect.download, position: effect.position + effect.bytes.length };
      }
      case 'discardSnapshot':
        return undefined;
      case 'installSnapshot': {
        const { snapshotId: id, voters, totalBytes, totalCrc, generation } = effect;
        const bytes = Buffer.concat(this.download.get(effect.download) ?? []);
        this.snapshots = [{ id, voters, totalBytes, totalCrc, bytes }];
        this.start = id;
        this.entries = [];
        return { kind: 'snapshotInstalled', generation };
      }
    }
  }

  /** Adds a snapshot as the store does: the one before stays, with the entries from there on. */
  addSnapshot(snapshot: GoldenSnapshot): RaftEvent {
    const previous = this.snapshots.at(-1)?.id ?? this.start;
    this.snapshots = [...this.snapshots.slice(-1), snapshot];
    this.entries = this.entries.slice(previous.offset - this.start.offset);
    this.start = previous;
    return { kind: 'snapshotStored', snapshotId: snapshot.id, logStart: previous };
  }

  crash(): void {
    this.lane = [];
    this.download.clear();
  }

  recovered(): RecoveredState {
    const epochStarts: EpochStart[] = [];
    const base = this.snapshots.find((snapshot) => snapshot.id.offset >= this.start.offset);
    const voterSets: VoterSetAt[] = [{ offset: -1, voters: base?.voters ?? [] }];
    for (const entry of this.entries) {
      if (epochStarts.at(-1)?.epoch !== entry.epoch)
        epochStarts.push({ epoch: entry.epoch, startOffset: entry.offset });
      const control = entry.kind === 'control' ? decodeControl(entry.payload) : undefined;
      if (control !== undefined) voterSets.push({ offset: entry.offset, voters: control.voters });
    }
    return {
      quorumState: this.quorumState,
      directoryId: this.self.directoryId,
      snapshots: this.snapshots.map((snapshot) => snapshot.id),
      logStart: this.start,
      endOffset: this.endOffset,
      epochStarts,
      voterSets: voterSets.filter((set) => set.voters.length > 0),
    };
  }
}
