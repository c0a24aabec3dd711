import { UUID_ZERO } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import type { FetchPosition } from './fetch-session.js';
import { FetchSessions, type SessionRequest } from './fetch-sessions.js';

function position(partition: number): FetchPosition {
  return {
    topic: 't',
    topicId: UUID_ZERO,
    partition,
    fetchOffset: 0,
    currentLeaderEpoch: -1,
    lastFetchedEpoch: -1,
    maxBytes: 1,
  };
}

function request(change: Partial<SessionRequest> & { readonly size?: number }): SessionRequest {
  const positions = Array.from({ length: change.size ?? 1 }, (_, partition) => position(partition));
  return { sessionId: 0, sessionEpoch: 0, usesTopicIds: false, positions, forgotten: [], ...change };
}

function sessionsOf(slots: number) {
  const world = new SimWorld({ seed: 1 });
  const { clock, random } = world.createHost('b').env;
  const sessions = new FetchSessions({ clock, random, slots });
  const open = (size: number): number => {
    const verdict = sessions.open(request({ size }));
    return verdict.kind === 'failed' ? -1 : (verdict.session?.id ?? 0);
  };
  return { world, sessions, open };
}

describe('FetchSessions', () => {
  it('gives no session when there are no slots', () => {
    expect(sessionsOf(0).open(5)).toBe(0);
  });

  it('gives no session while every slot is in use, and takes one that is unused for long', async () => {
    const { world, sessions, open } = sessionsOf(2);
    const [first, second] = [open(1), open(1)];
    expect(open(9)).toBe(0);
    await world.runFor(119_000);
    expect(sessions.open(request({ sessionId: second, sessionEpoch: 1 }))).toMatchObject({ kind: 'incremental' });
    expect(open(1)).toBe(0);
    await world.runFor(2_000);
    expect(open(1)).toBeGreaterThan(0);
    expect(sessions.open(request({ sessionId: first, sessionEpoch: 1 }))).toMatchObject({ kind: 'failed' });
    expect(sessions.open(request({ sessionId: second, sessionEpoch: 2 }))).toMatchObject({ kind: 'incremental' });
    expect(sessions.evicted).toBe(1);
  });

  it('gives the slot of an old small session to a larger one, though it is in use', async () => {
    const { world, sessions, open } = sessionsOf(1);
    const small = open(2);
    await world.runFor(121_000);
    sessions.open(request({ sessionId: small, sessionEpoch: 1 }));
    expect(open(2)).toBe(0);
    expect(open(3)).toBeGreaterThan(0);
  });

  it('ends a session that has forgotten everything', () => {
    const { sessions, open } = sessionsOf(5);
    const sessionId = open(1);
    const forgotten = [{ topic: 't', topicId: UUID_ZERO, partitions: [0] }];
    const verdict = sessions.open(request({ sessionId, sessionEpoch: 1, positions: [], forgotten }));
    expect(verdict).toEqual({ kind: 'full', positions: [], session: undefined });
    expect([sessions.count, sessions.partitionCount]).toEqual([0, 0]);
  });
});
