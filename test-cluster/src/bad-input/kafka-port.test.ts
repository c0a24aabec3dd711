import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { UUID_ZERO } from '@drave/base';
import type { LocalNode } from '@drave/cluster';
import { apis, encodeRequestFrame, parseResponseHeader, type ProduceResponsePartition } from '@drave/kafka-protocol';
import { exampleRequests } from '@drave/kafka-protocol/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLong } from '../cluster.js';
import { attackPort } from './attack.js';
import { batchOf, ClusterUnderTest } from './cluster-under-test.js';
import { KafkaWire } from './kafka-wire.js';
import { allowCollections, collectedMemory } from './node-memory.js';
import { boundMs, Deadline } from '../bounds.js';

/** What broken and hostile clients send to the Kafka port: Kafka's own error code, or the end of that connection. */
const MIB = 1024 * 1024;
/** What the listener admits: its pool for small requests, the broker's for large ones, and unsent answers. */
const admittedBytesMax = (32 + 128 + 256) * MIB;
/** What may be left of them once all are gone. */
const leftBytesMax = 32 * MIB;
const topic = 'inbox';
let test: ClusterUnderTest;
let broker: LocalNode;
let bystander: KafkaWire;

beforeAll(async () => {
  allowCollections();
  const brokerConfig = { 'auto.create.topics.enable': false };
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 1, brokerConfig });
  broker = test.cluster.node('b1');
  await test.client.admin().topics.create(topic, { partitions: 2, configs: { 'max.message.bytes': '10000' } });
  await test.send(topic, ['before']);
  bystander = await connect();
});
afterAll(async () => {
  await test.close();
});

function connect(): Promise<KafkaWire> {
  return KafkaWire.connect(broker.kafka as NonNullable<LocalNode['kafka']>);
}

async function onWire<T>(body: (wire: KafkaWire) => Promise<T>): Promise<T> {
  const wire = await connect();
  try {
    return await body(wire);
  } finally {
    wire.destroy();
  }
}

/** The connection ends without an answer, another one does not notice, and the log says why. */
async function expectClosed(bytes: Buffer, said: RegExp): Promise<void> {
  await onWire(async (wire) => {
    wire.send(bytes);
    await wire.closed;
    expect(wire.framesReceived).toBe(0);
  });
  expect(await bystander.request(apis.ApiVersions, 0, {})).toMatchObject({ errorCode: 0 });
  const ends = readFileSync(broker.logFile, 'utf8')
    .split('\n')
    .filter((line) => line.includes('a Kafka connection ends'));
  expect(ends.at(-1)).toMatch(said);
}

function frame(hex: string): Buffer {
  const body = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

describe('a frame that nobody can read ends its connection', () => {
  it.each([
    ['a length of 2 GB', Buffer.from('7fffffff00030004', 'hex'), /2147483647/],
    ['a negative length', Buffer.from('ffffffff00030004', 'hex'), /-1/],
    ['no room for a header', Buffer.from('0000000400030004', 'hex'), /4/],
    ['an API that nobody knows', frame('7abc 0000 00000001 0001 63'), /31420/],
    ['an API between brokers', frame('0004 0000 00000001 0001 63'), /api key 4/],
    ['Metadata of version 99', frame('0003 0063 00000001 0001 63 00'), /Metadata version 99/],
    ['a version below what is served', frame('0001 0000 00000001 0001 63 00'), /Fetch version 0/],
    ['a negative version', frame('0003 ffff 00000001 0001 63 00'), /Metadata version -1/],
    ['a client id longer than the frame', frame('0003 0004 00000001 7fff 63'), /clientId/],
    ['a body that is cut short', frame('0003 0004 00000001 0001 63 00000001 0005 61'), /topics\.name/],
    ['a list of 2^31 - 1 topics', frame('0003 0004 00000001 0001 63 7fffffff 00'), /topics: 2147483647 elements/],
    ['a list of -2 topics', frame('0003 0004 00000001 0001 63 fffffffe 00'), /a length of -2/],
    ['a varint without end', frame('0003 0009 00000001 0001 63 00 ffffffffffff'), /varint/],
    [
      'null where a list is required',
      frame('0001 0004 00000001 0001 63 ffffffff 00000000 00000000 00000001 00 ffffffff'),
      /null/,
    ],
    ['a greeting of TLS', Buffer.from('16030100c8010000c40303', 'hex'), /TLS/],
    ['a greeting of HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n'), /HTTP/],
  ])('%s', async (_what, bytes, said) => {
    await expectClosed(bytes, said);
  });
});

describe('ApiVersions', () => {
  it.each([5, 99, -1])('of version %i is answered in version 0 with error 35 and the whole list', async (version) => {
    await onWire(async (wire) => {
      const bytes = frame('0012 0000 00000007 0001 63 00 02 61 02 61 00');
      bytes.writeInt16BE(version, 6);
      wire.send(bytes);
      const answer = await wire.nextFrame();
      const { correlationId, body } = parseResponseHeader(answer as Buffer, apis.ApiVersions, 0);
      expect(correlationId).toBe(7);
      const { errorCode, apiKeys } = apis.ApiVersions.response.decode(body, 0);
      expect(errorCode).toBe(35);
      expect(apiKeys).toContainEqual({ apiKey: 18, minVersion: 0, maxVersion: 4 });
      // The connection goes on.
      expect(
        await wire.request(apis.ApiVersions, 4, { clientSoftwareName: 'a', clientSoftwareVersion: '1' }),
      ).toMatchObject({ errorCode: 0 });
    });
  });

  it('with a software name that is none is refused: INVALID_REQUEST', async () => {
    await onWire(async (wire) => {
      const body = { clientSoftwareName: 'a b\n', clientSoftwareVersion: '1' };
      expect(await wire.request(apis.ApiVersions, 3, body)).toMatchObject({ errorCode: 42 });
    });
  });
});

describe('Produce', () => {
  async function produced(
    records: Buffer | null,
    options: { acks?: number; version?: number; index?: number; name?: string } = {},
  ) {
    const { acks = -1, version = 9, index = 0, name = topic } = options;
    const topicData = [{ name, partitionData: [{ index, records }] }];
    return onWire(async (wire) => {
      const { responses } = await wire.request(apis.Produce, version, {
        acks,
        timeoutMs: boundMs(5_000, 'an acknowledgement'),
        topicData,
      });
      return responses[0]?.partitionResponses[0] as ProduceResponsePartition;
    });
  }

  it.each([7, 2, -2])('with acks=%i: INVALID_REQUIRED_ACKS', async (acks) => {
    expect(await produced(batchOf(['x']), { acks })).toMatchObject({ errorCode: 21, baseOffset: -1 });
  });

  it.each<[string, number, () => Buffer | null]>([
    ['a flipped bit: CORRUPT_MESSAGE', 2, () => withByte(batchOf(['xyz']), 66, 0xff)],
    ['a batch that is cut: CORRUPT_MESSAGE', 2, () => batchOf(['x']).subarray(0, -3)],
    ['random bytes: CORRUPT_MESSAGE', 2, () => Buffer.alloc(100, 7)],
    ['magic 1: INVALID_RECORD', 87, () => withByte(batchOf(['x']), 16, 1)],
    ['magic 0: INVALID_RECORD', 87, () => withByte(batchOf(['x']), 16, 0)],
    ['no records at all: INVALID_RECORD', 87, () => Buffer.alloc(0)],
    ['null for records: INVALID_RECORD', 87, () => null],
    ['a control batch: INVALID_RECORD', 87, () => batchOf(['x'], { control: true })],
    ['a batch that is too large: MESSAGE_TOO_LARGE', 10, () => batchOf(['x'.repeat(10_001)])],
  ])('%s', async (_what, errorCode, make) => {
    expect(await produced(make())).toMatchObject({ errorCode, baseOffset: -1 });
  });

  it('zstd before version 7: UNSUPPORTED_COMPRESSION_TYPE', async () => {
    expect(await produced(withByte(batchOf(['x']), 22, 4), { version: 6 })).toMatchObject({ errorCode: 76 });
  });

  it.each([0, 1, 2])('version %i is listed and answered with an error', async (version) => {
    expect(await produced(Buffer.alloc(30), { version })).toMatchObject({
      errorCode: expect.any(Number),
      baseOffset: -1,
    });
    const answer = await produced(Buffer.alloc(30), { version });
    expect(answer.errorCode).not.toBe(0);
  });

  it('to a partition or topic that is not there: UNKNOWN_TOPIC_OR_PARTITION', async () => {
    for (const where of [{ index: 99 }, { index: -1 }, { name: 'nowhere' }, { name: '' }, { name: '../../etc' }])
      expect(await produced(batchOf(['x']), where)).toMatchObject({ errorCode: 3 });
  });

  it('a gap in the sequence: OUT_OF_ORDER_SEQUENCE_NUMBER', async () => {
    const identity = { producerId: 88_000, producerEpoch: 0 };
    expect(await produced(batchOf(['first'], { ...identity, baseSequence: 0 }))).toMatchObject({ errorCode: 0 });
    expect(await produced(batchOf(['early'], { ...identity, baseSequence: 7 }))).toMatchObject({ errorCode: 45 });
  });

  it('acks=0 with a corrupt batch ends the connection, which is all that such a client can notice', async () => {
    const body = {
      acks: 0,
      timeoutMs: boundMs(5_000, 'an acknowledgement'),
      topicData: [{ name: topic, partitionData: [{ index: 0, records: Buffer.alloc(80) }] }],
    };
    const bytes = Buffer.concat(encodeRequestFrame({ correlationId: 1, clientId: 'c' }, apis.Produce, 9, body));
    await expectClosed(bytes, /acks=0/);
  });

  it('nothing of all that is in the log', async () => {
    expect(await test.readAll(topic)).toEqual(['before', 'first']);
  });
});

describe('Fetch', () => {
  const position = { partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000 };
  const limits = { maxWaitMs: 0, minBytes: 0 };

  async function fetched(partition: object, options: { version?: number; topic?: string; topicId?: string } = {}) {
    const { version = 11, topicId = UUID_ZERO, topic: name = topic } = options;
    const named = version < 13 ? { topic: name, topicId } : { topicId };
    const topics = [{ ...named, partitions: [{ ...position, ...partition }] }];
    return onWire((wire) => wire.request(apis.Fetch, version, { ...limits, topics }));
  }

  it.each<[string, number, object, object]>([
    ['beyond the end: OFFSET_OUT_OF_RANGE', 1, { fetchOffset: 1_000 }, {}],
    ['before the start: OFFSET_OUT_OF_RANGE', 1, { fetchOffset: -5 }, {}],
    ['of a partition that is not there: UNKNOWN_TOPIC_OR_PARTITION', 3, { partition: 99 }, {}],
    ['of a topic that is not there: UNKNOWN_TOPIC_OR_PARTITION', 3, {}, { topic: 'nowhere' }],
    ['of an unknown topic id: UNKNOWN_TOPIC_ID', 100, {}, { version: 13, topicId: 'abcdefghijklmnopqrstuw' }],
    ['at a leader epoch of the future: UNKNOWN_LEADER_EPOCH', 75, { currentLeaderEpoch: 1_000 }, {}],
  ])('%s', async (_what, errorCode, partition, options) => {
    const { responses } = await fetched(partition, options);
    expect(responses[0]?.partitions[0]).toMatchObject({ errorCode });
  });

  it('in a session that is not there: FETCH_SESSION_ID_NOT_FOUND', async () => {
    const body = { ...limits, sessionId: 4_711, sessionEpoch: 3, topics: [] };
    await onWire(async (wire) => expect(await wire.request(apis.Fetch, 11, body)).toMatchObject({ errorCode: 70 }));
  });

  it('with an epoch that is not the next: INVALID_FETCH_SESSION_EPOCH', async () => {
    await onWire(async (wire) => {
      const topics = [{ topic, topicId: UUID_ZERO, partitions: [position] }];
      const { sessionId } = await wire.request(apis.Fetch, 11, { ...limits, sessionId: 0, sessionEpoch: 0, topics });
      expect(sessionId).not.toBe(0);
      const wrong = { ...limits, sessionId, sessionEpoch: 5, topics: [] };
      expect(await wire.request(apis.Fetch, 11, wrong)).toMatchObject({ errorCode: 71 });
    });
  });
});

describe('Metadata and ListOffsets', () => {
  it('of a topic that is not there: UNKNOWN_TOPIC_OR_PARTITION; of a name that is none: INVALID_TOPIC_EXCEPTION', async () => {
    await onWire(async (wire) => {
      const names = ['nowhere', 'not a name', '..', 'x'.repeat(250)];
      const body = { topics: names.map((name) => ({ name, topicId: UUID_ZERO })), allowAutoTopicCreation: true };
      const { topics } = await wire.request(apis.Metadata, 4, body);
      expect(topics.map(({ errorCode }) => errorCode)).toEqual([3, 17, 17, 17]);
    });
  });

  it('of an unknown topic id: UNKNOWN_TOPIC_ID', async () => {
    await onWire(async (wire) => {
      const body = { topics: [{ name: null, topicId: 'abcdefghijklmnopqrstuw' }] };
      const { topics } = await wire.request(apis.Metadata, 12, body);
      expect(topics[0]).toMatchObject({ errorCode: 100, name: null });
    });
  });

  it('ListOffsets of a partition that is not there: UNKNOWN_TOPIC_OR_PARTITION', async () => {
    await onWire(async (wire) => {
      const partitions = [{ partitionIndex: 99, timestamp: -1 }];
      const { topics } = await wire.request(apis.ListOffsets, 5, {
        replicaId: -1,
        topics: [{ name: topic, partitions }],
      });
      expect(topics[0]?.partitions[0]).toMatchObject({ errorCode: 3, offset: -1 });
    });
  });
});

describe('groups', () => {
  const groupId = 'bad-input';
  const member = { groupId, generationId: 1, memberId: 'nobody' };
  const join = {
    groupId,
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    memberId: '',
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: Buffer.alloc(0) }],
  };
  const commit = { groupId, generationIdOrMemberEpoch: -1, memberId: '' };
  const committed = (name: string, committedMetadata = '') => [
    { name, partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata }] },
  ];

  beforeAll(async () => {
    // The first question makes the topic that groups live in; its leader reads it before it answers.
    await test.cluster.waitUntil('the group has a coordinator', () =>
      onWire(async (wire) => {
        const { errorCode } = await wire.request(apis.FindCoordinator, 0, { key: groupId });
        if (errorCode !== 0) return `FindCoordinator answers ${errorCode}`;
        const { groups } = await wire.request(apis.DescribeGroups, 0, { groups: [groupId] });
        return groups[0]?.errorCode === 0 ? undefined : `DescribeGroups answers ${groups[0]?.errorCode}`;
      }),
    );
  });

  it.each<[string, number, number, object]>([
    ['without a group id: INVALID_GROUP_ID', 24, 3, { groupId: '' }],
    ['with a session timeout of 1 ms: INVALID_SESSION_TIMEOUT', 26, 3, { sessionTimeoutMs: 1 }],
    ['with a session timeout of 2^31 - 1 ms: INVALID_SESSION_TIMEOUT', 26, 3, { sessionTimeoutMs: 0x7fff_ffff }],
    ['without protocols: INCONSISTENT_GROUP_PROTOCOL', 23, 3, { protocols: [] }],
    ['without a protocol type: INCONSISTENT_GROUP_PROTOCOL', 23, 3, { protocolType: '' }],
    ['as a member that nobody knows: UNKNOWN_MEMBER_ID', 25, 3, { memberId: 'nobody' }],
    ['for the first time from version 4 on: MEMBER_ID_REQUIRED', 79, 4, {}],
  ])('JoinGroup %s', async (_what, errorCode, version, change) => {
    await onWire(async (wire) => {
      expect(await wire.request(apis.JoinGroup, version, { ...join, ...change })).toMatchObject({ errorCode });
    });
  });

  it('Heartbeat, SyncGroup and LeaveGroup of a member that nobody knows: UNKNOWN_MEMBER_ID', async () => {
    await onWire(async (wire) => {
      expect(await wire.request(apis.Heartbeat, 4, member)).toMatchObject({ errorCode: 25 });
      expect(await wire.request(apis.SyncGroup, 3, { ...member, assignments: [] })).toMatchObject({ errorCode: 25 });
      expect(await wire.request(apis.LeaveGroup, 2, { groupId, memberId: 'nobody' })).toMatchObject({ errorCode: 25 });
      const left = await wire.request(apis.LeaveGroup, 4, { groupId, members: [{ memberId: 'nobody' }] });
      expect(left).toMatchObject({ errorCode: 0, members: [{ errorCode: 25 }] });
    });
  });

  it.each<[string, number, object]>([
    [
      'with a generation to a group without one: ILLEGAL_GENERATION',
      22,
      { groupId: 'new', generationIdOrMemberEpoch: 5 },
    ],
    ['as a member that nobody knows: UNKNOWN_MEMBER_ID', 25, { generationIdOrMemberEpoch: 5, memberId: 'nobody' }],
    ['for a topic that is not there: UNKNOWN_TOPIC_OR_PARTITION', 3, { topics: committed('nowhere') }],
    ['with metadata of 5,000 bytes: OFFSET_METADATA_TOO_LARGE', 12, { topics: committed(topic, 'x'.repeat(5_000)) }],
  ])('OffsetCommit %s', async (_what, errorCode, change) => {
    await onWire(async (wire) => {
      const body = { ...commit, topics: committed(topic), ...change };
      const { topics } = await wire.request(apis.OffsetCommit, 7, body);
      expect(topics[0]?.partitions[0]).toMatchObject({ errorCode });
    });
  });

  it('of a name that nobody has used: offset -1 without an error, state Dead, GROUP_ID_NOT_FOUND', async () => {
    await onWire(async (wire) => {
      const topics = [{ name: topic, partitionIndexes: [0] }];
      const fetched = await wire.request(apis.OffsetFetch, 7, { groupId: 'unused', topics });
      expect(fetched).toMatchObject({
        errorCode: 0,
        topics: [{ partitions: [{ committedOffset: -1, metadata: '', errorCode: 0 }] }],
      });
      const described = await wire.request(apis.DescribeGroups, 5, { groups: ['unused'] });
      expect(described.groups[0]).toMatchObject({ errorCode: 0, groupState: 'Dead', members: [] });
      const deleted = await wire.request(apis.DeleteGroups, 2, { groupsNames: ['unused'] });
      expect(deleted.results[0]).toMatchObject({ errorCode: 69 });
      const forgotten = await wire.request(apis.OffsetDelete, 0, { groupId: 'unused', topics: [] });
      expect(forgotten).toMatchObject({ errorCode: 69 });
    });
  });

  it('FindCoordinator of a kind that is none: INVALID_REQUEST', async () => {
    await onWire(async (wire) => {
      expect(await wire.request(apis.FindCoordinator, 2, { key: groupId, keyType: 9 })).toMatchObject({
        errorCode: 42,
      });
      const { coordinators } = await wire.request(apis.FindCoordinator, 4, { keyType: 9, coordinatorKeys: [groupId] });
      expect(coordinators[0]).toMatchObject({ errorCode: 42 });
    });
  });
});

describe('every version that is advertised', () => {
  /** A group of its own, and a topic that one of the requests deletes. */
  const word = 'sample';

  it('answers a plain request, full or empty', async () => {
    await test.client.admin().topics.create(word, { partitions: 2 });
    const { apiKeys } = await bystander.request(apis.ApiVersions, 0, {});
    const served = new Map(apiKeys.map((range) => [range.apiKey, range]));
    const failures: string[] = [];
    let answered = 0;
    for (const { api, version, kind, body } of exampleRequests(word)) {
      const range = served.get(api.key);
      if (range === undefined || version < range.minVersion || version > range.maxVersion) continue;
      try {
        await onWire((wire) => wire.request(api, version, body));
        answered += 1;
      } catch (reason) {
        failures.push(`${api.name} v${version}, ${kind}: ${(reason as Error).message}`);
      }
    }
    expect(failures).toEqual([]);
    const versions = apiKeys.reduce((sum, { minVersion, maxVersion }) => sum + maxVersion - minVersion + 1, 0);
    expect(answered).toBe(2 * versions);
  });
});

describe('clients that ask for much and take nothing', () => {
  const large = 'large';
  const connections = 10;
  const requestsEach = 300;

  it('cost the broker no more than it admits, and others go on', async () => {
    await test.client.admin().topics.create(large, { partitions: 1 });
    await test.sendBatches(
      large,
      // More than the tail that is kept in memory, so that every answer has bytes of its own.
      Array.from({ length: 48 }, () => ['x'.repeat(900_000)]),
    );
    const before = await collectedMemory(test.cluster, broker);
    const greedy = await Promise.all(Array.from({ length: connections }, connect));
    const topics = [
      { topic: large, topicId: UUID_ZERO, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 8 * MIB }] },
    ];
    const body = { maxWaitMs: 0, minBytes: 0, maxBytes: 8 * MIB, topics };
    const ask = Buffer.concat(encodeRequestFrame({ correlationId: 1, clientId: 'greedy' }, apis.Fetch, 11, body));
    for (const wire of greedy) {
      wire.stopTaking();
      wire.send(Buffer.concat(Array.from({ length: requestsEach }, () => ask)));
    }
    let peakBytes = 0;
    for (let round = 0; round < 20; round++) {
      expect(await bystander.request(apis.ApiVersions, 0, {})).toMatchObject({ errorCode: 0 });
      peakBytes = Math.max(peakBytes, residentBytes(broker));
      await sleep(100);
    }
    // All answers would be 24 GB; with none of them the case would show nothing.
    expect(peakBytes - before.residentBytes).toBeGreaterThan(leftBytesMax);
    expect(peakBytes - before.residentBytes).toBeLessThan(admittedBytesMax);
    for (const wire of greedy) wire.destroy();
    await test.cluster.waitUntil('their memory is free', async () => {
      const { usedBytes } = await collectedMemory(test.cluster, broker);
      const leftMib = Math.round((usedBytes - before.usedBytes) / MIB);
      return leftMib * MIB < leftBytesMax ? undefined : `${leftMib} MiB are held`;
    });
  });
});

describe('G8: attacks of every kind, many at a time', () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);
  const durationMs = isLong ? 120_000 : 6_000;

  it(
    `for ${durationMs / 1000} s with seed ${seed}: nobody else notices, and nothing is left behind`,
    async () => {
      const endpoint = broker.kafka as NonNullable<LocalNode['kafka']>;
      const honestTopic = 'honest';
      await test.client.admin().topics.create(honestTopic, { partitions: 1 });
      const port = { endpoint, honestTopic, words: [topic, 'group', 'member'] };
      // The first attacks warm up what a process holds for good: compiled code, pools, metrics.
      await attackPort({ ...port, seed: seed + 500_000, durationMs: 2_000, concurrency: 8 });
      const before = await collectedMemory(test.cluster, broker);
      const processId = broker.processId;
      const report = await attackPort({ ...port, seed, durationMs, concurrency: 16 });
      const after = await collectedMemory(test.cluster, broker);
      console.log(JSON.stringify({ seed, ...report, before, after }));
      expect(broker.processId).toBe(processId);
      expect(test.cluster.nodes.map(({ state }) => state)).toEqual(['running', 'running']);
      // The attack was one: connections were ended, others were answered.
      expect(report.attacks).toBeGreaterThan(100);
      expect(report.ended).toBeGreaterThan(report.attacks / 10);
      expect(report.answers).toBeGreaterThan(report.attacks / 50);
      expect(report.bystanderRounds).toBeGreaterThan(durationMs / 1_000);
      const promise = new Deadline(5_000, 'an honest client is served');
      expect(await promise.holds(report.bystanderMsMax), `${report.bystanderMsMax} ms`).toBe(true);
      expect(after.usedBytes - before.usedBytes).toBeLessThan(leftBytesMax);
      expect(after.residentBytes - before.residentBytes).toBeLessThan(admittedBytesMax);
      // Whatever a client sends is its own mistake, never an error of the broker's.
      expect(errorsLogged(broker)).toEqual([]);
      expect(await test.proof()).toBe('sound');
    },
    boundMs(240_000, 'the attacks'),
  );
});

function errorsLogged(node: LocalNode): string[] {
  const lines = readFileSync(node.logFile, 'utf8').split('\n');
  // An answer that cannot be written ends a connection too, and names the field of a response.
  const ours = /"level":(50|60|"error"|"fatal")|Response\.\w+|our own code failed/;
  return lines.filter((line) => ours.test(line));
}

function residentBytes(node: LocalNode): number {
  const status = readFileSync(`/proc/${node.processId}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

function withByte(batch: Buffer, at: number, value: number): Buffer {
  batch[at] = value;
  return batch;
}
