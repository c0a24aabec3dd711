import type { Epoch, Millis } from '@drave/base';
import { newDiscovery, tickDiscovery } from './discovery.js';
import type { Unattached } from './roles.js';
import type { CoreState } from './state.js';

export function newUnattached(state: CoreState, electionInMs: Millis | undefined): Unattached {
  // A voter that is alone has no other to wait for.
  const delay = state.voters.isOnly(state.self) ? 0 : (electionInMs ?? state.electionDelay());
  return { kind: 'unattached', electionDeadlineMs: state.nowMs + delay, discovery: newDiscovery(state) };
}

export function tickUnattached(state: CoreState, role: Unattached): void {
  if (state.nowMs >= role.electionDeadlineMs) state.become({ kind: 'prospective' });
  else tickDiscovery(state, role.discovery);
}

export function unattachedDeadlineMs(role: Unattached): Millis {
  return Math.min(role.electionDeadlineMs, role.discovery.nextMs);
}

/** Moves to a newer epoch without a leader, keeping nothing of the old one. */
export function adoptEpoch(state: CoreState, epoch: Epoch): void {
  if (epoch > state.epoch) state.become({ kind: 'unattached', epoch });
}
