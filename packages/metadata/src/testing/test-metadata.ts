import {
  encodeUuid,
  UUID_ZERO,
  type NodeId,
  type Offset,
  type PartitionIndex,
  type TopicId,
  type Uuid,
} from '@drave/base';
import { MetadataDelta, Touched } from '../delta.js';
import { MetadataImage } from '../image.js';
import { METADATA_LEVEL_MAX } from '../level.js';
import type { MetadataRecord, PartitionChangeRecord, PartitionRecord, RegisterBrokerRecord } from '../record.js';
import { NO_LEADER, type PartitionRegistration } from '../registration.js';
import { noteTouched, replay } from '../replay.js';

interface TestPartition extends Partial<Omit<PartitionRegistration, 'topicId' | 'index' | 'replicas'>> {
  readonly replicas: readonly NodeId[];
}

/**
 * Builds images and deltas by replaying real records, for tests of whatever follows the metadata. Every method is one
 * entry: it advances `offset` by one and returns the delta.
 */
export class TestMetadata {
  image: MetadataImage = replay(MetadataImage.empty, { kind: 'metadataLevel', level: METADATA_LEVEL_MAX }, 0);
  /** Offset of the next entry. */
  offset: Offset = 1;

  apply(...records: readonly MetadataRecord[]): MetadataDelta {
    const before = this.image;
    const touched = new Touched();
    for (const record of records) {
      noteTouched(touched, record, this.image);
      this.image = replay(this.image, record, this.offset);
    }
    this.offset++;
    return new MetadataDelta(before, this.image, touched);
  }

  /** Registers unfenced brokers, each with one directory `testUuid(1_000 + id)` and a 'grpc' listener. */
  brokers(...ids: readonly NodeId[]): MetadataDelta {
    return this.apply(...ids.map((id) => this.registration(id)));
  }

  registration(id: NodeId, change: Partial<RegisterBrokerRecord> = {}): RegisterBrokerRecord {
    return {
      kind: 'registerBroker',
      brokerId: id,
      brokerEpoch: undefined,
      incarnationId: testUuid(2_000_000 + this.offset * 100 + id),
      listeners: [{ name: 'grpc', host: `broker-${id}`, port: 9_000 + id }],
      rack: undefined,
      fenced: false,
      inControlledShutdown: false,
      directories: [testUuid(1_000 + id)],
      features: [],
      bootId: 'boot-1',
      ...change,
    };
  }

  /** Creates a topic; ISR defaults to the replicas, the leader to the first, epochs to 0. */
  topic(name: string, partitions: readonly TestPartition[], id: TopicId = this.topicId(name)): MetadataDelta {
    const records: MetadataRecord[] = [{ kind: 'topic', topicId: id, name }];
    partitions.forEach((partition, index) => records.push(testPartition(id, index, partition)));
    return this.apply(...records);
  }

  deleteTopic(name: string): MetadataDelta {
    return this.apply({ kind: 'removeTopic', topicId: this.idOf(name) });
  }

  /** Moves the leadership, which raises the leader epoch; the new leader must be in the ISR to make sense. */
  lead(topic: string, index: PartitionIndex, leader: NodeId): MetadataDelta {
    return this.change(topic, index, { leader });
  }

  change(
    topic: string,
    index: PartitionIndex,
    change: Omit<PartitionChangeRecord, 'kind' | 'topicId' | 'index'>,
  ): MetadataDelta {
    return this.apply({ kind: 'partitionChange', topicId: this.idOf(topic), index, ...change });
  }

  config(topic: string, key: string, value: string | undefined): MetadataDelta {
    return this.apply({ kind: 'config', resource: { type: 'topic', name: topic }, key, value });
  }

  /** The delta that a node sees which starts from nothing. */
  everything(): MetadataDelta {
    return MetadataDelta.between(MetadataImage.empty, this.image);
  }

  idOf(topic: string): TopicId {
    const found = this.image.topicByName(topic);
    if (found === undefined) throw new Error(`the test has no topic '${topic}'`);
    return found.id;
  }

  private topicId(name: string): TopicId {
    let hash = 7;
    for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
    return testUuid(hash * 1_000 + this.offset);
  }
}

/** A readable, valid id made from a number. */
export function testUuid(number: number): Uuid {
  const bytes = Buffer.alloc(16, 1);
  bytes.writeUInt32BE(Math.floor(number / 2 ** 32), 8);
  bytes.writeUInt32BE(number % 2 ** 32, 12);
  return encodeUuid(bytes);
}

function testPartition(topicId: TopicId, index: PartitionIndex, partition: TestPartition): PartitionRecord {
  return {
    kind: 'partition',
    topicId,
    index,
    directories: partition.replicas.map(() => UUID_ZERO),
    isr: partition.replicas,
    elr: [],
    lastKnownElr: [],
    addingReplicas: [],
    removingReplicas: [],
    leader: partition.replicas[0] ?? NO_LEADER,
    leaderEpoch: 0,
    partitionEpoch: 0,
    ...partition,
  };
}
