import { assert, runSteps, type ErrorCode, type NodeId } from '@drave/base';
import { isActive, type MetadataRecord, type PartitionRegistration } from '@drave/metadata';
import type { AlterPartitionItemResult } from '@drave/metadata/controller';
import { TestMetadata } from '@drave/metadata/testing';
import { ClusterConfig } from '../cluster-config.js';
import { decideAlterPartition } from '../decide/alter-partition.js';
import { decideElectLeaders } from '../decide/elect-leaders.js';
import { decideHeartbeat, fenceRecords } from '../decide/heartbeat.js';
import { decideLeaveIsr } from '../decide/leave-isr.js';
import type { Decision, DecisionSteps } from '../decision.js';

const topic = 'orders';

/**
 * The decisions about the ISR of one partition, one command after the other: each is decided, what it decides is
 * replayed, and the transcript has the answer and the partition as it is then. What a command does not say is what an
 * honest broker would send now.
 *
 * - `topic replicas=1,2,3 [min=2]`: brokers and topic appear.
 * - `alter LEADER isr=1,2 [leader-epoch=] [partition-epoch=] [broker-epoch=] [seen=2:9]`: the leader proposes an ISR;
 *   `seen` is the registration at which it saw a member fetch, -1 for not at all.
 * - `leave BROKER [leader-epoch=]`: a replica found its data corrupt.
 * - `fence BROKER`, `unfence BROKER`, `elect preferred|unclean`.
 */
export class GoldenIsr {
  private readonly metadata = new TestMetadata();
  private readonly config = new ClusterConfig({});

  run(command: string): readonly string[] {
    const [verb = '', ...words] = command.split(' ');
    const options = new Map(
      words.flatMap((word): [string, string][] => {
        const [name = '', value] = word.split('=');
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const subject = words[0] ?? '';
    const answer = this.decide(verb, subject, options);
    return [...answer, this.describe()];
  }

  private decide(verb: string, subject: string, options: ReadonlyMap<string, string>): readonly string[] {
    const { image } = this.metadata;
    switch (verb) {
      case 'topic':
        return this.create(ids(options.get('replicas') ?? ''), options.get('min'));
      case 'alter':
        return this.answer(this.alter(Number(subject), options));
      case 'leave': {
        const at = this.partition();
        const leaderEpoch = Number(options.get('leader-epoch') ?? at.leaderEpoch);
        const partitions = [{ topicId: at.topicId, partition: 0, leaderEpoch }];
        const request = { brokerId: Number(subject), brokerEpoch: this.epochOf(Number(subject)), partitions };
        return this.answer(decideLeaveIsr(image, request, { config: this.config }));
      }
      case 'fence': {
        const broker = image.broker(Number(subject));
        assert(broker !== undefined, `there is no broker ${subject}`);
        return this.replay(runSteps(fenceRecords(image, [broker], this.config)));
      }
      case 'unfence':
        return this.unfence(Number(subject));
      case 'elect': {
        assert(subject === 'preferred' || subject === 'unclean', `what election is '${subject}'?`);
        const partitions = [{ topic, partition: 0 }];
        const command = { kind: 'electLeaders', election: subject, partitions } as const;
        const decision = runSteps(decideElectLeaders(image, command, { config: this.config }));
        return this.outcome(decision, (response) =>
          response.map(({ result }) => (result.kind === 'ok' ? 'elected' : refused(result.code, result.message))),
        );
      }
      default:
        throw new Error(`the script has an unknown command '${verb}'`);
    }
  }

  private create(replicas: readonly NodeId[], min: string | undefined): readonly string[] {
    this.metadata.brokers(...replicas);
    this.metadata.topic(topic, [{ replicas }]);
    if (min !== undefined) this.metadata.config(topic, 'min.insync.replicas', min);
    return [];
  }

  private alter(
    leader: NodeId,
    options: ReadonlyMap<string, string>,
  ): DecisionSteps<readonly AlterPartitionItemResult[]> {
    const at = this.partition();
    const seen = new Map(
      (options.get('seen') ?? '').split(',').map((pair): [NodeId, number] => {
        const [id, epoch] = pair.split(':').map(Number);
        return [id ?? 0, epoch ?? 0];
      }),
    );
    const newIsr = ids(options.get('isr') ?? '').map((brokerId) => ({
      brokerId,
      brokerEpoch: seen.get(brokerId) ?? this.epochOf(brokerId),
    }));
    const item = {
      topicId: at.topicId,
      partition: 0,
      leaderEpoch: Number(options.get('leader-epoch') ?? at.leaderEpoch),
      partitionEpoch: Number(options.get('partition-epoch') ?? at.partitionEpoch),
      newIsr,
    };
    const brokerEpoch = Number(options.get('broker-epoch') ?? this.epochOf(leader));
    const request = { brokerId: leader, brokerEpoch, items: [item] };
    return decideAlterPartition(this.metadata.image, request, { config: this.config });
  }

  private unfence(brokerId: NodeId): readonly string[] {
    const request = {
      brokerId,
      brokerEpoch: this.epochOf(brokerId),
      metadataOffset: this.metadata.offset,
      wantFence: false,
      wantShutdown: false,
      offlineDirectories: [],
      maxWaitMs: 0,
    };
    const ports = { config: this.config, lowestAppliedOffset: () => this.metadata.offset, shutdownOffset: undefined };
    return this.outcome(runSteps(decideHeartbeat(this.metadata.image, request, ports)), () => []);
  }

  private answer(steps: DecisionSteps<readonly AlterPartitionItemResult[]>): readonly string[] {
    return this.outcome(runSteps(steps), (results) =>
      results.map((result) =>
        result.kind === 'committed'
          ? `committed isr=${result.isr.join()} at partition epoch ${result.partitionEpoch}`
          : refused(result.error, result.message),
      ),
    );
  }

  private outcome<Response>(
    decision: Decision<Response>,
    tell: (response: Response) => readonly string[],
  ): readonly string[] {
    if (decision.kind === 'rejected') return [refused(decision.code, decision.message)];
    this.replay(decision.records);
    return tell(decision.response);
  }

  private replay(records: readonly MetadataRecord[]): readonly string[] {
    this.metadata.apply(...records);
    return [];
  }

  private partition(): PartitionRegistration {
    const partition = this.metadata.image.topicByName(topic)?.partition(0);
    assert(partition !== undefined, 'a script begins with its topic');
    return partition;
  }

  private epochOf(broker: NodeId): number {
    return this.metadata.image.broker(broker)?.epoch ?? -1;
  }

  private describe(): string {
    const { leader, leaderEpoch, partitionEpoch, replicas, isr, elr, lastKnownElr } = this.partition();
    const active = replicas.filter((id) => isActive(this.metadata.image.broker(id)));
    const sets = `isr=${isr.join()} elr=${elr.join()} last-known=${lastKnownElr.join()} active=${active.join()}`;
    return `${topic}-0 leader=${leader} epoch=${leaderEpoch}/${partitionEpoch} ${sets}`;
  }
}

function ids(text: string): readonly NodeId[] {
  return text === '' ? [] : text.split(',').map(Number);
}

function refused(code: ErrorCode, message: string): string {
  return `${code}: ${message}`;
}
