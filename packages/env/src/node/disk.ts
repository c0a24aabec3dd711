import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { isError } from '@drave/base';
import { parentOf } from '../whole-file.js';
import type { Disk, DiskFile, DiskLock, DiskSpace, DiskStat } from '../disk.js';
import { call, diskError, errnoOf } from './disk-error.js';
import { NodeDiskFile } from './disk-file.js';
import { lockWithLevel } from './disk-lock.js';
import type { DiskQuota } from '../disk-quota.js';
import type { SyncMeter } from './sync-meter.js';

const FLAGS = {
  read: fs.constants.O_RDONLY,
  write: fs.constants.O_RDWR,
  create: fs.constants.O_RDWR | fs.constants.O_CREAT,
} as const;

/** The file system of this machine; relative paths start at the node's root. */
export class NodeDisk implements Disk {
  private readonly root: string;
  private readonly quota: DiskQuota | undefined;
  private readonly syncs: SyncMeter;

  constructor(root: string, quota: DiskQuota | undefined, syncs: SyncMeter) {
    this.root = resolve(root);
    this.quota = quota;
    this.syncs = syncs;
  }

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    const full = this.resolve(path);
    const descriptor = await call<number>(path, (done) => fs.open(full, FLAGS[mode], 0o644, done));
    try {
      const stat = await call<fs.Stats>(path, (done) => fs.fstat(descriptor, done));
      if (stat.isDirectory())
        throw diskError(Object.assign(new Error('EISDIR: it is a directory'), { code: 'EISDIR' }), path);
      return new NodeDiskFile(path, descriptor, stat.size, this.quota, this.syncs);
    } catch (reason) {
      await call(path, (done) => fs.close(descriptor, done));
      throw reason;
    }
  }

  async makeDirectory(path: string): Promise<void> {
    await call(path, (done) => fs.mkdir(this.resolve(path), { recursive: true }, (error) => done(error)));
  }

  async list(path: string): Promise<readonly string[]> {
    try {
      const names = await call<string[]>(path, (done) => fs.readdir(this.resolve(path), done));
      return names.sort();
    } catch (reason) {
      if (isMissing(reason)) return [];
      throw reason;
    }
  }

  async stat(path: string): Promise<DiskStat | undefined> {
    try {
      const stat = await call<fs.Stats>(path, (done) => fs.stat(this.resolve(path), done));
      if (stat.isDirectory()) return { kind: 'directory', size: 0, modifiedWallMs: Math.floor(stat.mtimeMs) };
      return { kind: 'file', size: stat.size, modifiedWallMs: Math.floor(stat.mtimeMs) };
    } catch (reason) {
      if (isMissing(reason)) return undefined;
      throw reason;
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await call(from, (done) => fs.rename(this.resolve(from), this.resolve(to), done));
  }

  async remove(path: string): Promise<void> {
    await call(path, (done) => fs.rm(this.resolve(path), { recursive: true, force: true, maxRetries: 3 }, done));
  }

  async syncDirectory(path: string): Promise<void> {
    const full = this.resolve(path);
    // Windows has no handle on a directory to sync; NTFS journals names by itself.
    if (process.platform === 'win32') return;
    const descriptor = await call<number>(path, (done) => fs.open(full, fs.constants.O_RDONLY, done));
    try {
      await this.syncs.time(() => call(path, (done) => fs.fsync(descriptor, done)));
    } finally {
      await call(path, (done) => fs.close(descriptor, done));
    }
  }

  async lock(path: string): Promise<DiskLock> {
    await this.makeDirectory(parentOf(path));
    return lockWithLevel(path, this.resolve(path));
  }

  async space(path: string): Promise<DiskSpace> {
    const stat = await call<fs.StatsFs>(path, (done) => fs.statfs(this.resolve(path), done));
    const totalBytes = stat.blocks * stat.bsize;
    const freeBytes = stat.bavail * stat.bsize;
    if (this.quota === undefined) return { totalBytes, freeBytes };
    const quota = await this.quota.space();
    return {
      totalBytes: Math.min(totalBytes, quota.totalBytes),
      freeBytes: Math.min(freeBytes, quota.freeBytes),
    };
  }

  private resolve(path: string): string {
    return path.startsWith('/') ? path : join(this.root, path);
  }
}

function isMissing(reason: unknown): boolean {
  const errno = isError(reason) && 'cause' in reason ? errnoOf(reason.cause) : '';
  return errno === 'ENOENT' || errno === 'ENOTDIR';
}
