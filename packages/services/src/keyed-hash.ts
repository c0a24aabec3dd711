import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA-256 of the text under the secret, in hexadecimal; a function of both, and so the same in the simulator. */
export function keyedHash(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** Takes as long wherever the two differ. */
export function isSameHash(shown: string, own: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(own)];
  return one.length === other.length && timingSafeEqual(one, other);
}
