import { assertGroup, GroupLedger, type RecordLedger } from '@drave/cluster/checkers';
import { isDraveError, type NodeId, type Offset } from '@drave/base';
import { GroupRequests } from '../kafka-client/group-requests.js';
import { KafkaClient } from '../kafka-client/kafka-client.js';
import type { MemberNotes } from '../kafka-client/member-notes.js';
import { GroupCoordinatorWatch } from './group-coordinator-watch.js';
import type { GroupConditions } from './conditions.js';
import { GroupMemberHost, type MemberClient } from './group-member-host.js';
import { nameOfValue } from './producing-client.js';
import type { SimCluster } from './sim-cluster.js';
import type { WorkloadGroup } from './workload-group.js';

/** How much later than it began a new coordinator's term may be seen from outside. */
export const NOTE_DELAY_MS = 200;
const AUDIT_MS = 15_000;

/** The end is exclusive. */
export interface LogRange {
  readonly start: Offset;
  readonly end: Offset;
}

/** One consumer group of the workload, its members and what is known about it. */
export class SimGroup implements WorkloadGroup {
  readonly name: string;
  readonly members: readonly GroupMemberHost[];
  readonly ledger: GroupLedger;
  private readonly cluster: SimCluster;
  private readonly ledgerOf: ReadonlyMap<string, RecordLedger>;
  private readonly coordinatorWatch: GroupCoordinatorWatch;

  constructor(cluster: SimCluster, name: string, ledgerOf: ReadonlyMap<string, RecordLedger>) {
    this.cluster = cluster;
    this.name = name;
    this.ledgerOf = ledgerOf;
    const { groups } = cluster.conditions;
    const { members, staticMembers, sessionTimeoutMs, rebalanceTimeoutMs, mixedProtocols } = groups;
    const perMember = groups.consumerProtocol || mixedProtocols;
    this.ledger = new GroupLedger(perMember ? 'consumer' : 'classic', { noteDelayMs: NOTE_DELAY_MS });
    this.coordinatorWatch = new GroupCoordinatorWatch(cluster, name, this.ledger);
    this.members = Array.from({ length: members }, (_, index) => {
      const host = cluster.clientHost(`${name}m${index + 1}`);
      const options = {
        group: name,
        topics: [...ledgerOf.keys()],
        instanceId: staticMembers ? `${name}-${index + 1}` : null,
        sessionTimeoutMs,
        rebalanceTimeoutMs,
        heartbeatIntervalMs: Math.round(sessionTimeoutMs / 4),
        commitIntervalMs: 50 + host.random.integer(450),
        cooperative: groups.cooperative,
      };
      return new GroupMemberHost(cluster, host, clientOf(groups, index), options, this.notes());
    });
  }

  /** What it consumes. */
  get topics(): readonly string[] {
    return [...this.ledgerOf.keys()];
  }

  get coordinator(): NodeId {
    return this.coordinatorWatch.coordinator;
  }

  watch(): void {
    this.coordinatorWatch.look();
  }

  /** Everything up to the end is committed; where nothing is left, there may be nothing to commit. */
  hasCaughtUp(partition: string, { start, end }: LogRange): boolean {
    return start === end || this.ledger.committed(partition) >= end;
  }

  /** What the group has committed, asked by a stranger, and everything that the members saw. */
  async check(ranges: ReadonlyMap<string, LogRange>): Promise<void> {
    const { cluster, name, ledger } = this;
    const host = cluster.clientHost(`${name}-audit`);
    const client = new KafkaClient(host.env, host.name, cluster.kafkaBootstrap, host.random.fork('kafka'));
    const requests = new GroupRequests(client, name);
    const giveUpMs = cluster.world.nowMs() + AUDIT_MS;
    for (;;) {
      try {
        await cluster.world.finish(this.ask(requests));
        break;
      } catch (reason) {
        if (!isDraveError(reason) || !reason.retriable || cluster.world.nowMs() > giveUpMs) throw reason;
        requests.forgetCoordinator();
        await cluster.world.runFor(100);
      }
    }
    client.close();
    const ends = new Map<string, Offset>();
    for (const [partition, { start, end }] of ranges) {
      ledger.deleted(partition, Math.max(start, cluster.deletions.deletedSomewhereBelow(partition)));
      if (start < end) ends.set(partition, end);
    }
    assertGroup(name, ledger, ends);
  }

  /** A stranger asks what is committed. @throws DraveError when it cannot be told now. */
  async ask(requests: GroupRequests): Promise<void> {
    const { ledger, topics } = this;
    const { partitions: count } = this.cluster.conditions;
    const partitions = topics.flatMap((topic) =>
      Array.from({ length: count }, (_, partition) => ({ topic, partition })),
    );
    const asked = ledger.fetchSent(Number.POSITIVE_INFINITY);
    const committed = await requests.committed(await requests.coordinator(topics), partitions, undefined);
    for (const [partition, offset] of committed) ledger.fetched(asked, partition, offset);
  }

  private notes(): MemberNotes {
    const { cluster, ledger } = this;
    return {
      ledger,
      nowMs: () => cluster.world.nowMs(),
      tookUp: (process, { topic, partition }) => {
        this.ledgerOf.get(topic)?.repositioned(process, `${topic}-${partition}`);
      },
      consumed: (process, { topic, partition, offset, value }) => {
        const name = `${topic}-${partition}`;
        cluster.checkRead(topic, partition, offset);
        ledger.consumed(name, offset);
        this.ledgerOf.get(topic)?.polled(process, name, offset, nameOfValue(value));
      },
      outOfRange: ({ topic, partition, next }) => {
        cluster.checkOutOfRange(topic, partition, next);
      },
      trace: (kind, member, detail) => cluster.world.trace(kind, member, detail),
      broken: (reason) => {
        cluster.broken ??= reason;
      },
    };
  }
}

function clientOf({ consumerProtocol, mixedProtocols, sdkMembers }: GroupConditions, index: number): MemberClient {
  const classic = mixedProtocols ? index % 2 === 1 : !consumerProtocol;
  if (classic) return 'classic';
  return index < sdkMembers ? 'sdk' : 'consumer';
}
