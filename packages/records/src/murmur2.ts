import { assert, type PartitionIndex } from '@drave/base';

/**
 * MurmurHash2, 32 bits, with the seed that Kafka's Java client uses, as a signed number. Every client that hashes keys
 * must agree on it, or records of one key end up in two partitions.
 */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  const whole = length & ~3;
  let hash = SEED ^ length;
  for (let at = 0; at < whole; at += 4) {
    let word = byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8);
    word |= (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24);
    word = Math.imul(word, MULTIPLIER);
    word ^= word >>> 24;
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(word, MULTIPLIER);
  }
  const rest = length - whole;
  if (rest === 3) hash ^= byteAt(bytes, whole + 2) << 16;
  if (rest >= 2) hash ^= byteAt(bytes, whole + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ byteAt(bytes, whole), MULTIPLIER);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MULTIPLIER);
  return (hash ^ (hash >>> 15)) | 0;
}

/** The partition of a key: the hash with its sign bit cleared, modulo the number of partitions. */
export function partitionForKey(key: Uint8Array, partitionCount: number): PartitionIndex {
  assert(partitionCount > 0, 'a topic has at least one partition');
  return (murmur2(key) & 0x7fff_ffff) % partitionCount;
}

const SEED = 0x9747_b28c;
const MULTIPLIER = 0x5bd1_e995;

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
