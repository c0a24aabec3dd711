import type { Endpoint } from '@drave/base';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { apis } from '@drave/kafka-protocol';
import { WireClient } from '@drave/kafka-server/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';
import { boundMs, Deadline } from '../bounds.js';

/** Groups larger than a test could run whole clients for: members that speak the protocol and do nothing else. */
let test: ClusterUnderTest;
const env = createNodeEnv({ logger: silentLogger });
const SESSION_MS = boundMs(2_000, 'a session');
const HEARTBEAT_MS = 300;

beforeAll(async () => {
  test = await ClusterUnderTest.start({
    controllers: 1,
    brokers: 3,
    brokerConfig: {
      'group.initial.rebalance.delay.ms': 500,
      'group.min.session.timeout.ms': 1_000,
      'offsets.topic.num.partitions': 1,
    },
  });
});
afterAll(() => test.close());

/** One member of the eager protocol; the leader deals the partitions out in turn. */
class WireMember {
  memberId = '';
  generationId = -1;
  partitions: readonly number[] = [];
  private crashed = false;
  private readonly client: WireClient;
  private readonly groupId: string;
  private readonly partitionCount: number;

  private constructor(client: WireClient, groupId: string, partitionCount: number) {
    this.client = client;
    this.groupId = groupId;
    this.partitionCount = partitionCount;
  }

  static async start(coordinator: Endpoint, groupId: string, partitionCount: number): Promise<WireMember> {
    const member = new WireMember(await WireClient.connect(env.network, coordinator), groupId, partitionCount);
    void member.run();
    return member;
  }

  /** The member ends without leaving: its session has to end. */
  crash(): void {
    this.crashed = true;
    this.client.close();
  }

  private async run(): Promise<void> {
    try {
      while (!this.crashed) {
        if (this.generationId < 0) await this.join();
        else await this.beat();
      }
    } catch (reason) {
      if (!this.crashed) throw reason;
    }
  }

  private async join(): Promise<void> {
    const { groupId } = this;
    const joined = await this.client.call(apis.JoinGroup, 9, {
      groupId,
      memberId: this.memberId,
      sessionTimeoutMs: SESSION_MS,
      rebalanceTimeoutMs: boundMs(30_000, 'a rebalance'),
      protocolType: 'consumer',
      protocols: [{ name: 'deal', metadata: Buffer.alloc(0) }],
    });
    if (joined.errorCode === 79) this.memberId = joined.memberId;
    if (joined.errorCode === 25) this.memberId = '';
    if (joined.errorCode !== 0) return;
    const dealt = joined.members.map(({ memberId }, at) => ({
      memberId,
      assignment: Buffer.from(this.share(at, joined.members.length).join(' ')),
    }));
    const synced = await this.client.call(apis.SyncGroup, 5, {
      groupId,
      memberId: this.memberId,
      generationId: joined.generationId,
      protocolType: 'consumer',
      protocolName: 'deal',
      assignments: dealt,
    });
    if (synced.errorCode !== 0) return;
    const text = synced.assignment.toString();
    this.partitions = text === '' ? [] : text.split(' ').map(Number);
    this.generationId = joined.generationId;
  }

  private share(at: number, members: number): number[] {
    return Array.from({ length: this.partitionCount }, (_, partition) => partition).filter(
      (partition) => partition % members === at,
    );
  }

  private async beat(): Promise<void> {
    await env.timers.sleep(HEARTBEAT_MS);
    if (this.crashed) return;
    const { groupId, memberId, generationId } = this;
    const { errorCode } = await this.client.call(apis.Heartbeat, 4, { groupId, memberId, generationId });
    if (errorCode === 0) return;
    this.generationId = -1;
    this.partitions = [];
    if (errorCode === 25) this.memberId = '';
  }
}

async function coordinatorOf(groupId: string): Promise<Endpoint> {
  const [bootstrap] = test.cluster.bootstrap;
  if (bootstrap === undefined) throw new Error('there are brokers');
  const client = await WireClient.connect(env.network, bootstrap);
  for (;;) {
    const { coordinators } = await client.call(apis.FindCoordinator, 6, { keyType: 0, coordinatorKeys: [groupId] });
    const [found] = coordinators;
    if (found?.errorCode === 0) {
      client.close();
      return { host: found.host, port: found.port };
    }
    await env.timers.sleep(50);
  }
}

/** All of one generation, and every partition with exactly one of them. */
function isSettled(members: readonly WireMember[], partitionCount: number): boolean {
  const [first] = members;
  const one = members.every(({ generationId }) => generationId >= 0 && generationId === first?.generationId);
  const held = members.flatMap(({ partitions }) => partitions).sort((a, b) => a - b);
  return one && held.length === partitionCount && held.every((partition, at) => partition === at);
}

async function settled(members: readonly WireMember[], partitionCount: number): Promise<void> {
  const deadline = new Deadline(60_000, 'a large group settles');
  while (!isSettled(members, partitionCount)) {
    if (await deadline.isOver()) throw new Error('the group does not settle');
    await env.timers.sleep(10);
  }
}

async function groupOf(groupId: string, memberCount: number, partitionCount: number): Promise<WireMember[]> {
  const coordinator = await coordinatorOf(groupId);
  const members = await Promise.all(
    Array.from({ length: memberCount }, () => WireMember.start(coordinator, groupId, partitionCount)),
  );
  await settled(members, partitionCount);
  return members;
}

describe('a consumer group', () => {
  it('of 50 members on 200 partitions rebalances in under 2 s after the session of one has ended', async () => {
    const members = await groupOf('fifty', 50, 200);
    expect(members.every(({ partitions }) => partitions.length === 4)).toBe(true);
    const [victim, ...rest] = members;
    victim?.crash();
    // Its last heartbeat was at most one interval before the crash.
    const sessionEndMs = Date.now() + SESSION_MS;
    await settled(rest, 200);
    const tookMs = Date.now() - sessionEndMs;
    console.info(`50 members, 200 partitions: settled ${tookMs} ms after the end of the session`);
    const promise = new Deadline(2_000, 'fifty members settle');
    expect(await promise.holds(tookMs), `${tookMs} ms, not within ${promise.withinMs} ms`).toBe(true);
    for (const member of rest) member.crash();
  });

  it('with more members than partitions keeps the others in reserve: one of them takes over', async () => {
    const members = await groupOf('reserve', 6, 4);
    const spare = members.filter(({ partitions }) => partitions.length === 0);
    expect(spare).toHaveLength(2);
    const owners = members.filter(({ partitions }) => partitions.length > 0);
    owners[0]?.crash();
    const rest = members.filter((member) => member !== owners[0]);
    await settled(rest, 4);
    expect(rest.filter(({ partitions }) => partitions.length === 0)).toHaveLength(1);
    for (const member of rest) member.crash();
  });
});
