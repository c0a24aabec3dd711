import { ANONYMOUS, DEADLINE_MS_DEFAULT, DEADLINE_MS_MAX } from '@drave/base/access';
import type { CallContext } from '@drave/rpc';
import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { callerOf, timeoutOf } from './caller.js';

const call: CallContext = {
  path: '/drave.admin.v1.TopicService/GetTopic',
  peer: { host: 'far-away', port: 40_000 },
  peerCertificateName: undefined,
  callerId: undefined,
  credential: undefined,
  onBehalfOf: undefined,
  onBehalfOfHost: undefined,
  deadlineMs: undefined,
  signal: new AbortController().signal,
  disconnect: () => {},
};

describe('who calls', () => {
  const { clock } = new SimWorld({ seed: 1 }).createHost('node').env;

  it('nobody in particular, by default', () => {
    expect(callerOf(call, clock)).toEqual({
      principal: ANONYMOUS,
      listener: 'grpc',
      clientId: '',
      clientHost: 'far-away',
      deadlineMs: clock.monotonicMs() + DEADLINE_MS_DEFAULT,
      api: '/drave.admin.v1.TopicService/GetTopic',
    });
  });

  it('the name on the certificate, unless a node asks for somebody else', () => {
    const named = { ...call, peerCertificateName: 'alice', callerId: 3 };
    expect(callerOf(named, clock)).toMatchObject({ principal: 'User:CN=alice', clientId: 'node-3' });
    expect(callerOf({ ...named, onBehalfOf: 'User:bob' }, clock)).toMatchObject({ principal: 'User:bob' });
    const forwarded = { ...named, onBehalfOf: 'User:bob', onBehalfOfHost: '10.0.0.4' };
    expect(callerOf(forwarded, clock)).toMatchObject({ principal: 'User:bob', clientHost: '10.0.0.4' });
  });

  it('has what it waits for end a little before the caller gives up, so that the reason still arrives', () => {
    const waitsMs = (deadlineMs: number): number =>
      callerOf({ ...call, deadlineMs }, clock).deadlineMs - clock.monotonicMs();
    expect([waitsMs(1_000), waitsMs(60_000)]).toEqual([900, 59_750]);
  });

  it('takes the time that the caller gives, within what any call may take', () => {
    const given = 1_500;
    expect(timeoutOf({ ...call, deadlineMs: given })).toBe(given);
    expect(timeoutOf({ ...call, deadlineMs: DEADLINE_MS_MAX + 1 })).toBe(DEADLINE_MS_MAX);
    expect(timeoutOf(call)).toBe(DEADLINE_MS_DEFAULT);
  });
});
