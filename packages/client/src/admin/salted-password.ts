import { pbkdf2Sync } from 'node:crypto';

/** How a user proves that it knows its password, under SASL's names. */
export type UserMechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

/** What a cluster is told instead of a password (RFC 5802, `Hi`): as many bytes as the hash of the mechanism has. */
export function saltedPassword(
  mechanism: UserMechanism,
  password: string,
  salt: Uint8Array,
  iterations: number,
): Uint8Array {
  const { name, bytes } = hashes[mechanism];
  return pbkdf2Sync(Buffer.from(password, 'utf8'), salt, iterations, bytes, name);
}

const hashes = {
  'SCRAM-SHA-256': { name: 'sha256', bytes: 32 },
  'SCRAM-SHA-512': { name: 'sha512', bytes: 64 },
} as const;
