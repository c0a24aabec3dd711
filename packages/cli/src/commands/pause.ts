import type { Millis } from '@drave/base';
import type { Timers } from '@drave/env';

/** Resolves after some time, or as soon as the user wants the command to end. */
export async function pause(timers: Timers, delayMs: Millis, interruption: AbortSignal): Promise<void> {
  try {
    await timers.sleep(delayMs, interruption);
  } catch (reason) {
    if (!interruption.aborted) throw reason;
  }
}
