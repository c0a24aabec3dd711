import { assert, DrainLoop, DraveError, type Deferred } from '@drave/base';
import type { OutwardEffect, RaftEvent, StorageEffect } from '../core/events.js';
import { entryBytes } from '../core/entry.js';
import type { LogEntry } from '../messages.js';
import type { RaftStore } from '../store/raft-store.js';
import type { StoredSnapshot } from '../store/snapshots.js';

/** One synced batch carries at most this many bytes of entries. */
const BATCH_BYTES_MAX = 8 * 1024 * 1024;

type LaneItem =
  | StorageEffect
  | { readonly kind: 'completeSnapshot'; readonly snapshot: StoredSnapshot; readonly done: Deferred<void> };

interface LaneOwner {
  /** What these effects waited for is durable now: they are to be carried out. */
  release(effects: readonly OutwardEffect[]): void;
  enqueue(event: RaftEvent): void;
  /** So many entries are durable. */
  written(entries: number): void;
  /** A write has failed. This is called once, and nothing follows. */
  onStorageFailure(error: DraveError): void;
}

/**
 * Writes everything, one after the other in the order in which the core asked; appends that wait go together.
 */
export class StorageLane {
  private readonly store: RaftStore;
  private readonly owner: LaneOwner;
  private queue: LaneItem[] = [];
  private readonly loop: DrainLoop;

  constructor(store: RaftStore, owner: LaneOwner) {
    this.store = store;
    this.owner = owner;
    this.loop = new DrainLoop(
      () => this.turn(),
      (reason) => {
        this.abandon();
        owner.onStorageFailure(DraveError.from(reason));
      },
    );
  }

  push(item: LaneItem): void {
    this.queue.push(item);
    this.loop.wake();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    this.abandon();
  }

  /** What waits will not be written, and those who asked for it learn that. */
  private abandon(): void {
    for (const item of this.queue)
      if (item.kind === 'completeSnapshot') item.done.reject(new DraveError('SHUTTING_DOWN'));
    this.queue = [];
  }

  private async turn(): Promise<void> {
    while (this.queue.length > 0) {
      const item = this.queue[0] as LaneItem;
      if (item.kind === 'append') {
        await this.appendTogether(this.takeAppends());
        continue;
      }
      this.queue.shift();
      await this.carryOut(item);
    }
  }

  private takeAppends(): readonly Extract<LaneItem, { kind: 'append' }>[] {
    const taken: Extract<LaneItem, { kind: 'append' }>[] = [];
    let bytes = 0;
    for (const item of this.queue) {
      if (item.kind !== 'append') break;
      for (const entry of item.entries) bytes += entryBytes(entry);
      if (taken.length > 0 && bytes > BATCH_BYTES_MAX) break;
      taken.push(item);
    }
    this.queue.splice(0, taken.length);
    return taken;
  }

  private async appendTogether(appends: readonly Extract<LaneItem, { kind: 'append' }>[]): Promise<void> {
    const entries: LogEntry[] = [];
    for (const append of appends) entries.push(...append.entries);
    await this.store.append(entries);
    this.owner.written(entries.length);
    // Each generation has one completion: its last append speaks for those before it.
    for (const [index, append] of appends.entries())
      if (append.generation !== appends[index + 1]?.generation) this.flushed(append.generation, append.endOffset);
  }

  private async carryOut(item: Exclude<LaneItem, { kind: 'append' }>): Promise<void> {
    switch (item.kind) {
      case 'save':
        await this.store.saveQuorumState(item.state);
        this.owner.enqueue({ kind: 'saved', version: item.version });
        return this.owner.release(item.afterDurable);
      case 'barrier':
        return this.owner.release(item.afterDurable);
      case 'flush':
        return this.flushed(item.generation, item.endOffset);
      case 'truncate':
        await this.store.truncate(item.offset);
        return this.flushed(item.generation, item.offset);
      case 'storeChunk': {
        await this.store.snapshots.writeChunk(item.snapshotId, item.position, item.bytes);
        const position = item.position + item.bytes.length;
        return this.owner.enqueue({ kind: 'chunkStored', download: item.download, position });
      }
      case 'discardSnapshot':
        return this.store.snapshots.discard(item.snapshotId);
      case 'installSnapshot': {
        const { snapshotId: id, totalBytes, totalCrc, voters } = item;
        await this.store.install({ id, totalBytes, totalCrc, voters });
        return this.owner.enqueue({ kind: 'snapshotInstalled', generation: item.generation });
      }
      case 'completeSnapshot':
        return this.completeSnapshot(item.snapshot, item.done);
    }
  }

  private async completeSnapshot(snapshot: StoredSnapshot, done: Deferred<void>): Promise<void> {
    try {
      const logStart = await this.store.completeSnapshot(snapshot);
      // A newer snapshot came in between, so nothing will ever read this one.
      if (logStart === undefined) await this.store.snapshots.discard(snapshot.id);
      else this.owner.enqueue({ kind: 'snapshotStored', snapshotId: snapshot.id, logStart });
      done.resolve();
    } catch (reason) {
      done.reject(reason);
      throw reason;
    }
  }

  private flushed(generation: number, endOffset: number): void {
    assert(endOffset <= this.store.log.endOffset, 'only what was written is durable');
    this.owner.enqueue({ kind: 'flushed', generation, endOffset });
  }
}
