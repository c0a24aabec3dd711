import type { NodeId, Offset } from '@drave/base';
import { assertGroup, GroupLedger } from '@drave/cluster/checkers';
import type { SimHost } from '@drave/env/sim';
import { apis } from '@drave/kafka-protocol';
import { ClassicMember } from '../../kafka-client/classic-member.js';
import { ConsumerMember } from '../../kafka-client/consumer-member.js';
import { nameOf } from '../../kafka-client/group-requests.js';
import { KafkaClient } from '../../kafka-client/kafka-client.js';
import type { GroupMember, MemberNotes, MemberOptions } from '../../kafka-client/member-notes.js';
import type { BatchTransform } from '../../kafka-client/transactional-member-offsets.js';
import { GroupCoordinatorWatch } from '../group-coordinator-watch.js';
import { NOTE_DELAY_MS } from '../sim-group.js';
import type { SimCluster } from '../sim-cluster.js';
import type { TransactionConditions } from './transaction-conditions.js';

/** The first version of OffsetFetch that can ask for what is stable (KIP-447). */
const STABLE_VERSION = 7;
const WATCH_INTERVAL_MS = 25;

/** A topic of the workload. */
interface ChainTopic {
  readonly name: string;
  readonly partitions: number;
}

/** The group whose members consume one topic and write another one, and what is known about it. */
export class ChainGroup {
  readonly name: string;
  readonly input: ChainTopic;
  readonly output: ChainTopic;
  readonly ledger: GroupLedger;
  private readonly cluster: SimCluster;
  private readonly sharing: TransactionConditions['chainsShareBy'];
  private readonly coordinatorWatch: GroupCoordinatorWatch;
  private readonly done = new Map<string, Offset>();
  private closed = false;

  constructor(
    cluster: SimCluster,
    name: string,
    { chainsShareBy }: TransactionConditions,
    { input, output }: { readonly input: ChainTopic; readonly output: ChainTopic },
  ) {
    this.cluster = cluster;
    this.name = name;
    this.sharing = chainsShareBy;
    this.input = input;
    this.output = output;
    const protocol = chainsShareBy === 'consumer' ? 'consumer' : 'classic';
    this.ledger = new GroupLedger(protocol, { noteDelayMs: NOTE_DELAY_MS });
    this.coordinatorWatch = new GroupCoordinatorWatch(cluster, name, this.ledger);
  }

  /** −1 for none. */
  get coordinator(): NodeId {
    return this.coordinatorWatch.coordinator;
  }

  start(): void {
    if (this.closed) return;
    this.coordinatorWatch.look();
    this.cluster.world.schedule(WATCH_INTERVAL_MS, () => this.start(), undefined, 'invariants');
  }

  close(): void {
    this.closed = true;
  }

  /** A new member, on this machine. */
  newMember(host: SimHost, transform: BatchTransform): GroupMember {
    const { cluster, sharing } = this;
    const ages = sharing === 'consumer' ? 'newest' : 'any';
    const name = `${host.name}-member`;
    const client = new KafkaClient(host.env, name, cluster.kafkaBootstrap, host.random.fork('member'), ages);
    client.limit(apis.OffsetFetch, STABLE_VERSION);
    const { sessionTimeoutMs, rebalanceTimeoutMs } = cluster.conditions.groups;
    const options: MemberOptions = {
      group: this.name,
      topics: [this.input.name],
      instanceId: null,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      heartbeatIntervalMs: Math.round(sessionTimeoutMs / 4),
      commitIntervalMs: 0,
      cooperative: sharing === 'cooperative',
    };
    const Member = sharing === 'consumer' ? ConsumerMember : ClassicMember;
    return new Member(client, options, this.notes(), transform);
  }

  /** Up to where everything was consumed and committed. */
  consumed(partition: string): Offset {
    return this.done.get(partition) ?? 0;
  }

  /** Something that no fault excuses. */
  broken(reason: unknown): void {
    this.cluster.broken ??= reason;
  }

  check(): void {
    assertGroup(this.name, this.ledger);
  }

  private notes(): MemberNotes {
    const { cluster, ledger, done } = this;
    return {
      ledger,
      nowMs: () => cluster.world.nowMs(),
      tookUp: () => {},
      consumed: () => {},
      passed: (one, from, to) => {
        const name = nameOf(one);
        for (let offset = from; offset < to; offset += 1) ledger.consumed(name, offset);
        done.set(name, Math.max(to, this.consumed(name)));
      },
      outOfRange: ({ topic, partition, next }) => {
        cluster.checkOutOfRange(topic, partition, next);
      },
      trace: (kind, member, detail) => cluster.world.trace(kind, member, detail),
      broken: (reason) => this.broken(reason),
    };
  }
}
