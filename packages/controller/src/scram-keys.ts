import { createHash, createHmac } from 'node:crypto';
import type { ScramMechanism } from '@drave/metadata';

/** The hash of each mechanism, as Node calls it, and the bytes that it gives. */
export const scramHashes: Readonly<Record<ScramMechanism, { readonly name: string; readonly bytes: number }>> = {
  'SCRAM-SHA-256': { name: 'sha256', bytes: 32 },
  'SCRAM-SHA-512': { name: 'sha512', bytes: 64 },
};

/**
 * The two keys that a cluster keeps instead of a password (RFC 5802, section 3): one to check a proof with, one to
 * prove by that it is the cluster which knows it. The salted password itself, with which anybody could log in, goes
 * nowhere.
 */
export function scramKeys(
  mechanism: ScramMechanism,
  saltedPassword: Uint8Array,
): { readonly storedKey: Uint8Array; readonly serverKey: Uint8Array } {
  const { name } = scramHashes[mechanism];
  const clientKey = createHmac(name, saltedPassword).update('Client Key').digest();
  return {
    storedKey: createHash(name).update(clientKey).digest(),
    serverKey: createHmac(name, saltedPassword).update('Server Key').digest(),
  };
}
