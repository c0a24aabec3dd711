import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';

const MIB = 1024 * 1024;

/** Undefined when it worked, else why it did not. */
export function mountSmall(path: string, bytes: number): string | undefined {
  if (process.platform !== 'linux') return `not on ${process.platform}`;
  mkdirSync(path, { recursive: true });
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path]);
  return status === 0 ? undefined : (error?.message ?? stderr.toString().trim());
}

export function unmount(path: string): void {
  spawnSync('umount', [path]);
}

/** Takes what the log could not use, byte by byte at the end. */
export function fillToTheLastByte(path: string): void {
  const file = openSync(path, 'w');
  for (let bytes = MIB; bytes >= 1; ) {
    try {
      if (writeSync(file, Buffer.alloc(bytes)) === bytes) continue;
    } catch {
      // No room for so many; for fewer, perhaps.
    }
    bytes = Math.floor(bytes / 2);
  }
  closeSync(file);
}
