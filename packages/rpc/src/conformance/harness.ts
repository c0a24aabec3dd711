import { assert, type Endpoint, isDraveError, type DraveError, type ErrorCode } from '@drave/base';
import type { Timers } from '@drave/env';
import type { Transport } from '../transport.js';

/** What an adapter lends to the suite. Client and server may be two machines. */
export interface TransportHarness {
  readonly client: Transport;
  readonly server: Transport;
  /** Where the server side may bind any free port. */
  readonly serverEndpoint: Endpoint;
  /** An endpoint without a listener. */
  readonly nobody: Endpoint;
  readonly timers: Timers;
}

export interface TransportCase {
  readonly name: string;
  run(harness: TransportHarness): Promise<void>;
}

export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const left = JSON.stringify(actual) ?? 'undefined';
  const right = JSON.stringify(expected) ?? 'undefined';
  assert(left === right, `${what}: expected ${right}, got ${left}`);
}

export async function expectFailure(promise: Promise<unknown>, code: ErrorCode, what: string): Promise<DraveError> {
  let outcome: unknown;
  try {
    outcome = await promise;
  } catch (reason) {
    assert(isDraveError(reason, code), `${what}: expected ${code}, got ${String(reason)} ${codeOf(reason)}`);
    return reason;
  }
  assert(false, `${what}: expected ${code}, but it resolved with ${JSON.stringify(outcome)}`);
}

function codeOf(reason: unknown): string {
  return isDraveError(reason) ? reason.code : '';
}

/** Waits for what must come, with patience for a busy machine. */
export async function eventually(harness: TransportHarness, holds: () => boolean, what: string): Promise<void> {
  for (let round = 0; round < 1_000; round++) {
    if (holds()) return;
    await harness.timers.sleep(5);
  }
  assert(false, `it never came: ${what}`);
}
