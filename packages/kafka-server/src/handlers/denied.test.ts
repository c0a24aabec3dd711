import { errors, UUID_ZERO, type ErrorCode } from '@drave/base';
import type { Authorizer, Operation } from '@drave/base/access';
import type { AnyApi } from '@drave/kafka-protocol';
import { testBatch } from '@drave/records/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster } from '../testing/kafka-broker-cluster.js';
import type { WireClient } from '../testing/wire-client.js';
import type { AnyHandlerRow } from './handler-row.js';
import { handlerTable } from './table.js';

/*
 * A client that may do nothing asks for everything, and then one that has exactly the rights for it. Every row of the
 * table has its line here: what the client asks in the newest version, and how it is refused; or why Kafka does not ask
 * its authorizer. A new row without a line fails by its name.
 */

type Expectation =
  /** The request is in the newest version, unless another one is named. */
  | { readonly request: object; readonly refused: object; readonly version?: number }
  /** What is left out of an answer for who may not see it. */
  | { readonly request: object; readonly hidden: object }
  | { readonly asksNobody: string };

const TOPIC = code('TOPIC_AUTHORIZATION_FAILED');
const GROUP = code('GROUP_AUTHORIZATION_FAILED');
const CLUSTER = code('CLUSTER_AUTHORIZATION_FAILED');
const TRANSACTIONAL_ID = code('TRANSACTIONAL_ID_AUTHORIZATION_FAILED');

function code(name: ErrorCode): { readonly errorCode: number } {
  return { errorCode: errors[name].kafka };
}

const SOME_ID = 'AAECAwQFBgcICQoLDA0ODw';

/** One topic that exists and one that does not: who may see neither cannot tell them apart. */
const names = ['orders', 'nowhere'] as const;
const each = <Item>(item: (name: string) => Item): Item[] => names.map(item);
const group = { groupId: 'billing', memberId: 'm' };
const transaction = { transactionalId: 't', producerId: 1, producerEpoch: 0 };
const resources = (configs: object) => [
  ...each((name) => ({ resourceType: 2, resourceName: name, ...configs })),
  { resourceType: 4, resourceName: '1', ...configs },
  { resourceType: 32, resourceName: 'billing', ...configs },
];
const resourceRefusals = [TOPIC, TOPIC, CLUSTER, GROUP];
const acl = { resourceType: 2, resourceName: 't', principal: 'User:a', host: '*', operation: 3, permissionType: 3 };
const filter = {
  resourceTypeFilter: 1,
  resourceNameFilter: null,
  patternTypeFilter: 1,
  principalFilter: null,
  hostFilter: null,
  operation: 1,
  permissionType: 1,
};

const switchedOff: Expectation = { asksNobody: 'it does not exist here: Kafka says so before it asks' };
const sasl: Expectation = { asksNobody: 'authentication comes before authorisation' };

const expectations: Readonly<Record<string, Expectation>> = {
  Produce: {
    // The last version that names topics; see below for ids.
    version: 12,
    request: {
      acks: 1,
      timeoutMs: 1_000,
      topicData: each((name) => ({
        name,
        partitionData: [{ index: 0, records: testBatch([{ value: 'v', timestamp: 1 }]) }],
      })),
    },
    refused: { responses: each((name) => ({ name, partitionResponses: [TOPIC] })) },
  },
  Fetch: {
    // The last version that names topics; see below for ids.
    version: 12,
    request: {
      maxWaitMs: 0,
      minBytes: 1,
      topics: each((topic) => ({
        topic,
        topicId: UUID_ZERO,
        partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000 }],
      })),
    },
    refused: { responses: each((topic) => ({ topic, partitions: [TOPIC] })) },
  },
  ListOffsets: {
    request: {
      replicaId: -1,
      topics: each((name) => ({ name, partitions: [{ partitionIndex: 0, timestamp: -1 }] })),
    },
    refused: { topics: each((name) => ({ name, partitions: [TOPIC] })) },
  },
  Metadata: {
    request: { topics: each((name) => ({ topicId: UUID_ZERO, name })), allowAutoTopicCreation: true },
    refused: { topics: each((name) => ({ name, ...TOPIC, topicId: UUID_ZERO, partitions: [] })) },
  },
  OffsetCommit: {
    request: {
      ...group,
      topics: [UUID_ZERO, SOME_ID].map((topicId) => ({
        topicId,
        partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: null }],
      })),
    },
    refused: { topics: [UUID_ZERO, SOME_ID].map((topicId) => ({ topicId, partitions: [GROUP] })) },
  },
  OffsetFetch: {
    request: { groups: [{ groupId: 'billing', topics: null }] },
    refused: { groups: [{ ...GROUP, topics: [] }] },
  },
  FindCoordinator: {
    request: { keyType: 0, coordinatorKeys: ['billing'] },
    refused: { coordinators: [{ ...GROUP, nodeId: -1 }] },
  },
  JoinGroup: {
    request: { ...group, sessionTimeoutMs: 10_000, protocolType: 'consumer', protocols: [] },
    refused: GROUP,
  },
  Heartbeat: { request: { ...group, generationId: 1 }, refused: GROUP },
  LeaveGroup: { request: { groupId: 'billing', members: [{ memberId: 'm' }] }, refused: GROUP },
  SyncGroup: { request: { ...group, generationId: 1, assignments: [] }, refused: GROUP },
  DescribeGroups: { request: { groups: ['billing'] }, refused: { groups: [GROUP] } },
  ListGroups: { request: { statesFilter: [], typesFilter: [] }, hidden: { errorCode: 0, groups: [] } },
  SaslHandshake: sasl,
  SaslAuthenticate: sasl,
  ApiVersions: { asksNobody: 'clients ask for it before they are anybody' },
  CreateTopics: {
    request: {
      timeoutMs: 1_000,
      topics: each((name) => ({ name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] })),
    },
    refused: { topics: each((name) => ({ name, ...TOPIC, topicId: UUID_ZERO })) },
  },
  DeleteTopics: {
    request: { timeoutMs: 1_000, topics: each((name) => ({ name, topicId: UUID_ZERO })) },
    refused: { responses: each((name) => ({ name, ...TOPIC, topicId: UUID_ZERO })) },
  },
  DeleteRecords: {
    request: { timeoutMs: 1_000, topics: each((name) => ({ name, partitions: [{ partitionIndex: 0, offset: 0 }] })) },
    refused: { topics: each((name) => ({ name, partitions: [TOPIC] })) },
  },
  InitProducerId: { request: { transactionalId: null, transactionTimeoutMs: 1_000 }, refused: CLUSTER },
  AddPartitionsToTxn: {
    // The last version of clients; brokers ask with newer ones.
    version: 3,
    request: {
      transactions: [],
      v3AndBelowTransactionalId: 't',
      v3AndBelowProducerId: 1,
      v3AndBelowProducerEpoch: 0,
      v3AndBelowTopics: each((name) => ({ name, partitions: [0] })),
    },
    refused: {
      resultsByTopicV3AndBelow: each((name) => ({
        name,
        resultsByPartition: [{ partitionErrorCode: TRANSACTIONAL_ID.errorCode }],
      })),
    },
  },
  AddOffsetsToTxn: { request: { ...transaction, groupId: 'billing' }, refused: TRANSACTIONAL_ID },
  EndTxn: { request: { ...transaction, committed: true }, refused: TRANSACTIONAL_ID },
  WriteTxnMarkers: {
    request: {
      markers: [
        {
          producerId: 1,
          producerEpoch: 0,
          transactionResult: true,
          topics: each((name) => ({ name, partitionIndexes: [0] })),
          coordinatorEpoch: 0,
        },
      ],
    },
    refused: { markers: [{ topics: each((name) => ({ name, partitions: [CLUSTER] })) }] },
  },
  TxnOffsetCommit: {
    request: {
      ...transaction,
      groupId: 'billing',
      topics: each((name) => ({
        name,
        partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: null }],
      })),
    },
    refused: { topics: each((name) => ({ name, partitions: [TRANSACTIONAL_ID] })) },
  },
  OffsetForLeaderEpoch: {
    request: { topics: each((topic) => ({ topic, partitions: [{ partition: 0, leaderEpoch: 0 }] })) },
    refused: { topics: each((topic) => ({ topic, partitions: [TOPIC] })) },
  },
  DescribeAcls: { request: filter, refused: CLUSTER },
  CreateAcls: { request: { creations: [acl] }, refused: { results: [CLUSTER] } },
  DeleteAcls: { request: { filters: [filter] }, refused: { filterResults: [CLUSTER] } },
  DescribeConfigs: {
    request: { resources: resources({ configurationKeys: null }) },
    refused: { results: resourceRefusals },
  },
  AlterConfigs: {
    request: { resources: resources({ configs: [] }), validateOnly: false },
    refused: { responses: resourceRefusals },
  },
  AlterReplicaLogDirs: {
    request: { dirs: [{ path: 'data', topics: each((name) => ({ name, partitions: [0] })) }] },
    refused: { results: each((topicName) => ({ topicName, partitions: [{ partitionIndex: 0, ...CLUSTER }] })) },
  },
  DescribeLogDirs: { request: { topics: null }, refused: { ...CLUSTER, results: [] } },
  CreatePartitions: {
    request: { timeoutMs: 1_000, validateOnly: false, topics: each((name) => ({ name, count: 9, assignments: null })) },
    refused: { results: each((name) => ({ name, ...TOPIC })) },
  },
  CreateDelegationToken: switchedOff,
  RenewDelegationToken: switchedOff,
  ExpireDelegationToken: switchedOff,
  DescribeDelegationToken: switchedOff,
  DeleteGroups: { request: { groupsNames: ['billing'] }, refused: { results: [GROUP] } },
  ElectLeaders: { request: { electionType: 0, topicPartitions: null, timeoutMs: 1_000 }, refused: CLUSTER },
  IncrementalAlterConfigs: {
    request: { resources: resources({ configs: [] }), validateOnly: false },
    refused: { responses: resourceRefusals },
  },
  AlterPartitionReassignments: {
    request: { timeoutMs: 1_000, topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, replicas: [1] }] }] },
    refused: CLUSTER,
  },
  ListPartitionReassignments: { request: { timeoutMs: 1_000, topics: null }, refused: CLUSTER },
  OffsetDelete: {
    request: { groupId: 'billing', topics: [{ name: 'orders', partitions: [{ partitionIndex: 0 }] }] },
    refused: GROUP,
  },
  DescribeClientQuotas: { request: { components: [], strict: false }, refused: CLUSTER },
  AlterClientQuotas: {
    request: {
      entries: [
        {
          entity: [{ entityType: 'user', entityName: 'alice' }],
          ops: [{ key: 'producer_byte_rate', value: 1, remove: false }],
        },
      ],
      validateOnly: false,
    },
    refused: { entries: [{ ...CLUSTER, entity: [{ entityType: 'user', entityName: 'alice' }] }] },
  },
  AlterUserScramCredentials: {
    request: { deletions: [{ name: 'alice', mechanism: 1 }], upsertions: [] },
    refused: { results: [{ user: 'alice', ...CLUSTER }] },
  },
  DescribeUserScramCredentials: { request: { users: null }, refused: CLUSTER },
  DescribeQuorum: {
    request: { topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }] },
    refused: CLUSTER,
  },
  AddRaftVoter: {
    request: { clusterId: null, timeoutMs: 1_000, voterId: 9, voterDirectoryId: UUID_ZERO, listeners: [] },
    refused: CLUSTER,
  },
  RemoveRaftVoter: { request: { clusterId: null, voterId: 1, voterDirectoryId: UUID_ZERO }, refused: CLUSTER },
  UpdateFeatures: {
    request: {
      timeoutMs: 1_000,
      validateOnly: false,
      featureUpdates: [{ feature: 'metadata.version', maxVersionLevel: 1, upgradeType: 1 }],
    },
    refused: CLUSTER,
  },
  DescribeCluster: { asksNobody: 'where the brokers are is for every client' },
  DescribeProducers: {
    request: { topics: each((name) => ({ name, partitionIndexes: [0] })) },
    refused: { topics: each((name) => ({ name, partitions: [TOPIC] })) },
  },
  UnregisterBroker: { request: { brokerId: 1 }, refused: CLUSTER },
  DescribeTransactions: {
    request: { transactionalIds: ['t'] },
    refused: { transactionStates: [TRANSACTIONAL_ID] },
  },
  ListTransactions: {
    request: { stateFilters: [], producerIdFilters: [] },
    hidden: { errorCode: 0, transactionStates: [] },
  },
  ConsumerGroupHeartbeat: {
    request: { ...group, memberEpoch: 0, rebalanceTimeoutMs: 1_000, topicPartitions: [] },
    refused: GROUP,
  },
  ConsumerGroupDescribe: {
    request: { groupIds: ['billing'], includeAuthorizedOperations: false },
    refused: { groups: [GROUP] },
  },
  ListConfigResources: { request: { resourceTypes: [] }, refused: { ...CLUSTER, configResources: [] } },
  DescribeTopicPartitions: {
    request: { topics: each((name) => ({ name })) },
    refused: { topics: [...names].sort().map((name) => ({ name, ...TOPIC, topicId: UUID_ZERO })) },
  },
  ShareGroupHeartbeat: switchedOff,
  ShareGroupDescribe: switchedOff,
  ShareFetch: switchedOff,
  ShareAcknowledge: switchedOff,
  StreamsGroupHeartbeat: switchedOff,
  StreamsGroupDescribe: switchedOff,
  DescribeShareGroupOffsets: switchedOff,
  AlterShareGroupOffsets: switchedOff,
  DeleteShareGroupOffsets: switchedOff,
};

/** Rights as they are asked for: an operation, a kind of resource, a name. */
const topics = (operation: Operation): readonly string[] => each((name) => `${operation} topic ${name}`);
const allKinds = (operation: Operation) => [...topics(operation), `${operation} cluster`, `${operation} group billing`];
const readGroup = ['read group billing'];
const describeGroup = ['describe group billing'];
const writeTransaction = ['write transactionalId t'];

/** What a client must be allowed for the request of each line, and no more. */
const rights: Readonly<Record<string, readonly string[]>> = {
  Produce: topics('write'),
  Fetch: topics('read'),
  ListOffsets: topics('describe'),
  Metadata: topics('describe'),
  OffsetCommit: readGroup,
  OffsetFetch: describeGroup,
  FindCoordinator: describeGroup,
  JoinGroup: readGroup,
  Heartbeat: readGroup,
  LeaveGroup: readGroup,
  SyncGroup: readGroup,
  DescribeGroups: describeGroup,
  CreateTopics: topics('create'),
  DeleteTopics: topics('delete'),
  DeleteRecords: topics('delete'),
  InitProducerId: ['idempotentWrite cluster'],
  AddPartitionsToTxn: [...writeTransaction, ...topics('write')],
  AddOffsetsToTxn: [...writeTransaction, ...readGroup],
  EndTxn: writeTransaction,
  WriteTxnMarkers: ['clusterAction cluster'],
  TxnOffsetCommit: [...writeTransaction, ...readGroup, ...topics('read')],
  OffsetForLeaderEpoch: topics('describe'),
  DescribeAcls: ['describe cluster'],
  CreateAcls: ['alter cluster'],
  DeleteAcls: ['alter cluster'],
  DescribeConfigs: allKinds('describeConfigs'),
  AlterConfigs: allKinds('alterConfigs'),
  AlterReplicaLogDirs: ['alter cluster'],
  DescribeLogDirs: ['describe cluster'],
  CreatePartitions: topics('alter'),
  DeleteGroups: ['delete group billing'],
  ElectLeaders: ['alter cluster'],
  IncrementalAlterConfigs: allKinds('alterConfigs'),
  AlterPartitionReassignments: ['alter cluster'],
  ListPartitionReassignments: ['describe cluster'],
  // It asks about topics where the group is coordinated, and nothing coordinates one here.
  OffsetDelete: ['delete group billing'],
  DescribeClientQuotas: ['describeConfigs cluster'],
  AlterClientQuotas: ['alterConfigs cluster'],
  AlterUserScramCredentials: ['alter cluster'],
  DescribeUserScramCredentials: ['describe cluster'],
  DescribeQuorum: ['describe cluster'],
  AddRaftVoter: ['alter cluster'],
  RemoveRaftVoter: ['alter cluster'],
  UpdateFeatures: ['alter cluster'],
  DescribeProducers: topics('read'),
  UnregisterBroker: ['alter cluster'],
  DescribeTransactions: ['describe transactionalId t'],
  ConsumerGroupHeartbeat: readGroup,
  ConsumerGroupDescribe: describeGroup,
  ListConfigResources: ['describeConfigs cluster'],
  DescribeTopicPartitions: topics('describe'),
};

/**
 * Requests whose items go together to the controller or a coordinator, which are not there: an item without its right
 * is refused alone. The last rights are those to the items, in their order.
 */
const itemsOf: Readonly<Record<string, string>> = {
  CreateTopics: 'topics',
  DeleteTopics: 'topics',
  CreatePartitions: 'topics',
  AlterConfigs: 'resources',
  IncrementalAlterConfigs: 'resources',
  TxnOffsetCommit: 'topics',
};

/** The request, or the one item of it that a right is for; `place` counts the rights from the last. */
function requestFor(name: string, request: object, place: number): object {
  const field = itemsOf[name];
  const item = field === undefined ? undefined : (request as Readonly<Record<string, object[]>>)[field]?.at(place);
  return field === undefined || item === undefined ? request : { ...request, [field]: [item] };
}

/** What the client may do; nothing at first. */
const allowed = new Set<string>();
/** What was asked and denied: by which request, and whether that is a refusal. */
let denials: { readonly api: string | undefined; readonly isRefusal: boolean }[] = [];
const authorizer: Authorizer = {
  allows: ({ api }, operation, resource, ifDenied) => {
    const allows = allowed.has([operation, resource.kind, ...('name' in resource ? [resource.name] : [])].join(' '));
    if (!allows) denials.push({ api, isRefusal: ifDenied !== 'passedOver' });
    return allows;
  },
};
let cluster: KafkaBrokerCluster;
let client: WireClient;

beforeAll(async () => {
  cluster = await KafkaBrokerCluster.start({ authorizer });
  await cluster.brokers.createTopic('orders');
  client = await cluster.connect();
});
afterAll(() => cluster.close());

function ask(api: AnyApi, version: number, request: object): Promise<object> {
  return cluster.finish(client.call(api as never, version, request as never));
}

function versionOf({ maxVersion }: AnyHandlerRow, expected: Expectation): number {
  return 'version' in expected ? (expected.version ?? maxVersion) : maxVersion;
}

/** All that a request could have changed: the metadata, and the one log. */
function state() {
  const { controller } = cluster.brokers;
  const node = cluster.brokers.node(1);
  const partitions = [...controller.image.topics()].map((topic) =>
    node.requireBroker().replicas.partitionOf(topic.id, 0),
  );
  return { changes: controller.history.length, ends: partitions.map((partition) => partition?.log.logEndOffset) };
}

describe('G1: a client that may do nothing', () => {
  it.each(handlerTable.map((row) => [row.api.name, row] as const))('%s', async (name, row) => {
    const expected = expectations[name];
    if (expected === undefined) throw new RangeError(`${name} has no line: how is it refused?`);
    if ('asksNobody' in expected) return;
    const before = state();
    denials = [];
    const answer = await ask(row.api as unknown as AnyApi, versionOf(row, expected), expected.request);
    if ('hidden' in expected) expect(answer).toMatchObject(expected.hidden);
    else expect(answer).toMatchObject(expected.refused);
    expect(state()).toEqual(before);
    // An audit log tells of what is refused, and not of what is left out.
    expect(denials.filter(({ api }) => api !== name)).toEqual([]);
    expect(denials.some(({ isRefusal }) => isRefusal)).toBe('refused' in expected);
  });

  it('has no line for what is not served', () => {
    const served = new Set(handlerTable.map((row) => row.api.name));
    expect(Object.keys(expectations).filter((name) => !served.has(name))).toEqual([]);
  });

  it('of a producer with a transactional id hears about that first', async () => {
    const find = (name: string) => handlerTable.find((row) => row.api.name === name);
    const produce = find('Produce');
    const init = find('InitProducerId');
    if (produce === undefined || init === undefined) throw new RangeError('both are served');
    const topicData = [{ name: 'orders', partitionData: [{ index: 0, records: Buffer.alloc(0) }] }];
    const produced = { transactionalId: 't', acks: 1, timeoutMs: 1_000, topicData };
    expect(await ask(produce.api as unknown as AnyApi, produce.maxVersion, produced)).toMatchObject({
      responses: [{ partitionResponses: [TRANSACTIONAL_ID] }],
    });
    const initialised = { transactionalId: 't', transactionTimeoutMs: 1_000 };
    expect(await ask(init.api as unknown as AnyApi, init.maxVersion, initialised)).toMatchObject(TRANSACTIONAL_ID);
  });

  it('is no broker that asks about transactions', async () => {
    const add = handlerTable.find((row) => row.api.name === 'AddPartitionsToTxn')?.api as unknown as AnyApi;
    const transactions = [{ ...transaction, verifyOnly: true, topics: each((name) => ({ name, partitions: [0] })) }];
    for (const version of [4, 5]) expect(await ask(add, version, { transactions })).toMatchObject(CLUSTER);
  });

  it('who tells a topic by its id is not told its name', async () => {
    const find = (name: string) => handlerTable.find((row) => row.api.name === name)?.api as unknown as AnyApi;
    const topicId = cluster.brokers.controller.image.topicByName('orders')?.id;
    const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000 }];
    const fetched = await ask(find('Fetch'), 13, { maxWaitMs: 0, minBytes: 1, topics: [{ topicId, partitions }] });
    expect(fetched).toMatchObject({ responses: [{ topicId, partitions: [TOPIC] }] });
    const records = testBatch([{ value: 'v', timestamp: 1 }]);
    const topicData = [{ topicId, partitionData: [{ index: 0, records }] }];
    const produced = await ask(find('Produce'), 13, { acks: 1, timeoutMs: 1_000, topicData });
    expect(produced).toMatchObject({ responses: [{ topicId, partitionResponses: [TOPIC] }] });
    const described = await ask(find('Metadata'), 12, { topics: [{ topicId, name: null }] });
    expect(described).toMatchObject({ topics: [{ topicId, name: null, ...TOPIC, partitions: [] }] });
    const deleted = await ask(find('DeleteTopics'), 6, { timeoutMs: 1_000, topics: [{ topicId, name: null }] });
    expect(deleted).toMatchObject({ responses: [{ topicId, name: null, ...TOPIC }] });
    expect(JSON.stringify([fetched, produced, described, deleted])).not.toContain('orders');
  });

  it('of all topics sees none', async () => {
    const find = (name: string) => handlerTable.find((row) => row.api.name === name)?.api as unknown as AnyApi;
    denials = [];
    expect(await ask(find('Metadata'), 12, { topics: null })).toMatchObject({ topics: [] });
    expect(await ask(find('DescribeTopicPartitions'), 0, { topics: [] })).toMatchObject({ topics: [] });
    expect(new Set(denials.map(({ api }) => api))).toEqual(new Set(['Metadata', 'DescribeTopicPartitions']));
    expect(denials.filter(({ isRefusal }) => isRefusal)).toEqual([]);
  });
});

/** How often an answer refuses for want of a right, in whatever field. */
function refusalsIn(answer: unknown): number {
  const codes: readonly unknown[] = [TOPIC, GROUP, CLUSTER, TRANSACTIONAL_ID].map(({ errorCode }) => errorCode);
  if (typeof answer !== 'object' || answer === null || ArrayBuffer.isView(answer)) return 0;
  return Object.entries(answer).reduce((sum, [field, value]) => {
    if (/errorCode$/i.test(field)) return sum + (codes.includes(value) ? 1 : 0);
    return sum + refusalsIn(value);
  }, 0);
}

describe('G21: a client with exactly the rights that its request needs', () => {
  const refusable = handlerTable.filter(({ api: { name } }) => 'refused' in (expectations[name] ?? {}));

  it.each(refusable.map((row) => [row.api.name, row] as const))('%s', async (name, row) => {
    const expected = expectations[name];
    const needed = rights[name];
    if (expected === undefined || !('request' in expected) || needed === undefined)
      throw new RangeError(`${name} has no line: which rights does it need?`);
    const refusals = async (request: object, given: readonly string[]): Promise<number> => {
      allowed.clear();
      for (const right of given) allowed.add(right);
      return refusalsIn(await ask(row.api as unknown as AnyApi, versionOf(row, expected), request));
    };
    for (const [index, right] of needed.entries()) {
      const others = needed.filter((other) => other !== right);
      const count = await refusals(requestFor(name, expected.request, index - needed.length), others);
      expect({ without: right, isRefused: count > 0 }).toEqual({ without: right, isRefused: true });
    }
    expect(await refusals(expected.request, needed)).toBe(0);
  });
});

it('G10: a producer that lost its right to write has none left from its id or its transaction', async () => {
  const { api } = handlerTable.find((row) => row.api.name === 'Produce') ?? {};
  const before = state();
  for (const transactional of [false, true]) {
    allowed.clear();
    for (const right of ['idempotentWrite cluster', ...writeTransaction]) allowed.add(right);
    const records = testBatch([{ value: 'v' }], { producerId: 1, producerEpoch: 0, baseSequence: 0, transactional });
    const topicData = [{ name: 'orders', partitionData: [{ index: 0, records }] }];
    const request = { transactionalId: transactional ? 't' : null, acks: -1, timeoutMs: 1_000, topicData };
    expect(await ask(api as unknown as AnyApi, 12, request)).toMatchObject({
      responses: [{ partitionResponses: [TOPIC] }],
    });
  }
  expect(state()).toEqual(before);
});

it('G15: a cluster without an authorizer refuses nobody', async () => {
  const open = await KafkaBrokerCluster.start({});
  try {
    await open.brokers.createTopic('orders');
    const anybody = await open.connect();
    for (const row of handlerTable) {
      const expected = expectations[row.api.name];
      if (expected === undefined || !('request' in expected)) continue;
      const version = versionOf(row, expected);
      const answer = await open.finish(anybody.call(row.api as never, version, expected.request as never));
      expect([row.api.name, refusalsIn(answer)]).toEqual([row.api.name, 0]);
    }
  } finally {
    await open.close();
  }
});
