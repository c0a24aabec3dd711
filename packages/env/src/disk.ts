/**
 * Files and directories. Paths are absolute or relative to the node's root, with '/' between parts.
 *
 * Errors are DraveError: DISK_FULL (ENOSPC, quota), KAFKA_STORAGE_ERROR (EIO and everything else that fails),
 * with the system's own code in `details.metadata.errno` and the path in the message.
 */
export interface Disk {
  /**
   * `read`: must exist. `write`: opens for reading and writing, must exist. `create`: reading and writing, made when
   * missing, never truncated. A new name is durable only after `syncDirectory` of its parent.
   */
  open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile>;
  /** Makes the directory and its missing parents; harmless when it exists. */
  makeDirectory(path: string): Promise<void>;
  /** Names in a directory, sorted; an empty list when it does not exist. */
  list(path: string): Promise<readonly string[]>;
  /** What the path is; undefined when there is nothing. */
  stat(path: string): Promise<DiskStat | undefined>;
  /** Atomic replacement; durable only after `syncDirectory` of both parents. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a directory with everything in it; harmless when missing. */
  remove(path: string): Promise<void>;
  /** Makes creations, renames and removals in this directory durable. */
  syncDirectory(path: string): Promise<void>;
  /**
   * Takes the exclusive lock `<path>`; rejects DATA_DIRECTORY_LOCKED when another process holds it. Ends with the
   * process.
   */
  lock(path: string): Promise<DiskLock>;
  /** What this node has, of the file system or of its quota. */
  space(path: string): Promise<DiskSpace>;
}

export interface DiskSpace {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

export interface DiskStat {
  readonly kind: 'file' | 'directory';
  readonly size: number;
  readonly modifiedWallMs: number;
}

export interface DiskLock {
  release(): Promise<void>;
}

export interface DiskFile {
  readonly path: string;
  /** Fills as much of `buffer` as the file holds from `position`; resolves with the count, 0 at the end. */
  read(buffer: Uint8Array, position: number): Promise<number>;
  /**
   * Writes all parts back to back from `position`, whole or not at all as far as the caller may know: on rejection any
   * prefix may have been written. The buffers must not change until it settles.
   */
  write(parts: readonly Uint8Array[], position: number): Promise<void>;
  truncate(size: number): Promise<void>;
  /**
   * fdatasync: content and size are durable when it resolves. After a rejection nothing un-synced may be trusted again.
   */
  sync(): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}
