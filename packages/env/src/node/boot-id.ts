import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** The computed start of the system may be off by this much between two readings. */
const ROUNDING_SECONDS = 2;

/**
 * Identity of this boot of the operating system. Linux tells one; elsewhere it is the instant at which the system
 * started, rounded. If the wall clock was set meanwhile that instant moves and the boot looks new: the safe mistake,
 * because it only costs a proof of durability. It cannot look old, unless the machine rebooted within two seconds.
 */
export function readBootId(): string {
  if (process.platform === 'linux') {
    try {
      return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    } catch {
      // Some containers hide the id; what is below is the next best.
      return bootInstant();
    }
  }
  return bootInstant();
}

function bootInstant(): string {
  const startedSeconds = Date.now() / 1000 - uptime();
  return `started-${Math.round(startedSeconds / ROUNDING_SECONDS) * ROUNDING_SECONDS}`;
}
