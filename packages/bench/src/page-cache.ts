import { closeSync, ftruncateSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';

const CHUNK_BYTES = 1024 * 1024;

/** What stays free: the cluster and the client grow into it. */
const FREE_BYTES_MIN = 1024 * 1024 * 1024;

/**
 * Brings the page cache into the state of a machine that has run for a while: full of clean pages that the system can
 * use again at once. Otherwise what a benchmark measures on a virtual machine is its host, which gives every page its
 * memory when the page is first written to, at several times the cost of the write.
 *
 * It reads a file that is one large hole: nothing comes from the disk.
 */
export class PageCacheFiller {
  private readonly sizeBytes = Math.floor((2 * totalmem()) / CHUNK_BYTES) * CHUNK_BYTES;
  private readonly file: number;
  private position = 0;

  constructor() {
    const path = join(tmpdir(), `drave-bench-page-cache-${process.pid}`);
    this.file = openSync(path, 'w+');
    // Only this process knows of it: however it ends, nothing is left.
    rmSync(path);
    ftruncateSync(this.file, this.sizeBytes);
  }

  /** Reads on from where the last call stopped, until little memory is free. */
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

/** Memory that holds nothing, not even cached pages. Zero where the system does not say. */
function freeBytes(): number {
  let text: string;
  try {
    text = readFileSync('/proc/meminfo', 'utf8');
  } catch {
    // A system without /proc: its page cache is left as it is.
    return 0;
  }
  return Number(/^MemFree:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}
