import type { SimHost } from '@drave/env/sim';
import { apis } from '@drave/kafka-protocol';
import { ClassicMember } from '../kafka-client/classic-member.js';
import { ConsumerMember } from '../kafka-client/consumer-member.js';
import { KafkaClient } from '../kafka-client/kafka-client.js';
import type { GroupMember, MemberNotes, MemberOptions } from '../kafka-client/member-notes.js';
import { SdkMember } from '../sdk-client/sdk-member.js';
import type { SimCluster } from './sim-cluster.js';
import type { WorkloadMember } from './workload-group.js';

const STATIC_JOINS = 5;

export type MemberClient = 'classic' | 'consumer' | 'sdk';

/** A machine on which a member of a group runs, dies, leaves and comes back; each time as a new process. */
export class GroupMemberHost implements WorkloadMember {
  readonly host: SimHost;
  private readonly cluster: SimCluster;
  private readonly speaks: MemberClient;
  private readonly options: MemberOptions;
  private readonly notes: MemberNotes;
  private member: GroupMember | undefined;
  private processes = 0;

  constructor(cluster: SimCluster, host: SimHost, speaks: MemberClient, options: MemberOptions, notes: MemberNotes) {
    this.cluster = cluster;
    this.host = host;
    this.speaks = speaks;
    this.options = options;
    this.notes = notes;
  }

  get running(): boolean {
    return this.member !== undefined && this.host.alive;
  }

  get state(): string {
    return this.member?.state ?? `${this.host.name} is down`;
  }

  start(): void {
    if (this.running) return;
    if (!this.host.alive) this.host.restart();
    this.member = this.newMember(`${this.host.name}.${this.processes++}`);
    this.member.start();
  }

  /**
   * The process dies without telling any broker; its kernel still resets its connections unless the machine vanished.
   */
  crash(silent: boolean): void {
    this.member?.died();
    this.member = undefined;
    this.host.crash({ silent });
  }

  /** Stops in order. */
  async leave(): Promise<void> {
    const { member } = this;
    this.member = undefined;
    await member?.stop();
  }

  private newMember(name: string): GroupMember {
    const { cluster, host, speaks, options, notes } = this;
    if (speaks === 'sdk') return new SdkMember(cluster, host, name, options, notes);
    const random = host.random.fork(`kafka/${name}`);
    const ages = speaks === 'consumer' ? 'newest' : 'any';
    const client = new KafkaClient(host.env, name, cluster.kafkaBootstrap, random, ages);
    if (speaks === 'consumer') return new ConsumerMember(client, options, notes);
    // Before version 5 of JoinGroup no member is static, and one that joins so must not say otherwise later.
    const instanceId = client.newestOf(apis.JoinGroup) >= STATIC_JOINS ? options.instanceId : null;
    return new ClassicMember(client, { ...options, instanceId }, notes);
  }
}
