import { type MetadataImage, MetadataImage as Image } from '../image.js';
import type { QuotaEntity } from '../client-quotas.js';
import type { MetadataRecord, PartitionChangeRecord } from '../record.js';
import { replay } from '../replay.js';
import { scramMechanisms } from '../scram-credentials.js';
import { testUuid } from './test-metadata.js';

/** One entry of a log. */
export type RecordBatch = readonly MetadataRecord[];

/**
 * A valid log made from a list of numbers (as a property test shrinks them): every record fits the image it meets.
 * Metadata transactions span entries and end or are aborted.
 */
export function batchesFrom(choices: readonly number[]): readonly RecordBatch[] {
  const generator = new Generator();
  for (const choice of choices) generator.step(choice);
  generator.finish();
  return generator.batches;
}

class Generator {
  readonly batches: RecordBatch[] = [];
  private image: MetadataImage = Image.empty;
  private ids = 1;

  constructor() {
    this.add([{ kind: 'metadataLevel', level: 1 }]);
  }

  step(choice: number): void {
    const pick = Math.floor(choice / 16);
    switch (choice % 16) {
      case 0:
      case 1:
        return this.add([this.registration(pick % 6)]);
      case 2:
      case 3:
      case 4:
        return this.createTopic(pick);
      case 5:
        return this.removeTopic(pick);
      case 6:
      case 7:
      case 8:
      case 9:
        return this.changePartition(pick);
      case 10:
        return this.changeBroker(pick);
      case 11:
        return this.add([this.config(pick)]);
      case 12:
        return this.add([
          { kind: 'producerIds', brokerId: 1, brokerEpoch: 1, nextProducerId: this.image.nextProducerId + 1_000 },
        ]);
      case 13:
        return this.add([this.outcome(pick)]);
      case 14:
        return this.changeFeatureOrAccess(pick >> 2, pick % 4);
      default:
        return this.toggleTransaction(pick);
    }
  }

  finish(): void {
    if (this.image.inTransaction) this.add([{ kind: 'endTransaction' }]);
  }

  private add(records: RecordBatch): void {
    for (const record of records) this.image = replay(this.image, record, this.batches.length);
    this.batches.push(records);
  }

  private registration(id: number): MetadataRecord {
    return {
      kind: 'registerBroker',
      brokerId: id,
      brokerEpoch: undefined,
      incarnationId: testUuid(this.ids++),
      listeners: [{ name: 'grpc', host: 'localhost', port: 9_000 + id }],
      rack: id % 2 === 0 ? 'a' : undefined,
      fenced: id % 3 === 0,
      inControlledShutdown: false,
      directories: [testUuid(900 + id), testUuid(800 + id)],
      features: [{ name: 'feature-1', minLevel: 0, maxLevel: 3 }],
      bootId: `boot-${id}`,
    };
  }

  private createTopic(pick: number): void {
    // Names may collide, too: replay takes what decisions would refuse.
    const name = `topic${'-._'[pick % 3]}${(pick % 40) >> 1}`;
    if (this.image.topicByName(name) !== undefined) return;
    const topicId = testUuid(10_000 + this.ids++);
    const partitions = Array.from({ length: 1 + (pick % 5) }, (_, index): MetadataRecord => {
      const replicas = [index % 6, (index + 1) % 6, (index + 2) % 6];
      return {
        kind: 'partition',
        topicId,
        index,
        replicas,
        directories: replicas.map((id) => testUuid(900 + id)),
        isr: replicas,
        elr: [],
        lastKnownElr: [],
        addingReplicas: [],
        removingReplicas: [],
        leader: replicas[0] ?? -1,
        leaderEpoch: 0,
        partitionEpoch: 0,
      };
    });
    this.add([{ kind: 'topic', topicId, name }, ...partitions]);
  }

  private removeTopic(pick: number): void {
    const names = this.image.topicNames();
    const topic = this.image.topicByName(names[pick % Math.max(1, names.length)] ?? '');
    if (topic !== undefined) this.add([{ kind: 'removeTopic', topicId: topic.id }]);
  }

  private changePartition(pick: number): void {
    const names = this.image.topicNames();
    const topic = this.image.topicByName(names[pick % Math.max(1, names.length)] ?? '');
    const partition = topic?.partition(pick % (topic.partitionCount || 1));
    if (topic === undefined || partition === undefined) return;
    const moved = pick % 5 === 0 ? partition.replicas.map((id) => (id + 1) % 6) : undefined;
    const replicas = moved ?? partition.replicas;
    const isr = replicas.slice(pick % 3);
    const change: PartitionChangeRecord = {
      kind: 'partitionChange',
      topicId: topic.id,
      index: partition.index,
      replicas: moved,
      isr,
      elr: replicas.filter((id) => !isr.includes(id)),
      leader: pick % 4 === 0 ? (isr[0] ?? -1) : undefined,
      addingReplicas: pick % 7 === 0 ? [5] : undefined,
    };
    this.add([change]);
  }

  private changeBroker(pick: number): void {
    const broker = this.image.broker(pick % 6);
    if (broker === undefined) return;
    const { id: brokerId, epoch: brokerEpoch } = broker;
    if (pick % 5 === 0) return this.add([{ kind: 'unregisterBroker', brokerId, brokerEpoch }]);
    this.add([
      {
        kind: 'brokerRegistrationChange',
        brokerId,
        brokerEpoch,
        fenced: pick % 2 === 0,
        inControlledShutdown: pick % 3 === 0 ? true : undefined,
        directories: pick % 4 === 0 ? [testUuid(800 + brokerId)] : undefined,
      },
    ]);
  }

  private config(pick: number): MetadataRecord {
    const names = this.image.topicNames();
    const name = names[pick % Math.max(1, names.length)];
    const other = { type: pick % 2 === 0 ? 'broker' : 'group', name: '' } as const;
    const resource = name === undefined || pick % 7 === 0 ? other : ({ type: 'topic', name } as const);
    return { kind: 'config', resource, key: `key-${pick % 3}`, value: pick % 5 === 0 ? undefined : `${pick}` };
  }

  private outcome(pick: number): MetadataRecord {
    return {
      kind: 'requestOutcome',
      principal: `User:${pick % 3}`,
      requestId: `${pick % 50}`,
      requestHash: Buffer.from([pick % 256]),
      response: Buffer.from('{}'),
      timestampMs: this.batches.length * 100_000,
    };
  }

  private changeFeatureOrAccess(pick: number, which: number): void {
    if (which === 0) return this.add([{ kind: 'featureLevel', name: `feature-${pick % 3}`, level: pick % 4 }]);
    if (which === 1) return this.changeAcls(pick);
    if (which === 2) return this.changeCredential(pick);
    this.add([this.quota(pick)]);
  }

  private changeAcls(pick: number): void {
    const [first] = this.image.acls.entries();
    if (pick % 3 === 0 && first !== undefined) return this.add([{ kind: 'removeAccessControlEntry', id: first.id }]);
    this.add([
      {
        kind: 'accessControlEntry',
        id: testUuid(20_000 + this.ids++),
        resourceType: chosen(['topic', 'group', 'cluster', 'transactionalId', 'delegationToken', 'user'], pick),
        resourceName: chosen(['*', 'orders', 'ord'], pick),
        patternType: chosen(['literal', 'prefixed'], pick),
        principal: `User:${pick % 4}`,
        host: chosen(['*', '10.0.0.1'], pick >> 1),
        operation: chosen(['all', 'read', 'write', 'createTokens', 'describeConfigs'], pick),
        permission: chosen(['allow', 'deny'], pick >> 2),
      },
    ]);
  }

  private changeCredential(pick: number): void {
    const name = `user-${pick % 2}`;
    const mechanism = chosen(scramMechanisms, pick >> 1);
    if (pick % 3 < 2 && this.image.scramCredential(name, mechanism) !== undefined)
      return this.add([{ kind: 'removeUserScramCredential', name, mechanism }]);
    const bytes = Uint8Array.from([pick % 256]);
    const credential = { salt: bytes, storedKey: bytes, serverKey: bytes, iterations: 4_096 + (pick % 100) };
    this.add([{ kind: 'userScramCredential', name, mechanism, ...credential }]);
  }

  private quota(pick: number): MetadataRecord {
    const name = pick % 2 === 0 ? undefined : `n${pick % 3}`;
    const entities: readonly QuotaEntity[] = [
      [{ type: 'user', name }],
      [
        { type: 'user', name: 'alice' },
        { type: 'clientId', name },
      ],
      [{ type: 'ip', name }],
    ];
    const value = pick % 4 === 0 ? undefined : pick + 0.5;
    return { kind: 'clientQuota', entity: chosen(entities, pick), key: `key-${pick % 2}`, value };
  }

  private toggleTransaction(pick: number): void {
    if (!this.image.inTransaction) this.add([{ kind: 'beginTransaction', name: 'test' }]);
    else if (pick % 3 === 0) this.add([{ kind: 'abortTransaction', reason: 'test' }]);
    else this.add([{ kind: 'endTransaction' }]);
  }
}

function chosen<Item>(items: readonly Item[], pick: number): Item {
  return items[pick % items.length] as Item;
}
