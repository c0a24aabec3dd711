import { errors } from '@drave/base';
import { apis, encodeRequestFrame } from '@drave/kafka-protocol';
import { numberedBatch } from '@drave/records/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { limitedRows } from './handlers/limited-rows.js';
import { handlerTable } from './handlers/table.js';
import { KafkaBrokerCluster } from './testing/kafka-broker-cluster.js';

let cluster: KafkaBrokerCluster;

afterEach(() => cluster.close());

describe('ApiVersions', () => {
  it.each([0, 1, 2, 3, 4])('lists the rows of the table, sorted, in version %i', async (version) => {
    cluster = await KafkaBrokerCluster.start();
    const client = await cluster.connect();
    const request = version < 3 ? {} : { clientSoftwareName: 'test', clientSoftwareVersion: '1.0' };
    const { errorCode, apiKeys } = await cluster.finish(client.call(apis.ApiVersions, version, request));
    expect(errorCode).toBe(0);
    expect(apiKeys.map((one) => one.apiKey)).toEqual(handlerTable.map((row) => row.api.key).sort((a, b) => a - b));
    expect(apiKeys.find((one) => one.apiKey === 0)).toEqual({ apiKey: 0, minVersion: 0, maxVersion: 13 });
    expect(apiKeys.find((one) => one.apiKey === 1)).toEqual({ apiKey: 1, minVersion: 4, maxVersion: 18 });
  });

  it('answers a version it lacks in version 0, with the whole list', async () => {
    cluster = await KafkaBrokerCluster.start();
    const client = await cluster.connect();
    const future = { ...apis.ApiVersions, flexibleFrom: 3 };
    const { errorCode, apiKeys } = await cluster.finish(client.call(future, 99, {}));
    expect(errorCode).toBe(errors.UNSUPPORTED_VERSION.kafka);
    expect(apiKeys).toHaveLength(handlerTable.length);
    // The connection goes on.
    expect(await cluster.finish(client.call(apis.ApiVersions, 0, {}))).toMatchObject({ errorCode: 0 });
  });

  it('refuses software names that would spoil logs', async () => {
    cluster = await KafkaBrokerCluster.start();
    const client = await cluster.connect();
    const request = { clientSoftwareName: 'bad name\n', clientSoftwareVersion: '1' };
    expect(await cluster.finish(client.call(apis.ApiVersions, 3, request))).toMatchObject({
      errorCode: errors.INVALID_REQUEST.kafka,
    });
  });

  it('takes what follows it at once on the same connection', async () => {
    cluster = await KafkaBrokerCluster.start();
    const client = await cluster.connect();
    const versions = client.call(apis.ApiVersions, 0, {});
    const metadata = client.call(apis.Metadata, 0, { topics: [] });
    expect(await cluster.finish(versions)).toMatchObject({ errorCode: 0 });
    expect((await cluster.finish(metadata)).brokers).toHaveLength(1);
  });
});

describe('versions that are limited', () => {
  const limits = { Produce: 5, Fetch: 6 };

  it('are advertised up to the limit, and answered above it with UNSUPPORTED_VERSION, on a connection that goes on', async () => {
    cluster = await KafkaBrokerCluster.start({ apiVersionsMax: limits });
    await cluster.brokers.createTopic('orders');
    const client = await cluster.connect();
    const { apiKeys } = await cluster.finish(client.call(apis.ApiVersions, 2, {}));
    expect(apiKeys.slice(0, 2)).toEqual([
      { apiKey: 0, minVersion: 0, maxVersion: 5 },
      { apiKey: 1, minVersion: 4, maxVersion: 6 },
    ]);
    const topicData = [{ name: 'orders', partitionData: [{ index: 0, records: numberedBatch(0, 1) }] }];
    const produce = async (version: number, acks = -1) => {
      const answer = client.call(apis.Produce, version, { acks, timeoutMs: 5_000, topicData });
      return (await cluster.finish(answer)).responses[0]?.partitionResponses[0]?.errorCode;
    };
    expect([await produce(5), await produce(6), await produce(9)]).toEqual([
      0,
      errors.UNSUPPORTED_VERSION.kafka,
      errors.UNSUPPORTED_VERSION.kafka,
    ]);
    await expect(produce(6, 0)).rejects.toMatchObject({ code: 'NETWORK_EXCEPTION' });
  });

  it.each([
    [{ Fetsch: 3 }, /versions of 'Fetsch' cannot be limited, because no API is called so: name one of .*Fetch/],
    [{ Fetch: 99 }, 'Fetch cannot be limited to version 99: give one from 4 to 18'],
    [{ Fetch: 3 }, 'Fetch cannot be limited to version 3: give one from 4 to 18'],
  ])('are refused when they cannot be: %j', async (versionsMax, text) => {
    cluster = await KafkaBrokerCluster.start();
    expect(() => limitedRows(versionsMax as Record<string, number>)).toThrow(text);
  });
});

describe('a broker that stops', () => {
  it('ends connections; what it would refuse with is fatal to clients that could go elsewhere', async () => {
    cluster = await KafkaBrokerCluster.start({ brokers: 2 });
    const client = await cluster.connect(2);
    expect((await cluster.finish(client.call(apis.Metadata, 1, { topics: [] }))).brokers).toHaveLength(2);
    await cluster.finish(cluster.brokers.node(2).requireBroker().shutdown({ controlledMs: 0 }));
    await expect(cluster.finish(client.call(apis.Metadata, 1, { topics: [] }))).rejects.toMatchObject({
      code: 'NETWORK_EXCEPTION',
    });
    expect(client.isOpen).toBe(false);
  });
});

describe('what is not understood ends its connection, and that only', () => {
  const header = { correlationId: 1, clientId: 'x' };
  const metadata = encodeRequestFrame(header, apis.Metadata, 9, { topics: null });
  const cases: readonly (readonly [string, Buffer])[] = [
    ['an unknown api', withInt16(metadata, 4, 9_999)],
    ['an unknown version', withInt16(metadata, 6, 77)],
    ['a body that is cut short', frame(Buffer.concat(metadata).subarray(4, -2))],
    ['a list longer than the frame', frame(Buffer.from('0003000100000001ffff7fffffff', 'hex'))],
    ['a header only', frame(Buffer.from('0003000c00000001', 'hex'))],
  ];

  it.each(cases)('%s', async (_what, bytes) => {
    cluster = await KafkaBrokerCluster.start();
    const [bad, good] = [await cluster.connect(), await cluster.connect()];
    bad.sendRaw([bytes]);
    await cluster.world.runFor(1_000);
    expect(bad.isOpen).toBe(false);
    expect((await cluster.finish(good.call(apis.Metadata, 1, { topics: [] }))).brokers).toHaveLength(1);
  });

  function withInt16(parts: readonly Buffer[], at: number, value: number): Buffer {
    const bytes = Buffer.concat(parts);
    bytes.writeInt16BE(value, at);
    return bytes;
  }

  function frame(body: Buffer): Buffer {
    const size = Buffer.alloc(4);
    size.writeInt32BE(body.length);
    return Buffer.concat([size, body]);
  }
});
