import type { Replication } from './roles.js';
import type { CoreState } from './state.js';

/** The call did not bring anything: again after a pause. */
export function onFetchFailure(state: CoreState, replication: Replication): void {
  replication.asked = undefined;
  replication.skipsMaxWait = true;
  replication.nextMs = state.nowMs + state.config.timers.retryBackoffMs;
}
