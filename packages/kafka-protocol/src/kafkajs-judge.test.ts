import { describe, expect, test } from 'vitest';
import { apis, type AnyApi } from './index.js';
import { apiTables } from './generated/api-tables.js';
import type { ElementType, Field, MessageTable } from './table/table.js';
import { defaultOf, type Plain, isPresent } from './testing/interpret.js';
import { WireReader } from './wire/wire-reader.js';
import { WireWriter } from './wire/wire-writer.js';

/**
 * kafkajs wrote the same formats on its own: what it encodes must read and write back to the same bytes here, and what
 * we answer must decode there to what we said. It knows the inflexible versions only.
 */
interface JudgeRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  encode(): Promise<{ readonly buffer: Buffer }>;
}
interface Judge {
  readonly versions: readonly (string | number)[];
  protocol(options: { readonly version: number }): (options: unknown) => {
    readonly request: JudgeRequest;
    readonly response: { decode(payload: Buffer): Promise<unknown> };
  };
}

/** The folder is no part of kafkajs' types, hence a specifier that the compiler does not look into. */
async function judgeOf(name: string): Promise<Judge> {
  const specifier = `kafkajs/src/protocol/requests/${name}/index.js`;
  return ((await import(specifier)) as { readonly default: Judge }).default;
}

const groupId = 'group';
const memberId = 'member';
const groupInstanceId = 'instance';
const message = { key: Buffer.from('k'), value: Buffer.from('v'), timestamp: 1_700_000_000_000, headers: {} };
const offset = { partition: 3, offset: '70000000000', metadata: 'm' };

const acl = {
  resourceType: 2,
  resourceName: 't',
  resourcePatternType: 4,
  patternTypeFilter: 4,
  principal: 'User:a',
  host: '*',
  operation: 3,
  permissionType: 3,
};

/** What to hand to kafkajs for each API that both know, in kafkajs' own terms; versions below ours are passed over. */
const samples: readonly (readonly [name: string, api: AnyApi, options: unknown])[] = [
  [
    'produce',
    apis.Produce,
    {
      acks: -1,
      timeout: 9,
      topicData: [{ topic: 't', partitions: [{ partition: 1, firstSequence: 0, messages: [message] }] }],
    },
  ],
  [
    'fetch',
    apis.Fetch,
    {
      maxWaitTime: 5,
      minBytes: 1,
      maxBytes: 99,
      rackId: 'r',
      topics: [{ topic: 't', partitions: [{ partition: 1, fetchOffset: '123456789012', maxBytes: 7 }] }],
    },
  ],
  [
    'listOffsets',
    apis.ListOffsets,
    { topics: [{ topic: 't', partitions: [{ partition: 1, timestamp: '-1', maxNumOffsets: 1 }] }] },
  ],
  ['metadata', apis.Metadata, { topics: ['a', 'b'], allowAutoTopicCreation: true }],
  [
    'offsetCommit',
    apis.OffsetCommit,
    { groupId, groupGenerationId: 4, memberId, topics: [{ topic: 't', partitions: [offset] }] },
  ],
  ['offsetFetch', apis.OffsetFetch, { groupId, topics: [{ topic: 't', partitions: [{ partition: 3 }] }] }],
  ['findCoordinator', apis.FindCoordinator, { groupId, coordinatorType: 1 }],
  [
    'joinGroup',
    apis.JoinGroup,
    {
      groupId,
      sessionTimeout: 10,
      rebalanceTimeout: 20,
      memberId,
      groupInstanceId,
      protocolType: 'consumer',
      groupProtocols: [{ name: 'range', metadata: Buffer.from([1, 2]) }],
    },
  ],
  ['heartbeat', apis.Heartbeat, { groupId, groupGenerationId: 4, memberId, groupInstanceId }],
  ['leaveGroup', apis.LeaveGroup, { groupId, memberId, groupInstanceId }],
  [
    'syncGroup',
    apis.SyncGroup,
    {
      groupId,
      generationId: 4,
      memberId,
      groupInstanceId,
      groupAssignment: [{ memberId, memberAssignment: Buffer.from([3]) }],
    },
  ],
  ['describeGroups', apis.DescribeGroups, { groupIds: ['a', 'b'] }],
  ['listGroups', apis.ListGroups, {}],
  ['apiVersions', apis.ApiVersions, {}],
  ['saslHandshake', apis.SaslHandshake, { mechanism: 'PLAIN' }],
  [
    'createTopics',
    apis.CreateTopics,
    {
      timeout: 9,
      validateOnly: true,
      topics: [
        {
          topic: 't',
          numPartitions: 2,
          replicationFactor: 1,
          replicaAssignment: [{ partition: 0, replicas: [1, 2] }],
          configEntries: [{ name: 'a', value: 'b' }],
        },
      ],
    },
  ],
  ['deleteTopics', apis.DeleteTopics, { topics: ['a', 'b'], timeout: 9 }],
  [
    'deleteRecords',
    apis.DeleteRecords,
    { timeout: 9, topics: [{ topic: 't', partitions: [{ partition: 1, offset: '5' }] }] },
  ],
  ['initProducerId', apis.InitProducerId, { transactionalId: 'x', transactionTimeout: 9 }],
  [
    'describeConfigs',
    apis.DescribeConfigs,
    { includeSynonyms: true, resources: [{ type: 2, name: 't', configNames: ['a'] }] },
  ],
  [
    'alterConfigs',
    apis.AlterConfigs,
    { validateOnly: true, resources: [{ type: 2, name: 't', configEntries: [{ name: 'a', value: 'b' }] }] },
  ],
  [
    'createPartitions',
    apis.CreatePartitions,
    { timeout: 9, validateOnly: true, topicPartitions: [{ topic: 't', count: 3, assignments: [[1, 2]] }] },
  ],
  ['deleteGroups', apis.DeleteGroups, ['a', 'b']],
  ['describeAcls', apis.DescribeAcls, acl],
  ['createAcls', apis.CreateAcls, { creations: [acl] }],
  ['deleteAcls', apis.DeleteAcls, { filters: [acl] }],
  [
    'alterPartitionReassignments',
    apis.AlterPartitionReassignments,
    { timeout: 9, topics: [{ topic: 't', partitionAssignment: [{ partition: 1, replicas: [1, 2] }] }] },
  ],
  [
    'listPartitionReassignments',
    apis.ListPartitionReassignments,
    { timeout: 9, topics: [{ topic: 't', partitions: [1, 2] }] },
  ],
];

describe.each(samples)('%s', (name, api, options) => {
  test('requests of kafkajs read, and write back to the same bytes', async () => {
    const judge = await judgeOf(name);
    let judged = 0;
    for (const version of judge.versions.map(Number)) {
      if (version < api.minVersion) continue;
      const { request } = judge.protocol({ version })(options);
      expect([request.apiKey, request.apiVersion]).toEqual([api.key, version]);
      const { buffer } = await request.encode();
      const reader = new WireReader(bodyOf(buffer, api, version), name);
      const value = api.request.decode(reader, version);
      expect(reader.remaining).toBe(0);
      const writer = new WireWriter();
      api.request.encode(writer, value, version);
      expect(Buffer.concat(writer.finish()).toString('hex'), `${name} v${version}`).toBe(
        bodyOf(buffer, api, version).toString('hex'),
      );
      judged += 1;
    }
    expect(judged).toBeGreaterThan(0);
  });

  test('our responses decode in kafkajs to what was said', async () => {
    const judge = await judgeOf(name);
    const table = apiTables.find((one) => one.key === api.key)?.response as MessageTable;
    for (const version of judge.versions.map(Number)) {
      if (version < api.minVersion || version >= api.flexibleFrom) continue;
      const said = new Set<unknown>();
      const body = distinctStruct(table, table.fields, version, said);
      const writer = new WireWriter();
      api.response.encode(writer, body, version);
      const understood = await judge.protocol({ version })(options).response.decode(writer.finishContiguous());
      const leaves = leavesOf(understood);
      for (const leaf of leaves) expect([...said], `${name} v${version} understood ${leaf}`).toContain(leaf);
      expect(new Set(leaves).size, `${name} v${version}`).toBeGreaterThanOrEqual(Math.min(2, said.size));
    }
  });
});

/** kafkajs writes the tagged fields of a flexible request header as part of the body. */
function bodyOf(buffer: Buffer, api: AnyApi, version: number): Buffer {
  return version >= api.flexibleFrom ? buffer.subarray(1) : buffer;
}

/**
 * A message in which no two leaves are equal, so that a field read in the wrong place shows. Empty where data is
 * opaque.
 */
function distinctStruct(table: MessageTable, fields: readonly Field[], version: number, said: Set<unknown>): Plain {
  return Object.fromEntries(
    fields.map((field) => {
      if (!isPresent(field, version) || field.tag !== undefined) return [field.name, defaultOf(field)];
      if (field.type.kind !== 'list') return [field.name, distinctElement(table, field.type, version, said)];
      return [field.name, [distinctElement(table, field.type.element, version, said)]];
    }),
  );
}

function distinctElement(table: MessageTable, type: ElementType, version: number, said: Set<unknown>): unknown {
  if (type.kind === 'struct') return distinctStruct(table, type.fields, version, said);
  if (type.name === 'bool') return true;
  if (type.name === 'records') return null;
  if (type.name === 'bytes') return Buffer.alloc(0);
  const number = said.size + 2;
  const value = type.name === 'string' ? `text ${number}` : number;
  said.add(value);
  return value;
}

/** Numbers and strings; int64 come as strings of digits. Throttling is kafkajs' own invention, 0 here. */
function leavesOf(value: unknown): unknown[] {
  if (typeof value === 'string' && /^\d+$/.test(value)) return [Number(value)];
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return value === 0 ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  if (Buffer.isBuffer(value) || value instanceof Error) return [];
  return Object.values(value).flatMap(leavesOf);
}
