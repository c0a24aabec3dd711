import { expect, it } from 'vitest';
import type { ConsumerHeartbeatRequest } from './heartbeat-messages.js';
import { invalidHeartbeat } from './heartbeat-validation.js';

const JOIN: ConsumerHeartbeatRequest = {
  groupId: 'g',
  memberId: 'm',
  memberEpoch: 0,
  instanceId: null,
  rackId: null,
  rebalanceTimeoutMs: 60_000,
  subscribedTopicNames: ['orders'],
  subscribedTopicRegex: null,
  serverAssignor: null,
  owned: [],
  clientId: 'client',
  clientHost: '/127.0.0.1',
};

/** A heartbeat of a member that is there says only what is new. */
const QUIET = { ...JOIN, memberEpoch: 7, rebalanceTimeoutMs: -1, subscribedTopicNames: null, owned: null };

const names = (count: number): string[] => Array<string>(count).fill('orders');

it.each<[name: string, request: ConsumerHeartbeatRequest]>([
  ['a member that joins', JOIN],
  ['a static member that joins', { ...JOIN, instanceId: 'i', rackId: 'r', serverAssignor: 'range' }],
  ['a member that joins by a regular expression', { ...JOIN, subscribedTopicNames: null, subscribedTopicRegex: 'o.*' }],
  ['a member that joins without any topic', { ...JOIN, subscribedTopicNames: [] }],
  ['a member that may take no time', { ...JOIN, rebalanceTimeoutMs: 0 }],
  ['a member without news', QUIET],
  ['a member that tells everything', { ...JOIN, memberEpoch: 7, owned: [{ topicId: 't', partitions: [1] }] }],
  ['a member that leaves', { ...QUIET, memberEpoch: -1 }],
  ['a static member that will be back', { ...QUIET, memberEpoch: -2, instanceId: 'i' }],
  ['a member with as many topics as there may be', { ...JOIN, subscribedTopicNames: names(100_000) }],
])('%s is heard', (_name, request) => {
  expect(invalidHeartbeat(request, ['uniform', 'range'])).toBeUndefined();
});

it.each<[name: string, request: ConsumerHeartbeatRequest, why: RegExp]>([
  ['no group', { ...JOIN, groupId: '' }, /group id is empty/],
  ['no member id', { ...JOIN, memberId: '' }, /member id is empty/],
  ['an empty instance id', { ...QUIET, instanceId: '' }, /instance id is empty/],
  ['an empty rack id', { ...QUIET, rackId: '' }, /rack id is empty/],
  ['an epoch that does not exist', { ...QUIET, memberEpoch: -3, instanceId: 'i' }, /-3 is no member epoch/],
  ['a negative timeout', { ...QUIET, rebalanceTimeoutMs: -2 }, /-2 ms is no rebalance timeout/],
  ['too many topics', { ...QUIET, subscribedTopicNames: names(100_001) }, /at most 100000 topics/],
  ['a dynamic member that will be back', { ...QUIET, memberEpoch: -2 }, /only a static member leaves with epoch -2/],
  ['a member that joins without a timeout', { ...JOIN, rebalanceTimeoutMs: -1 }, /must tell its rebalance timeout/],
  ['a member that joins and says nothing of partitions', { ...JOIN, owned: null }, /owns no partitions/],
  ['a member that joins with partitions', { ...JOIN, owned: [{ topicId: 't', partitions: [] }] }, /owns no partitions/],
  ['a member that joins without a subscription', { ...JOIN, subscribedTopicNames: null }, /tell its subscription/],
])('%s is refused', (_name, request, why) => {
  const refused = invalidHeartbeat(request, ['uniform', 'range']);
  expect(refused).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringMatching(why) });
});

it('an assignor that is not there is refused, with the names of those that are', () => {
  expect(invalidHeartbeat({ ...QUIET, serverAssignor: 'best' }, ['uniform', 'range'])).toMatchObject({
    code: 'UNSUPPORTED_ASSIGNOR',
    message: "there is no assignor 'best': the cluster has uniform, range",
  });
});
