/**
 * The part of `node:crypto` that is named by what is bundled. Nodes prove to each other who they are with it, where
 * they were given a secret; simulated ones have none, so it is never called.
 */
export function createHmac(): never {
  throw new Error('a simulated node has no secret');
}

export function createHash(): never {
  throw new Error('a simulated cluster has no users with passwords');
}

export function pbkdf2Sync(): never {
  throw new Error('a simulated cluster has no users with passwords');
}

export function timingSafeEqual(): never {
  throw new Error('a simulated node has no secret');
}

export function createPublicKey(): never {
  throw new Error('no listener of a simulated cluster takes tokens');
}

export function verify(): never {
  throw new Error('no listener of a simulated cluster takes tokens');
}
