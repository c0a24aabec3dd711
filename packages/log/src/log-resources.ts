import { type Bytes, limits } from '@drave/base';
import type { Env } from '@drave/env';
import { FileHandles } from './file-handles.js';
import { IndexCache } from './index-cache.js';
import { TailCache } from './tail-cache.js';

interface LogResourceLimits {
  /** Node-wide budget for recently appended batches. Default `limits.logTailBytes`. */
  readonly tailBytesMax?: Bytes;
  /** How many segment and index files may be open at once; from the file-descriptor limit. Default 512. */
  readonly openFilesMax?: number;
  /** Indexes of finished segments kept in memory. Default 16 MiB. */
  readonly indexBytesMax?: Bytes;
}

/** What all log directories of one node share. */
export class LogResources {
  readonly tailCache: TailCache;
  readonly handles: FileHandles;
  readonly indexCache: IndexCache;

  constructor(env: Env, resourceLimits: LogResourceLimits = {}) {
    this.tailCache = new TailCache(resourceLimits.tailBytesMax ?? limits.logTailBytes);
    this.handles = new FileHandles(env.disk, resourceLimits.openFilesMax ?? 512);
    this.indexCache = new IndexCache(resourceLimits.indexBytesMax ?? 16 * 1024 * 1024);
    env.metrics.gauge(
      'drave_log_tail_bytes',
      'Bytes held by the in-memory tail of all logs.',
      () => this.tailCache.bytesUsed,
    );
    env.metrics.gauge('drave_log_open_files', 'Segment and index files that are open.', () => this.handles.openCount);
  }

  /** After every directory was closed. */
  close(): Promise<void> {
    return this.handles.close();
  }
}
