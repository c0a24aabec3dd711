import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { join } from 'node:path';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readMonitorConfig, runMonitor } from '@drave/node/monitor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';
import { temporaryFolder } from '../bad-input/node-run.js';
import { Authority, type Issued } from '@drave/env/testing';
import { writePem } from './pem-files.js';
import { boundMs, Deadline } from '../bounds.js';

/**
 * The Kafka listener with mutual TLS: a client with the right certificate is served under the name in it, any other is
 * refused.
 */
let folder: string;
let authority: Authority;
let client: Issued;
let test: ClusterUnderTest;

beforeAll(async () => {
  folder = temporaryFolder();
  authority = await Authority.create('test authority');
  const node = await authority.issue('drave node');
  client = await authority.issue('a client');
  const files = writePem(folder, {
    certificateFile: node.certificatePem,
    privateKeyFile: node.privateKeyPem,
    clientCaFile: authority.pem,
  });
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 1, tls: files }, { caPem: authority.pem, ...client });
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

function kafkaWith(ssl: Partial<Issued>): Kafka {
  const { certificatePem: cert, privateKeyPem: key } = ssl;
  const { host, port } = test.cluster.node('b1').kafka ?? { host: '', port: 0 };
  return new Kafka({
    clientId: 'test',
    brokers: [`${host}:${port}`],
    ssl: { ca: [authority.pem], ...(cert === undefined || key === undefined ? {} : { cert, key }) },
    logLevel: logLevel.NOTHING,
    connectionTimeout: boundMs(2_000, 'a connection'),
    retry: { retries: 0 },
  });
}

describe('the Kafka listener with mutual TLS', () => {
  it('serves a client that shows a certificate of the authority', async () => {
    const producer = kafkaWith(client).producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await test.client.admin().topics.create('secret', { partitions: 1 });
    await producer.connect();
    await producer.send({ topic: 'secret', messages: [{ value: 'one' }, { value: 'two' }] });
    await producer.disconnect();
    expect(await test.readAll('secret')).toEqual(['one', 'two']);
  });

  it('refuses a client without one, and one of another authority', async () => {
    const stranger = await (await Authority.create('another authority')).issue('a stranger');
    for (const papers of [{}, stranger]) {
      const admin = kafkaWith(papers).admin();
      await expect(admin.connect().then(() => admin.listTopics())).rejects.toThrow(
        /closed|certificate|reset|ended|disconnected/i,
      );
      await admin.disconnect();
    }
  });

  it('lets a monitor watch that shows one, and one without sees nothing and says why', async () => {
    const { host, port } = test.cluster.node('b1').kafka ?? { host: '', port: 0 };
    writePem(folder, { watcher: client.certificatePem, key: client.privateKeyPem, ca: authority.pem });
    const shown = { certificateFile: 'watcher.pem', privateKeyFile: 'key.pem' };
    const watched = { servers: [`${host}:${port}`], intervalMs: 200, requestTimeoutMs: boundMs(2_000, 'a request') };
    const clusters = [
      { name: 'shop', ...watched, tls: { caFile: 'ca.pem', ...shown } },
      { name: 'refused', ...watched, tls: { caFile: 'ca.pem' } },
    ];
    const end = new AbortController();
    const file = join(folder, 'monitor.json');
    writeFileSync(file, JSON.stringify({ clusters, http: { port: 0 } }));
    const running = runMonitor(readMonitorConfig(file), folder, end.signal, (http) => {
      void watch(`http://${http.host}:${http.port}`).finally(() => end.abort());
    });
    const seen = { topics: '', failures: '' };
    const watch = async (http: string): Promise<void> => {
      const read = async (path: string): Promise<string> => (await fetch(`${http}${path}`)).text();
      const deadline = new Deadline(20_000, 'a monitor samples');
      while (!seen.topics.includes('"offsets":[2]') && !(await deadline.isOver())) {
        await sleep(50);
        seen.topics = await read('/v3/kafka/shop/topic/secret');
      }
      while (!seen.failures.includes('cluster="refused"') && !(await deadline.isOver())) {
        await sleep(50);
        seen.failures = await read('/metrics');
      }
    };
    await running;
    expect(seen.topics).toContain('"offsets":[2]');
    expect(seen.failures).toContain('drave_monitor_sample_failures{cluster="shop"} 0\n');
    expect(seen.failures).toContain('drave_monitor_sample_failures{cluster="refused"} 1\n');
  });

  it('ends a connection that speaks no TLS, and says so in the log', async () => {
    const node = test.cluster.node('b1');
    const socket = dial(node.kafka?.port ?? 0, node.kafka?.host);
    socket.on('error', () => {}).on('data', () => {});
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    socket.write(Buffer.from('0000000a00120000000000010000', 'hex'));
    await closed;
    expect(readFileSync(node.logFile, 'utf8')).toContain('a TLS handshake failed');
  });
});
