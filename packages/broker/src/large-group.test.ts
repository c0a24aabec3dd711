import { assert } from '@drave/base';
import { CONSUMER_OFFSETS_TOPIC } from '@drave/coordinator';
import { expect, it } from 'vitest';
import { BrokerCluster } from './testing/index.js';

const MEMBERS = 50;
const PARTITIONS = 200;
const SESSION_MS = 6_000;
const HEARTBEAT_MS = 500;

/** One member of the eager protocol on a simulated broker; the leader deals the partitions out in turn. */
class Member {
  memberId = '';
  generationId = -1;
  partitions: readonly number[] = [];
  private crashed = false;
  private readonly cluster: BrokerCluster;

  constructor(cluster: BrokerCluster) {
    this.cluster = cluster;
    void this.run();
  }

  crash(): void {
    this.crashed = true;
  }

  private async run(): Promise<void> {
    while (!this.crashed) {
      if (this.generationId < 0) await this.join();
      else await this.beat();
    }
  }

  private async join(): Promise<void> {
    const { groups, context } = this.coordinator();
    const joined = await groups.joinGroup(context, {
      groupId: 'fifty',
      memberId: this.memberId,
      groupInstanceId: undefined,
      clientId: 'member',
      clientHost: '/127.0.0.1',
      sessionTimeoutMs: SESSION_MS,
      rebalanceTimeoutMs: 60_000,
      protocolType: 'consumer',
      protocols: [{ name: 'deal', metadata: Buffer.alloc(0) }],
      memberIdRequired: true,
      skipAssignmentSupported: true,
      reason: undefined,
    });
    this.memberId = joined.memberId;
    if (joined.failure !== undefined) return;
    const synced = await groups.syncGroup(context, {
      groupId: 'fifty',
      memberId: this.memberId,
      groupInstanceId: undefined,
      generationId: joined.generationId,
      protocolType: undefined,
      protocolName: undefined,
      assignments: joined.members.map(({ memberId }, at) => ({
        memberId,
        assignment: Buffer.from(dealt(at, joined.members.length).join(' ')),
      })),
    });
    if (synced.failure !== undefined) return;
    this.partitions = synced.assignment.toString().split(' ').map(Number);
    this.generationId = joined.generationId;
  }

  private async beat(): Promise<void> {
    await this.cluster.node(1).host.env.timers.sleep(HEARTBEAT_MS);
    if (this.crashed) return;
    const { groups, context } = this.coordinator();
    const { memberId, generationId } = this;
    const request = { groupId: 'fifty', memberId, generationId, groupInstanceId: undefined };
    if ((await groups.heartbeat(context, request)).failure !== undefined) this.generationId = -1;
  }

  private coordinator() {
    const node = this.cluster.node(1);
    return { groups: node.requireBroker().groups, context: node.context() };
  }
}

function dealt(at: number, members: number): number[] {
  return Array.from({ length: PARTITIONS }, (_, partition) => partition).filter(
    (partition) => partition % members === at,
  );
}

function isSettled(members: readonly Member[]): boolean {
  const generation = members[0]?.generationId ?? -1;
  if (generation < 0 || members.some(({ generationId }) => generationId !== generation)) return false;
  const held = members.flatMap(({ partitions }) => partitions).sort((a, b) => a - b);
  return held.length === PARTITIONS && held.every((partition, at) => partition === at);
}

it('a group of 50 members on 200 partitions rebalances in under 2 s after the session of one has ended', async () => {
  const settings = new Map([['offsets.topic.num.partitions', '1']]);
  const cluster = await BrokerCluster.start({ brokers: 3, settings });
  const topicId = await cluster.createTopic(CONSUMER_OFFSETS_TOPIC, { partitions: 1, minInsyncReplicas: 2 });
  expect(cluster.controller.partition(topicId, 0).leader).toBe(1);
  const members = Array.from({ length: MEMBERS }, () => new Member(cluster));
  await cluster.until(() => isSettled(members), 'the group is stable', 60_000);
  expect(members.every(({ partitions }) => partitions.length === PARTITIONS / MEMBERS)).toBe(true);
  const [victim, ...rest] = members;
  assert(victim !== undefined, 'there are members');
  const { clock } = cluster.node(1).host.env;
  victim.crash();
  const sessionEndMs = clock.monotonicMs() + SESSION_MS;
  await cluster.until(() => isSettled(rest), 'the others have everything', 60_000);
  expect(clock.monotonicMs() - sessionEndMs).toBeLessThan(2_000);
  for (const member of rest) member.crash();
  await cluster.close();
});
