import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The last segment (`.log`), or another file kind, of one partition's directory. */
export function lastFile(partitionDirectory: string, extension = '.log'): string {
  return join(partitionDirectory, filesOf(partitionDirectory, extension).at(-1) ?? `no ${extension}`);
}

export function firstFile(partitionDirectory: string, extension = '.log'): string {
  return join(partitionDirectory, filesOf(partitionDirectory, extension)[0] ?? `no ${extension}`);
}

function filesOf(directory: string, extension: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(extension))
    .toSorted();
}

/**
 * Flips one bit of the file, at a fraction of its content (what comes after the last byte that is not zero is none).
 */
export function flipBit(file: string, fraction: number): void {
  const content = readFileSync(file);
  let used = content.length;
  while (used > 0 && content[used - 1] === 0) used -= 1;
  const at = Math.floor(used * fraction);
  const descriptor = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(descriptor, byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ 0x04;
  writeSync(descriptor, byte, 0, 1, at);
  closeSync(descriptor);
}

/** Cuts off the end of the file, as when a write was under way. */
export function tear(file: string, bytes: number): void {
  truncateSync(file, statSync(file).size - bytes);
}

/** Writes noise over the file, or behind its end. */
export function scribble(file: string, bytes: number, where: 'over' | 'behind'): void {
  const noise = Buffer.from(Array.from({ length: bytes }, (_, index) => (index * 167 + 13) & 0xff));
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, noise, 0, bytes, where === 'over' ? 0 : statSync(file).size);
  closeSync(descriptor);
}

/** The largest file below a directory whose name ends so. */
export function largestFile(directory: string, extension: RegExp): string {
  const names = readdirSync(directory).filter((name) => extension.test(name));
  const [largest] = names.toSorted((one, other) => sizeOf(directory, other) - sizeOf(directory, one));
  return join(directory, largest ?? `no ${extension}`);
}

function sizeOf(directory: string, name: string): number {
  return statSync(join(directory, name)).size;
}
