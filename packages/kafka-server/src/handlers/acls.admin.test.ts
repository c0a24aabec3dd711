import { errors } from '@drave/base';
import { apis, WireWriter } from '@drave/kafka-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { AdminBench } from '../testing/admin-bench.js';
import { createAclsRow } from './30-create-acls.js';
import { deleteAclsRow } from './31-delete-acls.js';
import { describeAclsRow } from './29-describe-acls.js';

let bench: AdminBench;

afterEach(() => bench.stop());

async function start(): Promise<void> {
  const file = { 'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer' };
  bench = await AdminBench.start({ file });
}

const read = {
  resourceType: 2,
  resourceName: 'orders',
  resourcePatternType: 3,
  principal: 'User:alice',
  host: '*',
  operation: 3,
  permissionType: 3,
};
const denyPrefix = { ...read, resourceName: 'ord', resourcePatternType: 4, operation: 4, permissionType: 2 };
const everything = {
  resourceTypeFilter: 1,
  resourceNameFilter: null,
  patternTypeFilter: 1,
  principalFilter: null,
  hostFilter: null,
  operation: 1,
  permissionType: 1,
};
const OK = { errorCode: 0, errorMessage: null };
const INVALID = { errorCode: errors.INVALID_REQUEST.kafka };

const create = (version: number, ...creations: readonly (typeof read)[]) =>
  bench.ask(createAclsRow, apis.CreateAcls, version, { creations });
const describeAll = (version: number, filter: Partial<typeof everything> | object = {}) =>
  bench.ask(describeAclsRow, apis.DescribeAcls, version, { ...everything, ...filter });

describe('access control lists over Kafka’s protocol', () => {
  it('are written, read and deleted in each version', async () => {
    await start();
    for (const version of [1, 2, 3]) {
      expect((await create(version, read, read, denyPrefix)).results).toEqual([OK, OK, OK]);
      const { resourcePatternType: _, ...entry } = read;
      expect(await describeAll(version)).toMatchObject({
        ...OK,
        resources: [
          { resourceType: 2, resourceName: 'ord', patternType: 4, acls: [{ operation: 4, permissionType: 2 }] },
          { resourceType: 2, resourceName: 'orders', patternType: 3, acls: [{ principal: 'User:alice', host: '*' }] },
        ],
      });
      const about = { patternTypeFilter: 2, resourceNameFilter: 'orders', permissionType: 3 };
      expect((await describeAll(version, about)).resources).toHaveLength(1);
      const exact = {
        ...{ resourceTypeFilter: 2, resourceNameFilter: 'orders', patternTypeFilter: 3 },
        ...{ principalFilter: 'User:alice', hostFilter: '*', operation: 3, permissionType: 3 },
      };
      expect((await describeAll(version, exact)).resources).toHaveLength(1);
      const filters = [exact, everything, everything];
      const { filterResults } = await bench.ask(deleteAclsRow, apis.DeleteAcls, version, { filters });
      expect(filterResults).toMatchObject([
        { ...OK, matchingAcls: [{ ...entry, patternType: 3, ...OK }] },
        { ...OK, matchingAcls: [{ resourceName: 'ord', patternType: 4 }] },
        { ...OK, matchingAcls: [] },
      ]);
      expect((await describeAll(version)).resources).toEqual([]);
    }
  });

  it('refuse what stands for several things, or for nothing known, item by item', async () => {
    await start();
    const { results } = await create(
      3,
      { ...read, resourceType: 0 },
      { ...read, resourceType: 1 },
      { ...read, resourcePatternType: 2 },
      { ...read, operation: 16 },
      { ...read, operation: -1 },
      { ...read, permissionType: 1 },
      { ...read, resourceType: 4 },
      read,
    );
    expect(results).toMatchObject([INVALID, INVALID, INVALID, INVALID, INVALID, INVALID, INVALID, OK]);
    expect(await describeAll(3, { operation: 0 })).toMatchObject({ ...INVALID, resources: [] });
    const filters = [
      { ...everything, permissionType: 0 },
      { ...everything, operation: 2 },
    ];
    const { filterResults } = await bench.ask(deleteAclsRow, apis.DeleteAcls, 3, { filters });
    expect(filterResults).toMatchObject([INVALID, { ...OK, matchingAcls: [] }]);
  });

  it('know every number that Kafka has', async () => {
    await start();
    const operations = Array.from({ length: 14 }, (_, at) => ({ ...read, operation: at + 2 }));
    const types = [2, 3, 5, 6, 7].map((resourceType) => ({ ...read, resourceType }));
    const cluster = { ...read, resourceType: 4, resourceName: 'kafka-cluster' };
    const { results } = await create(3, ...operations, ...types, cluster);
    expect(results.every(({ errorCode }) => errorCode === 0)).toBe(true);
    const { resources } = await describeAll(3);
    const numbers = resources.flatMap(({ acls }) => acls.map(({ operation }) => operation));
    expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, at) => at + 2));
    expect(resources.map(({ resourceType }) => resourceType).sort()).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it('G16: a fresh cluster has none', async () => {
    await start();
    expect(await describeAll(3)).toMatchObject({ ...OK, resources: [] });
  });

  it('stand on the wire byte for byte as Kafka writes them', () => {
    const writer = new WireWriter();
    apis.CreateAcls.request.encode(writer, { creations: [denyPrefix] }, 1);
    // Count, type, name with its length, pattern, principal, host, operation, permission.
    expect(Buffer.concat(writer.finish()).toString('hex')).toBe(
      `00000001020003${text('ord')}04000a${text('User:alice')}0001${text('*')}0402`,
    );
  });
});

function text(value: string): string {
  return Buffer.from(value).toString('hex');
}
