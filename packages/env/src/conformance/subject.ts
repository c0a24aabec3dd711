import type { Env } from '../env.js';

/** One world under test, made fresh for every case. */
export interface Subject {
  readonly env: Env;
  /** Runs the case; a simulated world is driven until it settles. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** The address on which `env.network` may listen. */
  readonly listenHost: string;
  dispose(): Promise<void>;
}

export type MakeSubject = () => Promise<Subject>;

/** The body of one case: a fresh world, driven to the end, disposed of whatever happens. */
export function onFresh(make: MakeSubject, work: (env: Env, subject: Subject) => Promise<void>): () => Promise<void> {
  return async () => {
    const subject = await make();
    try {
      await subject.run(() => work(subject.env, subject));
    } finally {
      await subject.dispose();
    }
  };
}

/** What a promise was rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (reason) {
    return reason;
  }
  throw new Error('expected a rejection');
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
