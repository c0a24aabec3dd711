import { closeSync, ftruncateSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';

const CHUNK_BYTES = 1024 * 1024;

/** How much memory stays free, for the cluster and the client. */
const FREE_BYTES_MIN = 1024 * 1024 * 1024;

/**
 * Fills the page cache with clean pages, as on a machine that has run for a while, which the system can use again at
 * once. Without this, a benchmark on a virtual machine measures its host, which allocates every page when it is first
 * written to, at several times the cost of the write.
 *
 * It reads a sparse file without data, so nothing is read from the disk.
 */
export class PageCacheFiller {
  private readonly sizeBytes = Math.floor((2 * totalmem()) / CHUNK_BYTES) * CHUNK_BYTES;
  private readonly file: number;
  private position = 0;

  constructor() {
    const path = join(tmpdir(), `drave-bench-page-cache-${process.pid}`);
    this.file = openSync(path, 'w+');
    // The open file has no name any more, so it disappears with this process.
    rmSync(path);
    ftruncateSync(this.file, this.sizeBytes);
  }

  /** Reads on from where the last call stopped, until only `FREE_BYTES_MIN` of memory is free. */
  fill(): void {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let count = 0; count < this.sizeBytes / CHUNK_BYTES && freeBytes() > FREE_BYTES_MIN; count++) {
      readSync(this.file, chunk, 0, CHUNK_BYTES, this.position);
      this.position = (this.position + CHUNK_BYTES) % this.sizeBytes;
    }
  }

  close(): void {
    closeSync(this.file);
  }
}

/** Bytes of memory that hold nothing, not even cached pages; 0 on a system without /proc. */
function freeBytes(): number {
  let text: string;
  try {
    text = readFileSync('/proc/meminfo', 'utf8');
  } catch {
    // On a system without /proc the page cache is left as it is.
    return 0;
  }
  return Number(/^MemFree:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}
