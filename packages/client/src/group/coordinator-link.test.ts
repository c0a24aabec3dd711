import { DraveError, type ErrorCode, isDraveError } from '@drave/base';
import { groupMemberService } from '@drave/rpc';
import { describe, expect, it } from 'vitest';
import { ATTEMPT_TIMEOUT_MS, coordinatorBench } from '../testing/coordinator-bench.js';
import { mayPass } from '../cluster/coordinator-caller.js';

const { fetchOffsets } = groupMemberService.methods;
const REQUEST = { groupId: 'g', memberId: '', memberEpoch: -1, partitions: [] };

async function setUp() {
  const bench = await coordinatorBench();
  const calls: string[] = [];
  const answers: (ErrorCode | 'silence')[] = [];
  bench.cluster.onGroupCall = (method) => {
    calls.push(method);
    return method === 'findCoordinator' ? undefined : answers.shift();
  };
  const attempt = () =>
    bench.world.finish(
      bench.link.attempt(fetchOffsets, REQUEST).then(
        () => 'answered',
        (reason: unknown) => DraveError.from(reason).code,
      ),
    );
  return { ...bench, calls, answers, attempt };
}

describe('a link to the coordinator', () => {
  it('asks once who it is', async () => {
    const { attempt, calls } = await setUp();
    expect(await attempt()).toBe('answered');
    expect(await attempt()).toBe('answered');
    expect(calls).toEqual(['findCoordinator', 'fetch', 'fetch']);
  });

  it.each<[ErrorCode, boolean]>([
    ['NOT_COORDINATOR', true],
    ['COORDINATOR_NOT_AVAILABLE', true],
    ['COORDINATOR_LOAD_IN_PROGRESS', false],
    ['UNKNOWN_MEMBER_ID', false],
  ])('asks again after %s: %s', async (code, again) => {
    const { attempt, calls, answers } = await setUp();
    answers.push(code);
    expect(await attempt()).toBe(code);
    expect(await attempt()).toBe('answered');
    expect(calls.filter((call) => call === 'findCoordinator')).toHaveLength(again ? 2 : 1);
  });

  it('asks again after a coordinator that is silent, and finds where it has moved', async () => {
    const { attempt, cluster, answers, world } = await setUp();
    await attempt();
    answers.push('silence');
    const startedMs = world.nowMs();
    expect(await attempt()).toBe('REQUEST_TIMED_OUT');
    expect(world.nowMs() - startedMs).toBeGreaterThanOrEqual(ATTEMPT_TIMEOUT_MS);
    cluster.coordinatorId = 3;
    expect(await attempt()).toBe('answered');
  });

  it('calls as often as it takes, with a request made anew each time', async () => {
    const { link, world, env, answers } = await setUp();
    answers.push('COORDINATOR_LOAD_IN_PROGRESS', 'silence', 'NOT_COORDINATOR');
    let made = 0;
    const request = () => {
      made++;
      return REQUEST;
    };
    await world.finish(link.call(fetchOffsets, request, env.clock.monotonicMs() + 10_000));
    expect(made).toBe(4);
  });

  it('does not repeat what another attempt cannot mend, unless it is told to', async () => {
    const { link, world, env, answers, calls } = await setUp();
    const endMs = env.clock.monotonicMs() + 10_000;
    answers.push('STALE_MEMBER_EPOCH');
    await expect(world.finish(link.call(fetchOffsets, () => REQUEST, endMs))).rejects.toMatchObject({
      code: 'STALE_MEMBER_EPOCH',
    });
    answers.push('STALE_MEMBER_EPOCH');
    const stale = (error: DraveError) => error.code === 'STALE_MEMBER_EPOCH';
    await world.finish(link.call(fetchOffsets, () => REQUEST, endMs, stale));
    expect(calls.filter((call) => call === 'fetch')).toHaveLength(3);
  });

  it('ends in time with the last reason, also while the coordinator says nothing', async () => {
    const { link, world, env, cluster } = await setUp();
    cluster.onGroupCall = (method) => (method === 'fetch' ? 'silence' : undefined);
    const startedMs = env.clock.monotonicMs();
    const limitMs = 2.5 * ATTEMPT_TIMEOUT_MS;
    const outcome = link.call(fetchOffsets, () => REQUEST, startedMs + limitMs).catch((reason: unknown) => reason);
    expect(isDraveError(await world.finish(outcome), 'REQUEST_TIMED_OUT')).toBe(true);
    expect(env.clock.monotonicMs() - startedMs).toBeLessThanOrEqual(limitMs + 1);
  });

  it('ends in time also while no broker says who it is', async () => {
    const { link, world, env, cluster } = await setUp();
    cluster.onGroupCall = () => 'silence';
    const startedMs = env.clock.monotonicMs();
    const limitMs = 2.5 * ATTEMPT_TIMEOUT_MS;
    const outcome = link.call(fetchOffsets, () => REQUEST, startedMs + limitMs).catch((reason: unknown) => reason);
    expect(isDraveError(await world.finish(outcome), 'REQUEST_TIMED_OUT')).toBe(true);
    expect(env.clock.monotonicMs() - startedMs).toBeLessThanOrEqual(limitMs + 1);
  });

  it('keeps the coordinator that was found while a call to the one before was still under way', async () => {
    const { link, attempt, answers, calls, cluster, world } = await setUp();
    await attempt();
    answers.push('silence');
    const late = link.attempt(fetchOffsets, REQUEST).catch((reason: unknown) => DraveError.from(reason).code);
    await world.runFor(ATTEMPT_TIMEOUT_MS / 5);
    cluster.coordinatorId = 3;
    expect(await attempt()).toBe('NOT_COORDINATOR');
    expect(await attempt()).toBe('answered');
    expect(await world.finish(late)).toBe('REQUEST_TIMED_OUT');
    expect(await attempt()).toBe('answered');
    expect(calls.filter((call) => call === 'findCoordinator')).toHaveLength(2);
  });
});

describe('mayPass', () => {
  it.each<[ErrorCode, boolean]>([
    ['NOT_COORDINATOR', true],
    ['COORDINATOR_NOT_AVAILABLE', true],
    ['COORDINATOR_LOAD_IN_PROGRESS', true],
    ['NETWORK_EXCEPTION', true],
    ['REQUEST_TIMED_OUT', true],
    ['GROUP_AUTHORIZATION_FAILED', false],
    ['FENCED_MEMBER_EPOCH', false],
    ['STALE_MEMBER_EPOCH', false],
    ['INVALID_REQUEST', false],
  ])('%s: %s', (code, passes) => {
    expect(mayPass(new DraveError(code))).toBe(passes);
  });
});
