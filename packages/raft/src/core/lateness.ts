import type { Millis } from '@drave/base';
import { majorityContactMs } from './leader.js';
import type { CoreState } from './state.js';

/**
 * This member comes `lateMs` after its own deadline: its loop was busy, its process not scheduled, its machine paused.
 * It speaks no verdict on others before it has looked at what arrived meanwhile (docs/faults.md F14, C23): an answer, a
 * fetch, a vote, or a later epoch that ends what it believes. Called before anything else happens.
 */
export function onLateness(state: CoreState, lateMs: Millis): void {
  const { detection, nowMs, role } = state;
  detection.observeLateness(lateMs, nowMs);
  if (lateMs <= detection.normalDelayMs) return;
  switch (role.kind) {
    case 'leader':
      if (majorityContactMs(state, role) > role.excusedAtMs) detection.heard();
      role.excusedAtMs = nowMs;
      role.excusedUntilMs = detection.graceUntilMs(nowMs);
      break;
    case 'follower':
      // A lost connection is evidence, however late it is looked at.
      if (role.isLeaderSuspected) return;
      role.fetchDeadlineMs = Math.max(role.fetchDeadlineMs, detection.graceUntilMs(nowMs));
      break;
    case 'observer':
      role.fetchDeadlineMs = Math.max(role.fetchDeadlineMs, detection.graceUntilMs(nowMs));
      break;
    case 'candidate':
      if (role.lost) return;
      role.deadlineMs = Math.max(role.deadlineMs, detection.graceUntilMs(nowMs));
      break;
    case 'prospective':
      role.deadlineMs = Math.max(role.deadlineMs, detection.graceUntilMs(nowMs));
      break;
    case 'unattached':
    case 'resigned':
      return;
  }
  state.mark('lateness.excused');
}
