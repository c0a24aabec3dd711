import type { DraveError, ErrorCode, Offset } from '@drave/base';
import type { Authorizer } from '@drave/base/access';
import { SimWorld } from '@drave/env/sim';
import type { RpcChannel, ServiceDefinition, StreamMethod, UnaryMethod } from '@drave/rpc';
import * as rpc from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateNodeConfig } from './validate-node-config.js';
import { everyRole } from './every-role.js';
import { formatNode } from './format.js';
import { DraveNode } from './node.js';

/*
 * A client that may do nothing calls every method that a node offers to clients over gRPC, and then one that has
 * exactly the rights for it. Every method has its line: how it is refused, or what it leaves out. A new method without
 * a line fails by its name.
 */

type Expectation =
  /** The call fails. */
  | { readonly request: object; readonly refused: ErrorCode }
  /** The call answers, and refuses or leaves out each item. */
  | { readonly request: object; readonly answer: object };

const TOPIC = 'TOPIC_AUTHORIZATION_FAILED';
const GROUP = 'GROUP_AUTHORIZATION_FAILED';
const CLUSTER = 'CLUSTER_AUTHORIZATION_FAILED';
const TRANSACTIONAL_ID = 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED';

const once = { validateOnly: false, requestId: '' };
const paged = { pageSize: 0, pageToken: '' };
const group = { groupId: 'billing', local: false };
const transaction = { transactionalId: 'payments', local: false };
const mutatedGroup = { ...group, ...once };
const orders = { topic: 'orders', topicId: '', partition: 0 };
const topicConfig = { resource: { type: 'TOPIC', name: 'orders' }, ...once, etag: '' };
const refusedPartition = { partitions: [{ error: { code: TOPIC } }] };
const written = { ...orders, records: Buffer.alloc(100, 1) };
const read = { ...orders, fetchOffset: 0, maxBytes: 1_000 };
const producer = { transactionalId: 'bank', producerId: 1, producerEpoch: 0 };
const isolationLevel = 'READ_UNCOMMITTED';
const fetched = { isolationLevel, rack: '', minBytes: 1, maxWaitMs: 0, maxBytes: 1_000, partitions: [read] };
const produced = {
  correlationId: 1,
  acks: -1,
  timeoutMs: 1_000,
  transactionalId: '',
  transactionVersion: 0,
  partitions: [written],
};

const expectations: Readonly<Record<string, Expectation>> = {
  '/drave.admin.v1.TopicService/CreateTopic': {
    request: { name: 'new', partitionCount: 1, replicationFactor: 1, assignments: [], configs: new Map(), ...once },
    refused: TOPIC,
  },
  '/drave.admin.v1.TopicService/GetTopic': { request: { name: 'orders', topicId: '', local: false }, refused: TOPIC },
  '/drave.admin.v1.TopicService/ListTopics': {
    request: { ...paged, namePrefix: '', includeInternal: true, local: false },
    answer: { topics: [] },
  },
  '/drave.admin.v1.TopicService/DeleteTopic': { request: { name: 'orders', topicId: '', ...once }, refused: TOPIC },
  '/drave.admin.v1.TopicService/AddPartitions': {
    request: { name: 'orders', partitionCount: 9, assignments: [], ...once },
    refused: TOPIC,
  },
  '/drave.admin.v1.PartitionService/GetPartition': {
    request: { topic: 'orders', index: 0, local: false },
    refused: TOPIC,
  },
  '/drave.admin.v1.PartitionService/ListPartitions': {
    request: { ...paged, topic: '', filter: 'ALL', local: false },
    answer: { partitions: [] },
  },
  '/drave.admin.v1.PartitionService/ElectLeaders': {
    request: { electionType: 'PREFERRED', partitions: [], ...once },
    refused: CLUSTER,
  },
  '/drave.admin.v1.PartitionService/ReassignPartitions': {
    request: { reassignments: [{ topic: 'orders', partition: 0, target: { replicas: [1] } }], ...once },
    refused: CLUSTER,
  },
  '/drave.admin.v1.PartitionService/DeleteRecords': {
    request: { partitions: [{ topic: 'orders', partition: 0, offset: 1 }], ...once, local: false },
    refused: TOPIC,
  },
  '/drave.admin.v1.PartitionService/ListReassignments': {
    request: { ...paged, topic: '', local: false },
    refused: CLUSTER,
  },
  '/drave.admin.v1.BrokerService/GetBroker': { request: { brokerId: 1, local: false }, refused: CLUSTER },
  '/drave.admin.v1.BrokerService/ListBrokers': { request: { ...paged, local: false }, refused: CLUSTER },
  '/drave.admin.v1.BrokerService/UnregisterBroker': { request: { brokerId: 7, ...once }, refused: CLUSTER },
  '/drave.admin.v1.BrokerService/ListLogDirectories': { request: { ...paged, brokerId: 1 }, refused: CLUSTER },
  '/drave.admin.v1.BrokerService/ListReplicas': { request: { ...paged, brokerId: 1, topic: '' }, refused: CLUSTER },
  '/drave.admin.v1.BrokerService/MoveReplicas': {
    request: { brokerId: 1, moves: [{ topic: 'orders', partition: 0, directory: 'data' }], ...once },
    refused: CLUSTER,
  },
  '/drave.admin.v1.ConfigService/GetConfig': {
    request: { resource: { type: 'TOPIC', name: 'orders' }, keys: [], local: false },
    refused: TOPIC,
  },
  '/drave.admin.v1.ConfigService/UpdateConfig': { request: { ...topicConfig, changes: [] }, refused: TOPIC },
  '/drave.admin.v1.ConfigService/ReplaceConfig': { request: { ...topicConfig, values: new Map() }, refused: TOPIC },
  '/drave.admin.v1.QuorumService/GetQuorum': { request: { local: false }, refused: CLUSTER },
  '/drave.admin.v1.QuorumService/AddVoter': {
    request: { nodeId: 9, directoryId: 'cccccccccccccccccccccc', endpoint: { host: 'n9', port: 1 }, ...once },
    refused: CLUSTER,
  },
  '/drave.admin.v1.QuorumService/RemoveVoter': {
    request: { nodeId: 1, directoryId: 'bbbbbbbbbbbbbbbbbbbbbb', ...once },
    refused: CLUSTER,
  },
  '/drave.admin.v1.QuorumService/StepDown': { request: once, refused: CLUSTER },
  '/drave.admin.v1.FeatureService/GetFeatures': { request: { local: false }, refused: CLUSTER },
  '/drave.admin.v1.FeatureService/UpdateFeatures': {
    request: { updates: [{ name: 'metadata.version', level: 1, allowDowngrade: false }], ...once },
    refused: CLUSTER,
  },
  '/drave.admin.v1.AclService/CreateAcls': { request: { entries: [], ...once }, refused: CLUSTER },
  '/drave.admin.v1.AclService/DeleteAcls': { request: { filter: undefined, ...once }, refused: CLUSTER },
  '/drave.admin.v1.AclService/ListAcls': { request: { filter: undefined, ...paged, local: true }, refused: CLUSTER },
  '/drave.admin.v1.AclService/CheckAccess': {
    request: {
      ...{ principal: 'User:a', host: '', operation: 'READ', resourceType: 'TOPIC', resourceName: 't', local: true },
    },
    refused: CLUSTER,
  },
  '/drave.admin.v1.UserService/SetUserCredential': {
    request: {
      ...{ user: 'alice', mechanism: 'SHA_256', iterations: 4_096, salt: Buffer.alloc(8) },
      ...{ saltedPassword: Buffer.alloc(32), ...once },
    },
    refused: CLUSTER,
  },
  '/drave.admin.v1.UserService/DeleteUserCredential': {
    request: { user: 'alice', mechanism: 'SHA_256', ...once },
    refused: CLUSTER,
  },
  '/drave.admin.v1.UserService/ListUsers': { request: { ...paged, local: true }, refused: CLUSTER },
  '/drave.admin.v1.QuotaService/AlterQuota': {
    request: { entity: { user: 'alice' }, set: [{ key: 'producer_byte_rate', value: 1 }], remove: [], ...once },
    refused: CLUSTER,
  },
  '/drave.admin.v1.QuotaService/ListQuotas': { request: { ...paged, local: true }, refused: CLUSTER },
  '/drave.admin.v1.ClusterService/GetCluster': { request: { local: false }, refused: CLUSTER },
  '/drave.admin.v1.ClusterService/WatchCluster': { request: { fromOffset: 0 }, refused: CLUSTER },
  '/drave.admin.v1.GroupService/ListGroups': {
    request: { ...paged, idPrefix: '', states: [], types: [], local: true },
    answer: { groups: [] },
  },
  '/drave.admin.v1.GroupService/GetGroup': { request: group, refused: GROUP },
  '/drave.admin.v1.GroupService/DeleteGroup': { request: mutatedGroup, refused: GROUP },
  '/drave.admin.v1.GroupService/ListGroupOffsets': { request: { ...group, ...paged, topic: '' }, refused: GROUP },
  '/drave.admin.v1.GroupService/ListCommittedOffsets': {
    request: { ...paged, groupIds: [], topic: '', withPositions: true, local: true },
    answer: { offsets: [] },
  },
  '/drave.admin.v1.GroupService/ResetGroupOffsets': {
    request: { ...mutatedGroup, topics: [], target: 'EARLIEST', value: 0, offsets: [] },
    refused: GROUP,
  },
  '/drave.admin.v1.GroupService/DeleteGroupOffsets': {
    request: { ...mutatedGroup, topics: [{ topic: 'orders', partitions: [] }] },
    refused: GROUP,
  },
  '/drave.admin.v1.TransactionService/ListTransactions': {
    request: { ...paged, idPrefix: '', idPattern: '', states: [], producerIds: [], minDurationMs: 0, local: true },
    answer: { transactions: [] },
  },
  '/drave.admin.v1.TransactionService/GetTransaction': { request: transaction, refused: TRANSACTIONAL_ID },
  '/drave.admin.v1.TransactionService/AbortTransaction': {
    request: { ...transaction, ...once },
    refused: TRANSACTIONAL_ID,
  },
  '/drave.admin.v1.TransactionService/ListProducers': {
    request: { ...paged, topic: 'orders', partition: 0, local: false },
    refused: TOPIC,
  },
  '/drave.admin.v1.TransactionService/ListOpenTransactions': {
    request: { ...paged, topic: '', minDurationMs: 0, local: true },
    answer: { transactions: [] },
  },
  '/drave.admin.v1.TransactionService/ListHangingTransactions': {
    request: { ...paged, topic: '', minDurationMs: 0 },
    refused: CLUSTER,
  },
  '/drave.admin.v1.TransactionService/AbortHangingTransaction': {
    request: { topic: 'orders', partition: 0, startOffset: 0, force: true, ...once, local: false },
    refused: CLUSTER,
  },
  '/drave.data.v1.DataService/Metadata': {
    request: { topics: ['orders', 'nowhere'], topicIds: [], allTopics: false, allowAutoTopicCreation: true },
    answer: { topics: ['orders', 'nowhere'].map((name) => ({ name, partitions: [], error: { code: TOPIC } })) },
  },
  '/drave.data.v1.DataService/InitProducerId': {
    request: { transactionTimeoutMs: 0, transactionalId: '' },
    refused: CLUSTER,
  },
  '/drave.data.v1.DataService/Produce': { request: produced, answer: refusedPartition },
  '/drave.data.v1.DataService/Fetch': {
    request: fetched,
    answer: { partitions: [{ data: { error: { code: TOPIC } } }] },
  },
  '/drave.data.v1.DataService/ListOffsets': {
    request: { isolationLevel, partitions: [{ ...orders, timestampMs: -1 }] },
    answer: refusedPartition,
  },
  '/drave.data.v1.DataService/ProduceStream': { request: produced, answer: refusedPartition },
  '/drave.data.v1.DataService/FetchStream': {
    request: { open: [{ ...read, handle: 1 }], close: [], creditBytes: 1_000 },
    answer: { partitions: [{ data: { error: { code: TOPIC } } }] },
  },
  '/drave.data.v1.TransactionalProducerService/FindTransactionCoordinator': {
    request: { transactionalId: 'bank' },
    refused: TRANSACTIONAL_ID,
  },
  '/drave.data.v1.TransactionalProducerService/AddPartitions': {
    request: { producer, partitions: [orders] },
    refused: TRANSACTIONAL_ID,
  },
  '/drave.data.v1.TransactionalProducerService/AddOffsets': {
    request: { producer, groupId: 'billing' },
    refused: GROUP,
  },
  '/drave.data.v1.TransactionalProducerService/EndTransaction': {
    request: { producer, commit: true, transactionVersion: 2 },
    refused: TRANSACTIONAL_ID,
  },
  '/drave.data.v1.TransactionalProducerService/DescribeTransactionalId': {
    request: { transactionalId: 'bank' },
    refused: TRANSACTIONAL_ID,
  },
  '/drave.data.v1.TransactionalProducerService/CommitTransactionOffsets': {
    request: {
      producer,
      transactionVersion: 2,
      groupId: 'billing',
      memberId: '',
      generationId: -1,
      partitions: [{ ...orders, offset: 1, metadata: '' }],
    },
    refused: TRANSACTIONAL_ID,
  },
  '/drave.data.v1.GroupMemberService/FindCoordinator': { request: { groupId: 'billing' }, refused: GROUP },
  '/drave.data.v1.GroupMemberService/GroupHeartbeat': {
    request: {
      groupId: 'billing',
      memberId: 'm',
      memberEpoch: 0,
      clientId: 'c',
      subscription: { topics: ['orders'], topicRegex: '' },
    },
    refused: GROUP,
  },
  '/drave.data.v1.GroupMemberService/CommitOffsets': {
    request: {
      groupId: 'billing',
      memberId: 'm',
      memberEpoch: 1,
      partitions: [{ ...orders, offset: 1, metadata: '' }],
    },
    refused: GROUP,
  },
  '/drave.data.v1.GroupMemberService/FetchOffsets': {
    request: { groupId: 'billing', memberId: 'm', partitions: [] },
    refused: GROUP,
  },
};

const alter = ['alter cluster'];
const describeCluster = ['describe cluster'];
const writeBank = ['write transactionalId bank'];
const readGroup = ['read group billing'];
const lists = 'leaves out what may not be seen';

/** What a client must be allowed for the request of each line, and no more; or why there is no refusal to look for. */
const rights: Readonly<Record<string, readonly string[] | typeof lists>> = {
  '/drave.admin.v1.TopicService/CreateTopic': ['create topic new'],
  '/drave.admin.v1.TopicService/GetTopic': ['describe topic orders'],
  '/drave.admin.v1.TopicService/ListTopics': lists,
  '/drave.admin.v1.TopicService/DeleteTopic': ['delete topic orders'],
  '/drave.admin.v1.TopicService/AddPartitions': ['alter topic orders'],
  '/drave.admin.v1.PartitionService/GetPartition': ['describe topic orders'],
  '/drave.admin.v1.PartitionService/ListPartitions': lists,
  '/drave.admin.v1.PartitionService/ElectLeaders': alter,
  '/drave.admin.v1.PartitionService/ReassignPartitions': alter,
  '/drave.admin.v1.PartitionService/DeleteRecords': ['delete topic orders'],
  '/drave.admin.v1.PartitionService/ListReassignments': describeCluster,
  '/drave.admin.v1.BrokerService/GetBroker': describeCluster,
  '/drave.admin.v1.BrokerService/ListBrokers': describeCluster,
  '/drave.admin.v1.BrokerService/UnregisterBroker': alter,
  '/drave.admin.v1.BrokerService/ListLogDirectories': describeCluster,
  '/drave.admin.v1.BrokerService/ListReplicas': describeCluster,
  '/drave.admin.v1.BrokerService/MoveReplicas': alter,
  '/drave.admin.v1.ConfigService/GetConfig': ['describeConfigs topic orders'],
  '/drave.admin.v1.ConfigService/UpdateConfig': ['alterConfigs topic orders'],
  '/drave.admin.v1.ConfigService/ReplaceConfig': ['alterConfigs topic orders'],
  '/drave.admin.v1.QuorumService/GetQuorum': describeCluster,
  '/drave.admin.v1.QuorumService/AddVoter': alter,
  '/drave.admin.v1.QuorumService/RemoveVoter': alter,
  '/drave.admin.v1.QuorumService/StepDown': alter,
  '/drave.admin.v1.FeatureService/GetFeatures': describeCluster,
  '/drave.admin.v1.FeatureService/UpdateFeatures': alter,
  '/drave.admin.v1.AclService/CreateAcls': alter,
  '/drave.admin.v1.AclService/DeleteAcls': alter,
  '/drave.admin.v1.AclService/ListAcls': describeCluster,
  '/drave.admin.v1.AclService/CheckAccess': describeCluster,
  '/drave.admin.v1.UserService/SetUserCredential': alter,
  '/drave.admin.v1.UserService/DeleteUserCredential': alter,
  '/drave.admin.v1.UserService/ListUsers': describeCluster,
  '/drave.admin.v1.QuotaService/AlterQuota': ['alterConfigs cluster'],
  '/drave.admin.v1.QuotaService/ListQuotas': ['describeConfigs cluster'],
  '/drave.admin.v1.ClusterService/GetCluster': describeCluster,
  '/drave.admin.v1.ClusterService/WatchCluster': describeCluster,
  '/drave.admin.v1.GroupService/ListGroups': lists,
  '/drave.admin.v1.GroupService/GetGroup': ['describe group billing'],
  // Who may delete or read may describe; the lists of this test know no implied rights.
  '/drave.admin.v1.GroupService/DeleteGroup': ['delete group billing', 'describe group billing'],
  '/drave.admin.v1.GroupService/ListGroupOffsets': ['describe group billing'],
  '/drave.admin.v1.GroupService/ListCommittedOffsets': lists,
  '/drave.admin.v1.GroupService/ResetGroupOffsets': ['read group billing', 'describe group billing'],
  '/drave.admin.v1.GroupService/DeleteGroupOffsets': ['delete group billing', 'describe group billing'],
  '/drave.admin.v1.TransactionService/ListTransactions': lists,
  '/drave.admin.v1.TransactionService/GetTransaction': ['describe transactionalId payments'],
  '/drave.admin.v1.TransactionService/AbortTransaction': ['write transactionalId payments'],
  '/drave.admin.v1.TransactionService/ListProducers': ['read topic orders'],
  '/drave.admin.v1.TransactionService/ListOpenTransactions': lists,
  '/drave.admin.v1.TransactionService/ListHangingTransactions': describeCluster,
  '/drave.admin.v1.TransactionService/AbortHangingTransaction': alter,
  '/drave.data.v1.DataService/Metadata': ['create topic nowhere', 'describe topic orders', 'describe topic nowhere'],
  '/drave.data.v1.DataService/InitProducerId': ['idempotentWrite cluster'],
  '/drave.data.v1.DataService/Produce': ['write topic orders'],
  '/drave.data.v1.DataService/Fetch': ['read topic orders'],
  '/drave.data.v1.DataService/ListOffsets': ['describe topic orders'],
  '/drave.data.v1.DataService/ProduceStream': ['write topic orders'],
  '/drave.data.v1.DataService/FetchStream': ['read topic orders'],
  '/drave.data.v1.TransactionalProducerService/FindTransactionCoordinator': ['describe transactionalId bank'],
  '/drave.data.v1.TransactionalProducerService/AddPartitions': [...writeBank, 'write topic orders'],
  '/drave.data.v1.TransactionalProducerService/AddOffsets': [...writeBank, ...readGroup],
  '/drave.data.v1.TransactionalProducerService/EndTransaction': writeBank,
  '/drave.data.v1.TransactionalProducerService/DescribeTransactionalId': ['describe transactionalId bank'],
  '/drave.data.v1.TransactionalProducerService/CommitTransactionOffsets': [
    ...writeBank,
    ...readGroup,
    'read topic orders',
  ],
  '/drave.data.v1.GroupMemberService/FindCoordinator': ['describe group billing'],
  '/drave.data.v1.GroupMemberService/GroupHeartbeat': [...readGroup, 'describe topic orders'],
  // Who is no member hears that before the topics are looked at.
  '/drave.data.v1.GroupMemberService/CommitOffsets': readGroup,
  '/drave.data.v1.GroupMemberService/FetchOffsets': ['describe group billing'],
};

type AnyMethod = UnaryMethod<object, object> | StreamMethod<object, object>;

/** What clients are offered, as the generated descriptors tell it. */
const methods: readonly AnyMethod[] = (Object.values(rpc) as readonly unknown[])
  .filter((one): one is ServiceDefinition => typeof one === 'object' && one !== null && 'methods' in one)
  .filter(({ name }) => /^drave\.(admin|data)\./.test(name))
  .flatMap((service) => Object.values(service.methods) as AnyMethod[]);

const clusterId = 'aaaaaaaaaaaaaaaaaaaaaa';
const directoryId = 'bbbbbbbbbbbbbbbbbbbbbb';
const config = validateNodeConfig(
  {
    cluster: { id: clusterId, name: 'alone' },
    node: { id: 1, name: 'n1', roles: ['controller', 'broker'] },
    dataDirectories: ['data'],
    listeners: { grpc: { host: 'n1', port: 9000 } },
    quorum: { voters: [{ id: 1, host: 'n1', port: 9000, directoryId }] },
    profile: 'local',
    broker: { 'default.replication.factor': 1, 'min.insync.replicas': 1 },
  },
  'n1',
);

let world: SimWorld;
let node: DraveNode;
let channel: RpcChannel;
/** Everything at first, until there is something to be kept from it. */
let policy: Authorizer = { allows: () => true };
/** What was asked and denied: by which call, and whether that is a refusal. */
let denials: { readonly api: string | undefined; readonly isRefusal: boolean }[] = [];

beforeAll(async () => {
  world = new SimWorld({ seed: 1 });
  const host = world.createHost('n1');
  await world.finish(formatNode(host.env, config, { initialControllers: true }));
  const onFatal = (error: Error): never => {
    throw error;
  };
  const transport = new SimTransport(host);
  const authorizer: Authorizer = {
    allows: (caller, operation, resource, ifDenied) => {
      const allows = policy.allows(caller, operation, resource, ifDenied);
      if (!allows) denials.push({ api: caller.api, isRefusal: ifDenied !== 'passedOver' });
      return allows;
    },
  };
  const nodeWorld = { env: host.env, transport, roles: everyRole, diskReserveBytesMax: 0, authorizer, onFatal };
  node = await world.finish(DraveNode.start(nodeWorld, config));
  channel = new SimTransport(world.createHost('client')).connect({ host: 'n1', port: 9000 });
  expect(await world.runUntil(() => node.ready, 5_000)).toBe(true);
  const topic = { name: 'orders', partitionCount: 1, replicationFactor: 1, assignments: [], configs: new Map() };
  const request = { ...topic, ...once };
  await world.finish(channel.unary(rpc.topicService.methods.createTopic, request, { deadlineMs: 5_000 }));
  expect(await world.runUntil(() => endOfOrders() === 0, 5_000)).toBe(true);
  policy = { allows: () => false };
});
afterAll(() => world.finish(node.stop()));

/** The first answer, or the error. */
async function call(method: AnyMethod, request: object): Promise<object> {
  const answer =
    method.kind === 'unary' ? channel.unary(method, request, { deadlineMs: 1_000 }) : first(method, request);
  return world.finish(answer.catch((reason: unknown) => reason as DraveError));
}

async function first(method: StreamMethod<object, object>, request: object): Promise<object> {
  const stream = channel.stream(method);
  try {
    await stream.send(request);
    const answer = await stream.receive();
    if (answer === undefined) throw new RangeError(`${method.path} ends without an answer`);
    return answer;
  } finally {
    stream.cancel();
  }
}

describe('G1: a client that may do nothing', () => {
  it.each(methods.map((method) => [method.path, method] as const))('%s', async (path, method) => {
    const expected = expectations[path];
    if (expected === undefined) throw new RangeError(`${path} has no line: how is it refused?`);
    const { topics, brokers } = {
      topics: node.quorum.feed.image.topicCount,
      brokers: node.quorum.feed.image.brokers(),
    };
    denials = [];
    const answer = await call(method, expected.request);
    // An audit log tells of what is refused, and not of what is left out.
    expect(denials.filter(({ api }) => api !== path)).toEqual([]);
    expect(denials.some(({ isRefusal }) => isRefusal)).toBe('refused' in expected || refusalsIn(answer).length > 0);
    if ('refused' in expected)
      expect(answer).toMatchObject({ code: expected.refused, row: { grpc: 'PERMISSION_DENIED' } });
    else expect(answer).toMatchObject(expected.answer);
    expect(node.quorum.feed.image.topicCount).toBe(topics);
    expect(node.quorum.feed.image.brokers()).toEqual(brokers);
    expect(endOfOrders()).toBe(0);
  });

  it('is asked about every method, and no other has a line', () => {
    expect(methods.map(({ path }) => path).sort()).toEqual(Object.keys(expectations).sort());
  });
});

/** The codes in an answer that say that a right is missing. */
function refusalsIn(answer: unknown): readonly string[] {
  if (typeof answer !== 'object' || answer === null || ArrayBuffer.isView(answer)) return [];
  const { code } = answer as { readonly code?: unknown };
  const own = typeof code === 'string' && code.endsWith('_AUTHORIZATION_FAILED') ? [code] : [];
  return [...own, ...Object.values(answer).flatMap(refusalsIn)];
}

describe('a client with exactly the rights that its call needs', () => {
  it.each(methods.map((method) => [method.path, method] as const))('%s', async (path, method) => {
    const needed = rights[path];
    const expected = expectations[path];
    if (needed === undefined || expected === undefined)
      throw new RangeError(`${path} has no line: which rights does it need?`);
    if (needed === lists) return;
    const refusals = (given: readonly string[]): Promise<readonly string[]> => {
      policy = {
        allows: (_, operation, resource) =>
          given.includes([operation, resource.kind, ...('name' in resource ? [resource.name] : [])].join(' ')),
      };
      // What may be done is not done: the other calls find what this one found.
      const request = 'validateOnly' in expected.request ? { validateOnly: true } : {};
      return call(method, { ...expected.request, ...request }).then(refusalsIn);
    };
    for (const right of needed) {
      const found = await refusals(needed.filter((other) => other !== right));
      expect({ without: right, isRefused: found.length > 0 }).toEqual({ without: right, isRefused: true });
    }
    expect(await refusals(needed)).toEqual([]);
  });
});

function endOfOrders(): Offset | undefined {
  const topicId = node.quorum.feed.image.topicByName('orders')?.id ?? '';
  return node.broker?.replicas.partitionOf(topicId, 0)?.log.logEndOffset;
}
