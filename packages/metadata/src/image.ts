import { assert, type NodeId, type PartitionIndex, type ProducerId, type TopicId, type TopicName } from '@drave/base';
import { List, Map as PersistentMap } from 'immutable';
import { AclIndex } from './acl/acl-index.js';
import { parseQuotaEntityKey, quotaEntityKey, type QuotaEntity } from './client-quotas.js';
import type { ConfigResource } from './record.js';
import type { BrokerRegistration, PartitionRegistration } from './registration.js';
import { emptyRequestOutcomes, type RequestOutcomes } from './request-outcomes.js';
import type { ScramCredential, ScramMechanism } from './scram-credentials.js';
import { SortedTexts } from './sorted-texts.js';

/**
 * All metadata at one offset. Never changes; the next image shares everything that did not change with this one, so
 * keeping an old image costs little and changing one partition of a topic of 10,000 costs microseconds.
 */
export class MetadataImage {
  static readonly empty: MetadataImage = new MetadataImage({
    level: 0,
    features: PersistentMap(),
    brokers: PersistentMap(),
    topics: PersistentMap(),
    topicIds: PersistentMap(),
    topicNames: SortedTexts.empty,
    topicsByMetricName: PersistentMap(),
    topicsByBroker: PersistentMap(),
    configs: PersistentMap(),
    nextProducerId: 0,
    requestOutcomes: emptyRequestOutcomes,
    acls: AclIndex.empty,
    scramCredentials: PersistentMap(),
    clientQuotas: PersistentMap(),
    partitionCount: 0,
    transaction: undefined,
  });

  /** This is for `replay` and snapshots; all other code reads through the methods. */
  readonly state: ImageState;

  constructor(state: ImageState) {
    this.state = state;
  }

  /** The metadata level; 0 before the first record. */
  get level(): number {
    return this.state.level;
  }

  /** The number of partitions of all topics together. */
  get partitionCount(): number {
    return this.state.partitionCount;
  }

  get topicCount(): number {
    return this.state.topics.size;
  }

  get nextProducerId(): ProducerId {
    return this.state.nextProducerId;
  }

  get requestOutcomes(): RequestOutcomes {
    return this.state.requestOutcomes;
  }

  /** The access control lists. */
  get acls(): AclIndex {
    return this.state.acls;
  }

  /** What this user proves its password with; undefined when it has nothing for this mechanism. */
  scramCredential(user: string, mechanism: ScramMechanism): ScramCredential | undefined {
    return this.state.scramCredentials.get(user)?.get(mechanism);
  }

  /** The users that have credentials, sorted. */
  scramUsers(): readonly string[] {
    return [...this.state.scramCredentials.keys()].sort(compareText);
  }

  /** The limits set for this very entity, by their keys; empty when there are none. */
  clientQuota(entity: QuotaEntity): ReadonlyMap<string, number> {
    return new Map(this.state.clientQuotas.get(quotaEntityKey(entity)) ?? []);
  }

  /** The entities that have limits, in a fixed order. */
  quotaEntities(): readonly QuotaEntity[] {
    return [...this.state.clientQuotas.keys()].sort(compareText).map(parseQuotaEntityKey);
  }

  /** What others may see: inside a metadata transaction, the image before it began. */
  get visible(): MetadataImage {
    return this.state.transaction?.base ?? this;
  }

  get inTransaction(): boolean {
    return this.state.transaction !== undefined;
  }

  topic(id: TopicId): TopicImage | undefined {
    return this.state.topics.get(id);
  }

  topicByName(name: TopicName): TopicImage | undefined {
    const id = this.state.topicIds.get(name);
    return id === undefined ? undefined : this.state.topics.get(id);
  }

  /** The names of all topics, sorted by UTF-16 code units. */
  topicNames(): readonly TopicName[] {
    return this.state.topicNames.toArray();
  }

  /** The names behind `name`, which need not exist, in the order of `topicNames`; undefined gives all. */
  topicNamesAfter(name: TopicName | undefined): Iterable<TopicName> {
    return this.state.topicNames.after(name);
  }

  /** All topics, in the order of `topicNames`. */
  *topics(): Iterable<TopicImage> {
    for (const name of this.state.topicNames) {
      const topic = this.topicByName(name);
      if (topic !== undefined) yield topic;
    }
  }

  /** Another topic whose name differs only in '.' against '_', which metric names cannot tell apart. */
  topicCollidingWith(name: TopicName): TopicName | undefined {
    return this.state.topicsByMetricName.get(metricName(name))?.find((other) => other !== name);
  }

  /**
   * Topics of which this broker has a replica, or is to get one. Their order means nothing, and is the same for the
   * same log.
   */
  *topicsOnBroker(id: NodeId): Iterable<TopicImage> {
    for (const topicId of this.state.topicsByBroker.get(id)?.keys() ?? []) {
      const topic = this.topic(topicId);
      if (topic !== undefined) yield topic;
    }
  }

  /** The number of partitions of which this broker has a replica, or is to get one. */
  replicaCount(brokerId: NodeId): number {
    let count = 0;
    for (const ofTopic of this.state.topicsByBroker.get(brokerId)?.values() ?? []) count += ofTopic;
    return count;
  }

  partition(topicId: TopicId, index: PartitionIndex): PartitionRegistration | undefined {
    return this.state.topics.get(topicId)?.partition(index);
  }

  broker(id: NodeId): BrokerRegistration | undefined {
    return this.state.brokers.get(id);
  }

  /** The broker whose settings are kept under this name: its id as decimal digits, and no other spelling of it. */
  brokerByName(name: string): BrokerRegistration | undefined {
    const broker = this.broker(Number(name));
    return broker !== undefined && String(broker.id) === name ? broker : undefined;
  }

  /** All registered brokers, sorted by id. */
  brokers(): readonly BrokerRegistration[] {
    const { brokers } = this.state;
    let sorted = brokersSorted.get(brokers);
    if (sorted === undefined) {
      sorted = [...brokers.values()].sort((a, b) => a.id - b.id);
      brokersSorted.set(brokers, sorted);
    }
    return sorted;
  }

  /** What is set for this very resource, without defaults; keys in no particular order. */
  config(resource: ConfigResource): ReadonlyMap<string, string> {
    const values = this.state.configs.get(configResourceKey(resource));
    return values === undefined ? noConfig : new Map(values);
  }

  /** One value set for this very resource, without building a map. */
  configValue(resource: ConfigResource, key: string): string | undefined {
    return this.state.configs.get(configResourceKey(resource))?.get(key);
  }

  /** Resources for which something is set; sorted. */
  configResources(): readonly ConfigResource[] {
    return [...this.state.configs.keys()].sort(compareText).map(parseConfigResourceKey);
  }

  /** Finalized features, without the metadata level; sorted by name. */
  features(): ReadonlyMap<string, number> {
    return new Map([...this.state.features].sort((a, b) => compareText(a[0], b[0])));
  }
}

/** One topic; as immutable as the image. Partition indexes run from 0 without gaps. */
export class TopicImage {
  readonly id: TopicId;
  readonly name: TopicName;
  readonly list: List<PartitionRegistration>;

  constructor(id: TopicId, name: TopicName, list: List<PartitionRegistration>) {
    this.id = id;
    this.name = name;
    this.list = list;
  }

  get partitionCount(): number {
    return this.list.size;
  }

  partition(index: PartitionIndex): PartitionRegistration | undefined {
    return index < 0 ? undefined : this.list.get(index);
  }

  /** All partitions, by index. */
  partitions(): Iterable<PartitionRegistration> {
    return this.list;
  }
}

export interface ImageState {
  readonly level: number;
  readonly features: PersistentMap<string, number>;
  readonly brokers: PersistentMap<NodeId, BrokerRegistration>;
  readonly topics: PersistentMap<TopicId, TopicImage>;
  readonly topicIds: PersistentMap<TopicName, TopicId>;
  /** The keys of `topicIds`. */
  readonly topicNames: SortedTexts;
  /** Topics whose name has a '.' or '_', by `metricName`: more than one name means that they collide. */
  readonly topicsByMetricName: PersistentMap<string, readonly TopicName[]>;
  /** For each broker that has any: how many replicas of each topic it has. No entry is empty or 0. */
  readonly topicsByBroker: PersistentMap<NodeId, PersistentMap<TopicId, number>>;
  /** What is set, by `configResourceKey`; an entry is never empty. */
  readonly configs: PersistentMap<string, PersistentMap<string, string>>;
  readonly nextProducerId: ProducerId;
  readonly requestOutcomes: RequestOutcomes;
  readonly acls: AclIndex;
  /** By user, then by mechanism; no entry is empty. */
  readonly scramCredentials: PersistentMap<string, PersistentMap<ScramMechanism, ScramCredential>>;
  /** By `quotaEntityKey`, then by the key of the limit; no entry is empty. */
  readonly clientQuotas: PersistentMap<string, PersistentMap<string, number>>;
  readonly partitionCount: number;
  /** The open metadata transaction and the image before it. */
  readonly transaction: { readonly name: string; readonly base: MetadataImage } | undefined;
}

/** What metrics call the topic: they cannot tell '.' from '_'. */
export function metricName(name: TopicName): string {
  return name.replaceAll('.', '_');
}

export function configResourceKey(resource: ConfigResource): string {
  return `${resource.type}:${resource.name}`;
}

export function parseConfigResourceKey(key: string): ConfigResource {
  const colon = key.indexOf(':');
  const type = key.slice(0, colon);
  assert(type === 'topic' || type === 'broker' || type === 'group', 'the key of a resource begins with its type');
  return { type, name: key.slice(colon + 1) };
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Most images share their brokers with the one before. */
const brokersSorted: WeakMap<ImageState['brokers'], readonly BrokerRegistration[]> = new WeakMap();

const noConfig: ReadonlyMap<string, string> = new Map();
