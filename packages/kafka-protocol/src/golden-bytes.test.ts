import { UUID_ZERO } from '@drave/base';
import { describe, expect, test } from 'vitest';
import { encodeRequestFrame, encodeResponseFrame, parseRequestHeader, parseResponseHeader } from './framing.js';
import { apis } from './generated/index.js';
import type { Api } from './wire/codec.js';

/**
 * Frames written out by hand from the protocol's description, spaces between fields, so that a table and its oracle
 * cannot be wrong together.
 */
function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(/\s+/g, ''), 'hex');
}

const topicId = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex').toString('base64url');

interface Case<Body> {
  readonly hex: string;
  readonly body: Body;
}

function expectRequest<R, I>(api: Api<R, I>, version: number, { hex, body }: Case<I>, decoded: Partial<R>): void {
  const frame = Buffer.concat(encodeRequestFrame({ correlationId: 7, clientId: 'c' }, api, version, body));
  expect(frame.subarray(4).toString('hex')).toBe(bytesOf(hex).toString('hex'));
  expect(frame.readInt32BE(0)).toBe(frame.length - 4);
  const parsed = parseRequestHeader(frame.subarray(4));
  if (parsed.kind !== 'request') throw new Error(`parsed as ${parsed.kind}`);
  expect(parsed.header).toEqual({ apiKey: api.key, apiVersion: version, correlationId: 7, clientId: 'c' });
  expect(api.request.decode(parsed.body, version)).toMatchObject(decoded as object);
  expect(parsed.body.remaining).toBe(0);
}

function expectResponse<R, I>(
  api: Api<unknown, unknown, R, I>,
  version: number,
  { hex, body }: Case<I>,
  decoded: Partial<R>,
): void {
  const frame = Buffer.concat(encodeResponseFrame(7, api, version, body));
  expect(frame.subarray(4).toString('hex')).toBe(bytesOf(hex).toString('hex'));
  const parsed = parseResponseHeader(frame.subarray(4), api, version);
  expect(parsed.correlationId).toBe(7);
  expect(api.response.decode(parsed.body, version)).toMatchObject(decoded as object);
  expect(parsed.body.remaining).toBe(0);
}

describe('ApiVersions', () => {
  test('v0: an empty body', () => {
    expectRequest(apis.ApiVersions, 0, { hex: '0012 0000 00000007 0001 63', body: {} }, {});
  });

  test('v3: header version 2, compact strings', () => {
    const body = { clientSoftwareName: 'lib', clientSoftwareVersion: '1' };
    expectRequest(apis.ApiVersions, 3, { hex: '0012 0003 00000007 0001 63 00 04 6c6962 02 31 00', body }, body);
  });

  test('v0 response', () => {
    const body = { errorCode: 35, apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }] };
    expectResponse(apis.ApiVersions, 0, { hex: '00000007 0023 00000001 0012 0000 0004', body }, body);
  });

  test('v3 response: the old header in front of a flexible body, features as tagged fields', () => {
    const body = {
      errorCode: 0,
      apiKeys: [{ apiKey: 0, minVersion: 0, maxVersion: 11 }],
      finalizedFeaturesEpoch: 5,
      finalizedFeatures: [{ name: 'f', maxVersionLevel: 2, minVersionLevel: 1 }],
    };
    const hex = '00000007 0000 02 0000 0000 000b 00 00000000 02 01 08 0000000000000005 02 08 02 02 66 0002 0001 00';
    expectResponse(apis.ApiVersions, 3, { hex, body }, { ...body, supportedFeatures: [], throttleTimeMs: 0 });
  });
});

describe('Metadata', () => {
  test('v0 request: an empty list stands for all topics', () => {
    expectRequest(
      apis.Metadata,
      0,
      { hex: '0003 0000 00000007 0001 63 00000000', body: { topics: [] } },
      { topics: [] },
    );
  });

  test('v1 request: null stands for all topics', () => {
    const expected = { topics: null, allowAutoTopicCreation: true };
    expectRequest(apis.Metadata, 1, { hex: '0003 0001 00000007 0001 63 ffffffff', body: { topics: null } }, expected);
  });

  test('v9 request', () => {
    const body = { topics: [{ name: 't', topicId: UUID_ZERO }], allowAutoTopicCreation: false };
    const hex = '0003 0009 00000007 0001 63 00 02 02 74 00 00 00 00 00';
    expectRequest(apis.Metadata, 9, { hex, body }, { ...body, includeTopicAuthorizedOperations: false });
  });

  test('v12 request: by id, without a name', () => {
    const body = { topics: [{ name: null, topicId }] };
    const hex = '0003 000c 00000007 0001 63 00 02 000102030405060708090a0b0c0d0e0f 00 00 01 00 00';
    expectRequest(apis.Metadata, 12, { hex, body }, body);
  });

  const partition = {
    errorCode: 0,
    partitionIndex: 0,
    leaderId: 1,
    leaderEpoch: 3,
    replicaNodes: [1, 2],
    isrNodes: [1],
    offlineReplicas: [],
  };
  const topic = { errorCode: 0, name: 't', topicId, isInternal: false, partitions: [partition] };
  const response = {
    brokers: [{ nodeId: 1, host: 'h', port: 9092 }],
    clusterId: 'x',
    controllerId: 1,
    topics: [topic],
  };

  test('v0 response: neither racks nor a controller', () => {
    const hex = `00000007 00000001 00000001 0001 68 00002384
      00000001 0000 0001 74 00000001 0000 00000000 00000001 00000002 00000001 00000002 00000001 00000001`;
    expectResponse(apis.Metadata, 0, { hex, body: response }, { controllerId: -1, clusterId: null });
  });

  test('v1 response', () => {
    const hex = `00000007 00000001 00000001 0001 68 00002384 ffff 00000001
      00000001 0000 0001 74 00 00000001 0000 00000000 00000001 00000002 00000001 00000002 00000001 00000001`;
    expectResponse(apis.Metadata, 1, { hex, body: response }, { controllerId: 1, clusterId: null });
  });

  test('v9 response', () => {
    const hex = `00000007 00 00000000 02 00000001 02 68 00002384 00 00 02 78 00000001
      02 0000 02 74 00
      02 0000 00000000 00000001 00000003 03 00000001 00000002 02 00000001 01 00 80000000 00 80000000 00`;
    expectResponse(apis.Metadata, 9, { hex, body: response }, { clusterId: 'x' });
  });

  test('v12 response: topic ids, no cluster operations', () => {
    const hex = `00000007 00 00000000 02 00000001 02 68 00002384 00 00 02 78 00000001
      02 0000 02 74 000102030405060708090a0b0c0d0e0f 00
      02 0000 00000000 00000001 00000003 03 00000001 00000002 02 00000001 01 00 80000000 00 00`;
    expectResponse(
      apis.Metadata,
      12,
      { hex, body: response },
      { clusterId: 'x', brokers: [{ nodeId: 1, host: 'h', port: 9092, rack: null }] },
    );
  });
});

describe('Produce', () => {
  const records = Buffer.from('cafe', 'hex');
  const topicData = [{ name: 't', partitionData: [{ index: 2, records }] }];
  const decoded = [{ ...topicData[0], topicId: UUID_ZERO }] as never;

  test.each([3, 7])('v%i request', (version) => {
    const hex = `0000 000${version} 00000007 0001 63 ffff ffff 000005dc 00000001 0001 74 00000001 00000002 00000002 cafe`;
    expectRequest(
      apis.Produce,
      version,
      { hex, body: { acks: -1, timeoutMs: 1500, topicData } },
      { acks: -1, topicData: decoded },
    );
  });

  test('v9 request: compact records', () => {
    const hex = '0000 0009 00000007 0001 63 00 02 78 ffff 000005dc 02 02 74 02 00000002 03 cafe 00 00 00';
    const body = { transactionalId: 'x', acks: -1, timeoutMs: 1500, topicData };
    expectRequest(apis.Produce, 9, { hex, body }, { ...body, topicData: decoded });
  });

  test('v0 request: no transactional id', () => {
    const hex = '0000 0000 00000007 0001 63 0001 000005dc 00000001 0001 74 00000001 00000002 ffffffff';
    const empty = [{ name: 't', topicId: UUID_ZERO, partitionData: [{ index: 2, records: null }] }];
    expectRequest(apis.Produce, 0, { hex, body: { acks: 1, timeoutMs: 1500, topicData: empty } }, { topicData: empty });
  });

  test('v13: topics by id', () => {
    const hex = `0000 000d 00000007 0001 63 00 00 ffff 000005dc 02 000102030405060708090a0b0c0d0e0f 02 00000002 03 cafe
      00 00 00`;
    const byId = [{ name: '', topicId, partitionData: [{ index: 2, records }] }];
    expectRequest(apis.Produce, 13, { hex, body: { acks: -1, timeoutMs: 1500, topicData: byId } }, { topicData: byId });
    const answer = `00000007 00 02 000102030405060708090a0b0c0d0e0f 02 00000002 0000 0000000000000028 ffffffffffffffff
      0000000000000003 01 00 00 00 00000009 00`;
    const answered = { responses: [{ topicId, partitionResponses: [partition] }], throttleTimeMs: 9 };
    expectResponse(apis.Produce, 13, { hex: answer, body: answered }, { throttleTimeMs: 9 });
  });

  const partition = { index: 2, errorCode: 0, baseOffset: 40, logAppendTimeMs: -1, logStartOffset: 3 };
  const body = { responses: [{ name: 't', partitionResponses: [partition] }], throttleTimeMs: 9 };

  test('v3 response', () => {
    const hex = `00000007 00000001 0001 74 00000001 00000002 0000 0000000000000028 ffffffffffffffff 00000009`;
    expectResponse(apis.Produce, 3, { hex, body }, { throttleTimeMs: 9 });
  });

  test('v7 response', () => {
    const hex = `00000007 00000001 0001 74 00000001 00000002 0000 0000000000000028 ffffffffffffffff 0000000000000003
      00000009`;
    expectResponse(apis.Produce, 7, { hex, body }, { throttleTimeMs: 9 });
  });

  test('v9 response', () => {
    const hex = `00000007 00 02 02 74 02 00000002 0000 0000000000000028 ffffffffffffffff 0000000000000003 01 00 00 00
      00000009 00`;
    expectResponse(apis.Produce, 9, { hex, body }, { throttleTimeMs: 9 });
  });

  test('v10 response: the leader hint of KIP-951', () => {
    const hinted = { ...partition, errorCode: 6, currentLeader: { leaderId: 4, leaderEpoch: 8 } };
    const hex = `00000007 00 02 02 74 02 00000002 0006 0000000000000028 ffffffffffffffff 0000000000000003 01 00
      01 00 09 00000004 00000008 00 00 00000000
      01 00 0e 02 00000004 03 6e34 00002384 00 00`;
    const answer = {
      responses: [{ name: 't', partitionResponses: [hinted] }],
      nodeEndpoints: [{ nodeId: 4, host: 'n4', port: 9092 }],
    };
    expectResponse(apis.Produce, 10, { hex, body: answer }, {
      nodeEndpoints: [{ ...answer.nodeEndpoints[0], rack: null }],
    } as never);
  });
});

describe('Fetch', () => {
  const partition = {
    partition: 1,
    fetchOffset: 16,
    partitionMaxBytes: 1024,
    currentLeaderEpoch: 2,
    logStartOffset: -1,
  };
  const fields = { maxWaitMs: 500, minBytes: 1, maxBytes: 4096, isolationLevel: 1 };

  test('v4 request', () => {
    const hex = `0001 0004 00000007 0001 63 ffffffff 000001f4 00000001 00001000 01
      00000001 0001 74 00000001 00000001 0000000000000010 00000400`;
    const body = { ...fields, topics: [{ topic: 't', topicId: UUID_ZERO, partitions: [partition] }] };
    expectRequest(apis.Fetch, 4, { hex, body }, { ...fields, sessionId: 0, sessionEpoch: -1 });
  });

  test('v11 request: sessions, leader epoch, rack', () => {
    const hex = `0001 000b 00000007 0001 63 ffffffff 000001f4 00000001 00001000 01 00000000 ffffffff
      00000001 0001 74 00000001 00000001 00000002 0000000000000010 ffffffffffffffff 00000400
      00000000 0001 72`;
    const body = { ...fields, rackId: 'r', topics: [{ topic: 't', topicId: UUID_ZERO, partitions: [partition] }] };
    expectRequest(apis.Fetch, 11, { hex, body }, { ...fields, rackId: 'r' });
  });

  test('v12 request: flexible, last fetched epoch', () => {
    const hex = `0001 000c 00000007 0001 63 00 ffffffff 000001f4 00000001 00001000 01 00000000 ffffffff
      02 02 74 02 00000001 00000002 0000000000000010 ffffffff ffffffffffffffff 00000400 00 00
      01 01 00`;
    const body = { ...fields, topics: [{ topic: 't', topicId: UUID_ZERO, partitions: [partition] }] };
    expectRequest(apis.Fetch, 12, { hex, body }, { ...fields, clusterId: null });
  });

  test('v13 request: by topic id', () => {
    const hex = `0001 000d 00000007 0001 63 00 ffffffff 000001f4 00000001 00001000 01 00000000 ffffffff
      02 000102030405060708090a0b0c0d0e0f 02 00000001 00000002 0000000000000010 ffffffff ffffffffffffffff 00000400 00 00
      01 01 00`;
    const body = { ...fields, topics: [{ topicId, partitions: [partition] }] };
    expectRequest(apis.Fetch, 13, { hex, body }, fields);
  });

  const records = Buffer.from('cafe', 'hex');
  const fetched = { partitionIndex: 1, errorCode: 0, highWatermark: 20, lastStableOffset: 20, logStartOffset: 0 };
  const responses = [{ topic: 't', topicId, partitions: [{ ...fetched, abortedTransactions: null, records }] }];

  test('v4 response', () => {
    const hex = `00000007 00000000 00000001 0001 74 00000001 00000001 0000 0000000000000014 0000000000000014 ffffffff
      00000002 cafe`;
    expectResponse(apis.Fetch, 4, { hex, body: { responses } }, { throttleTimeMs: 0 });
  });

  test('v11 response', () => {
    const hex = `00000007 00000000 0000 00000000 00000001 0001 74 00000001 00000001 0000 0000000000000014
      0000000000000014 0000000000000000 ffffffff ffffffff 00000002 cafe`;
    expectResponse(apis.Fetch, 11, { hex, body: { responses } }, { throttleTimeMs: 0 });
  });

  test('v12 response, v13 with the topic’s id', () => {
    const head = '00000007 00 00000000 0000 00000000 02';
    const rest = `02 00000001 0000 0000000000000014 0000000000000014 0000000000000000 00 ffffffff 03 cafe 00 00 00`;
    expectResponse(apis.Fetch, 12, { hex: `${head} 02 74 ${rest}`, body: { responses } }, { sessionId: 0 });
    const byId = `${head} 000102030405060708090a0b0c0d0e0f ${rest}`;
    expectResponse(apis.Fetch, 13, { hex: byId, body: { responses } }, { sessionId: 0 });
  });
});

describe('JoinGroup', () => {
  const body = {
    groupId: 'g',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 60_000,
    memberId: '',
    protocolType: 'consumer',
    protocols: [{ name: 'r', metadata: Buffer.from([9]) }],
  };
  const protocol = '0008 636f6e73756d6572 00000001 0001 72 00000001 09';

  test('v0 request: one timeout', () => {
    const hex = `000b 0000 00000007 0001 63 0001 67 00002710 0000 ${protocol}`;
    expectRequest(apis.JoinGroup, 0, { hex, body }, { rebalanceTimeoutMs: -1 });
  });

  test('v5 request: group instance id', () => {
    const hex = `000b 0005 00000007 0001 63 0001 67 00002710 0000ea60 0000 0001 69 ${protocol}`;
    expectRequest(apis.JoinGroup, 5, { hex, body: { ...body, groupInstanceId: 'i' } }, { groupInstanceId: 'i' });
  });

  test('v6 request: flexible', () => {
    const hex = '000b 0006 00000007 0001 63 00 02 67 00002710 0000ea60 01 00 09 636f6e73756d6572 02 02 72 02 09 00 00';
    expectRequest(apis.JoinGroup, 6, { hex, body }, { groupInstanceId: null, rebalanceTimeoutMs: 60_000 });
  });

  const answer = { errorCode: 0, generationId: 1, protocolName: 'r', leader: 'm', memberId: 'm', members: [] };

  test('v0 and v6 responses', () => {
    const old = '00000007 0000 00000001 0001 72 0001 6d 0001 6d 00000000';
    expectResponse(apis.JoinGroup, 0, { hex: old, body: answer }, answer);
    const flexible = '00000007 00 00000000 0000 00000001 02 72 02 6d 02 6d 01 00';
    expectResponse(apis.JoinGroup, 6, { hex: flexible, body: answer }, answer);
  });
});

describe('OffsetFetch', () => {
  test('v1: one group', () => {
    const body = { groupId: 'g', topics: [{ name: 't', partitionIndexes: [0] }] };
    const hex = '0009 0001 00000007 0001 63 0001 67 00000001 0001 74 00000001 00000000';
    expectRequest(apis.OffsetFetch, 1, { hex, body }, { ...body, groups: [], requireStable: false });
    const offset = { partitionIndex: 0, committedOffset: -1, metadata: '', errorCode: 0 };
    const answer = { topics: [{ name: 't', partitions: [offset] }] };
    const response = '00000007 00000001 0001 74 00000001 00000000 ffffffffffffffff 0000 0000';
    expectResponse(apis.OffsetFetch, 1, { hex: response, body: answer }, { errorCode: 0 });
  });

  test('v8: several groups, null topics stand for all', () => {
    const body = { groups: [{ groupId: 'g', topics: null }], requireStable: true };
    expectRequest(
      apis.OffsetFetch,
      8,
      { hex: '0009 0008 00000007 0001 63 00 02 02 67 00 00 01 00', body },
      {
        requireStable: true,
        groupId: '',
      },
    );
    const offset = { partitionIndex: 0, committedOffset: 5, committedLeaderEpoch: 2, metadata: 'm', errorCode: 0 };
    const answer = { groups: [{ groupId: 'g', topics: [{ name: 't', partitions: [offset] }] }] };
    const hex =
      '00000007 00 00000000 02 02 67 02 02 74 02 00000000 0000000000000005 00000002 02 6d 0000 00 00 0000 00 00';
    expectResponse(apis.OffsetFetch, 8, { hex, body: answer }, { topics: [] });
  });

  test('v10: topics by id', () => {
    const body = { groups: [{ groupId: 'g', topics: [{ topicId, partitionIndexes: [3] }] }] };
    const hex = `0009 000a 00000007 0001 63 00 02 02 67 00 ffffffff 02 000102030405060708090a0b0c0d0e0f 02 00000003 00
      00 00 00`;
    expectRequest(apis.OffsetFetch, 10, { hex, body }, { requireStable: false });
    const offset = { partitionIndex: 3, committedOffset: 5, committedLeaderEpoch: 2, metadata: 'm', errorCode: 0 };
    const answer = { groups: [{ groupId: 'g', topics: [{ topicId, partitions: [offset] }] }] };
    const answered = `00000007 00 00000000 02 02 67 02 000102030405060708090a0b0c0d0e0f 02 00000003 0000000000000005
      00000002 02 6d 0000 00 00 0000 00 00`;
    expectResponse(apis.OffsetFetch, 10, { hex: answered, body: answer }, { topics: [] });
  });
});

describe('OffsetCommit', () => {
  test('v10: topics by id', () => {
    const partition = { partitionIndex: 3, committedOffset: 5, committedLeaderEpoch: 2, committedMetadata: 'm' };
    const body = { groupId: 'g', topics: [{ topicId, partitions: [partition] }] };
    const hex = `0008 000a 00000007 0001 63 00 02 67 ffffffff 01 00 02 000102030405060708090a0b0c0d0e0f 02 00000003
      0000000000000005 00000002 02 6d 00 00 00`;
    expectRequest(apis.OffsetCommit, 10, { hex, body }, { groupId: 'g', memberId: '' });
    const answer = { topics: [{ topicId, partitions: [{ partitionIndex: 3, errorCode: 0 }] }] };
    const answered = '00000007 00 00000000 02 000102030405060708090a0b0c0d0e0f 02 00000003 0000 00 00 00';
    expectResponse(apis.OffsetCommit, 10, { hex: answered, body: answer }, {});
  });
});

describe('FindCoordinator', () => {
  test('v0 and v4 requests', () => {
    expectRequest(
      apis.FindCoordinator,
      0,
      { hex: '000a 0000 00000007 0001 63 0001 67', body: { key: 'g' } },
      { key: 'g' },
    );
    const body = { keyType: 0, coordinatorKeys: ['g', 'h'] };
    expectRequest(apis.FindCoordinator, 4, { hex: '000a 0004 00000007 0001 63 00 00 03 02 67 02 68 00', body }, body);
  });

  test('v0 and v4 responses', () => {
    const one = { errorCode: 0, nodeId: 1, host: 'h', port: 9092 };
    expectResponse(apis.FindCoordinator, 0, { hex: '00000007 0000 00000001 0001 68 00002384', body: one }, one);
    const answer = { coordinators: [{ key: 'g', ...one, errorMessage: null }] };
    const hex = '00000007 00 00000000 02 02 67 00000001 02 68 00002384 0000 00 00 00';
    expectResponse(apis.FindCoordinator, 4, { hex, body: answer }, answer);
  });
});

describe('ListOffsets', () => {
  test('v0: a number of offsets, a list of them', () => {
    const partition = { partitionIndex: 0, timestamp: -1, maxNumOffsets: 2 };
    const body = { replicaId: -1, topics: [{ name: 't', partitions: [partition] }] };
    const hex = '0002 0000 00000007 0001 63 ffffffff 00000001 0001 74 00000001 00000000 ffffffffffffffff 00000002';
    expectRequest(apis.ListOffsets, 0, { hex, body }, { replicaId: -1 });
    const answer = {
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 0, oldStyleOffsets: [9, 0] }] }],
    };
    const response = '00000007 00000001 0001 74 00000001 00000000 0000 00000002 0000000000000009 0000000000000000';
    expectResponse(apis.ListOffsets, 0, { hex: response, body: answer }, {});
  });

  test('v1: one offset', () => {
    const body = { replicaId: -1, topics: [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: -2 }] }] };
    const hex = '0002 0001 00000007 0001 63 ffffffff 00000001 0001 74 00000001 00000000 fffffffffffffffe';
    expectRequest(apis.ListOffsets, 1, { hex, body }, { isolationLevel: 0 });
    const answer = {
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 0, timestamp: -1, offset: 9 }] }],
    };
    const response = '00000007 00000001 0001 74 00000001 00000000 0000 ffffffffffffffff 0000000000000009';
    expectResponse(apis.ListOffsets, 1, { hex: response, body: answer }, {});
  });
});

describe('AddPartitionsToTxn', () => {
  const topics = [{ name: 't', partitions: [2] }];

  test('v0 request and response: one transaction', () => {
    const body = {
      transactions: [],
      v3AndBelowTransactionalId: 'x',
      v3AndBelowProducerId: 9,
      v3AndBelowProducerEpoch: 3,
      v3AndBelowTopics: topics,
    };
    const hex = '0018 0000 00000007 0001 63 0001 78 0000000000000009 0003 00000001 0001 74 00000001 00000002';
    expectRequest(apis.AddPartitionsToTxn, 0, { hex, body }, body);
    const resultsByTopicV3AndBelow = [
      { name: 't', resultsByPartition: [{ partitionIndex: 2, partitionErrorCode: 51 }] },
    ];
    const response = '00000007 00000000 00000001 0001 74 00000001 00000002 0033';
    const answer = { resultsByTransaction: [], resultsByTopicV3AndBelow };
    expectResponse(apis.AddPartitionsToTxn, 0, { hex: response, body: answer }, { resultsByTopicV3AndBelow });
  });

  test('v4 request and response: several transactions, which may only be asked about', () => {
    const one = { transactionalId: 'x', producerId: 9, producerEpoch: 3, verifyOnly: true, topics };
    const body = { transactions: [one] };
    const hex = '0018 0004 00000007 0001 63 00 02 02 78 0000000000000009 0003 01 02 02 74 02 00000002 00 00 00';
    expectRequest(apis.AddPartitionsToTxn, 4, { hex, body }, body);
    const topicResults = [{ name: 't', resultsByPartition: [{ partitionIndex: 2, partitionErrorCode: 120 }] }];
    const answer = { errorCode: 0, resultsByTransaction: [{ transactionalId: 'x', topicResults }] };
    const response = '00000007 00 00000000 0000 02 02 78 02 02 74 02 00000002 0078 00 00 00 00';
    expectResponse(apis.AddPartitionsToTxn, 4, { hex: response, body: answer }, answer);
  });
});

describe('EndTxn', () => {
  const body = { transactionalId: 'x', producerId: 9, producerEpoch: 3, committed: true };

  test('v0 and v5 requests', () => {
    const plain = '001a 0000 00000007 0001 63 0001 78 0000000000000009 0003 01';
    expectRequest(apis.EndTxn, 0, { hex: plain, body }, body);
    expectRequest(
      apis.EndTxn,
      5,
      { hex: '001a 0005 00000007 0001 63 00 02 78 0000000000000009 0003 01 00', body },
      body,
    );
  });

  test('v5 response: the identity for the next transaction; older ones leave it out', () => {
    const answer = { errorCode: 0, producerId: 9, producerEpoch: 4 };
    const hex = '00000007 00 00000000 0000 0000000000000009 0004 00';
    expectResponse(apis.EndTxn, 5, { hex, body: answer }, answer);
    const unknown = { errorCode: 0, producerId: -1, producerEpoch: -1 };
    expectResponse(apis.EndTxn, 4, { hex: '00000007 00 00000000 0000 00', body: answer }, unknown);
  });
});

describe('WriteTxnMarkers', () => {
  const topics = [{ name: 't', partitionIndexes: [2] }];
  const marker = { producerId: 9, producerEpoch: 3, transactionResult: true, topics, coordinatorEpoch: 5 };
  const front = '00000007 0001 63 00 02 0000000000000009 0003 01 02 02 74 02 00000002 00 00000005';

  test('v1 and v2 requests: the version of the transaction comes with v2', () => {
    const body = { markers: [{ ...marker, transactionVersion: 2 }] };
    expectRequest(
      apis.WriteTxnMarkers,
      1,
      { hex: `001b 0001 ${front} 00 00`, body },
      { markers: [{ ...marker, transactionVersion: 0 }] },
    );
    expectRequest(apis.WriteTxnMarkers, 2, { hex: `001b 0002 ${front} 02 00 00`, body }, body);
  });

  test('response: no throttle time, one result for each partition', () => {
    const partitions = [{ partitionIndex: 2, errorCode: 6 }];
    const answer = { markers: [{ producerId: 9, topics: [{ name: 't', partitions }] }] };
    const hex = '00000007 00 02 0000000000000009 02 02 74 02 00000002 0006 00 00 00 00';
    expectResponse(apis.WriteTxnMarkers, 2, { hex, body: answer }, answer);
  });
});

describe('TxnOffsetCommit', () => {
  const partition = { partitionIndex: 2, committedOffset: 5, committedMetadata: null };
  const body = {
    transactionalId: 'x',
    groupId: 'g',
    producerId: 9,
    producerEpoch: 3,
    topics: [{ name: 't', partitions: [partition] }],
  };

  test('v0 and v3 requests: the member comes with v3', () => {
    const front = '001c 0000 00000007 0001 63 0001 78 0001 67 0000000000000009 0003';
    const hex = `${front} 00000001 0001 74 00000001 00000002 0000000000000005 ffff`;
    expectRequest(apis.TxnOffsetCommit, 0, { hex, body }, { generationId: -1, memberId: '', groupInstanceId: null });
    const member = { ...body, generationId: 4, memberId: 'm', groupInstanceId: 'i' };
    const flexible = '001c 0003 00000007 0001 63 00 02 78 02 67 0000000000000009 0003 00000004 02 6d 02 69';
    const topics = '02 02 74 02 00000002 0000000000000005 ffffffff 00 00 00 00';
    expectRequest(apis.TxnOffsetCommit, 3, { hex: `${flexible} ${topics}`, body: member }, { generationId: 4 });
  });
});
