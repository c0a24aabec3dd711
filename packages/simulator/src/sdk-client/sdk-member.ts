import { DraveError, type ErrorCode, type TopicPartition } from '@drave/base';
import { Client, type RawConsumer } from '@drave/client';
import type { SimHost } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import { nameOf } from '../kafka-client/group-requests.js';
import { RETRY_PAUSE_MS } from '../kafka-client/kafka-client.js';
import { endsMembership, lookAgain } from '../kafka-client/member-offsets.js';
import type { GroupMember, MemberNotes, MemberOptions } from '../kafka-client/member-notes.js';
import type { SimCluster } from '../cluster/sim-cluster.js';
import { NotingTransport } from './noting-transport.js';

const POLL_MS = 200;
const COMMIT_MS = 1_000;

/** The SDK's consumer in a group, as an application uses it that commits what it has worked on. */
export class SdkMember implements GroupMember {
  private readonly name: string;
  private readonly host: SimHost;
  private readonly options: MemberOptions;
  private readonly notes: MemberNotes;
  private readonly transport: NotingTransport;
  private readonly client: Client;
  private readonly consumer: RawConsumer;
  private stopping = false;
  private ended: Promise<void> = Promise.resolve();

  constructor(cluster: SimCluster, host: SimHost, name: string, options: MemberOptions, notes: MemberNotes) {
    this.name = name;
    this.host = host;
    this.options = options;
    this.notes = notes;
    const nodeIdOf = (broker: string) => cluster.brokers.find((one) => one.name === broker)?.config.node.id ?? -1;
    this.transport = new NotingTransport(new SimTransport(host), nodeIdOf, options, notes);
    this.client = new Client({ env: host.env, transport: this.transport, bootstrap: cluster.bootstrap });
    this.consumer = this.client.rawConsumer({
      groupId: options.group,
      autoOffsetReset: 'earliest',
      enableAutoCommit: false,
      maxPollIntervalMs: options.rebalanceTimeoutMs,
      ...(options.instanceId === null ? {} : { groupInstanceId: options.instanceId }),
    });
  }

  get state(): string {
    const { memberId = 'nobody', epoch = '-' } = this.consumer.membership ?? {};
    return `${this.name} (SDK, ${memberId}) in epoch ${epoch} with ${this.consumer.assignment().map(nameOf).join()}`;
  }

  start(): void {
    this.consumer.subscribe(this.options.topics, {
      assigned: (partitions) => {
        for (const partition of partitions) this.notes.tookUp(this.name, partition);
        this.noteOwned(this.consumer.assignment());
      },
      revoked: async (partitions) => {
        await this.commit();
        const gone = new Set(partitions.map(nameOf));
        this.noteOwned(this.consumer.assignment().filter((one) => !gone.has(nameOf(one))));
      },
      // The transport has heard of it before.
      lost: () => {},
    });
    this.ended = this.run().catch((reason: unknown) => this.notes.broken(reason));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.ended;
    await this.consumer.close();
    await this.client.close();
  }

  died(): void {
    const { memberId } = this.consumer.membership ?? {};
    if (memberId !== undefined) this.transport.gone(memberId);
  }

  private async run(): Promise<void> {
    let commitAtMs = this.notes.nowMs() + this.options.commitIntervalMs;
    while (!this.stopping) {
      await this.consume();
      if (this.notes.nowMs() < commitAtMs) continue;
      await this.commit();
      commitAtMs = this.notes.nowMs() + this.options.commitIntervalMs;
    }
  }

  private async consume(): Promise<void> {
    try {
      const groups = await this.consumer.poll({ timeoutMs: POLL_MS });
      for (const { topic, partition, records } of groups)
        for (const { offset, value } of records) this.notes.consumed(this.name, { topic, partition, offset, value });
    } catch (reason) {
      await this.tolerate(reason, (code) => DraveError.from(reason).retriable || lookAgain.has(code));
    }
  }

  /**
   * Another member may have the partitions by now, or no broker can be asked: the one that has them then does it again.
   */
  private async commit(): Promise<void> {
    try {
      await this.consumer.commit(undefined, { timeoutMs: COMMIT_MS });
    } catch (reason) {
      await this.tolerate(reason, (code) => endsMembership.has(code) || isUnreachable(code));
    }
  }

  private async tolerate(reason: unknown, isTolerable: (code: ErrorCode) => boolean): Promise<void> {
    const { code, message } = DraveError.from(reason);
    if (!(reason instanceof DraveError) || !isTolerable(code)) throw reason;
    this.notes.trace('member', this.name, `${code} ${message}`);
    await this.host.env.timers.sleep(RETRY_PAUSE_MS);
  }

  private noteOwned(partitions: readonly TopicPartition[]): void {
    const { memberId } = this.consumer.membership ?? {};
    if (memberId !== undefined) this.transport.owns(memberId, new Set(partitions.map(nameOf)));
  }
}

/** The commit's time was over before a coordinator could be asked, and this is what the last attempt heard. */
function isUnreachable(code: ErrorCode): boolean {
  return code === 'SHUTTING_DOWN' || lookAgain.has(code);
}
