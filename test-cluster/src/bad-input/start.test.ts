import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LocalNode } from '@drave/cluster';
import type { NodeConfig } from '@drave/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from './cluster-under-test.js';
import { configOf, fingerprint, runNode, temporaryFolder, writeConfig } from './node-run.js';

/**
 * A node that cannot start says why in one line on stderr, ends with a code of its own, and leaves everything as it
 * was.
 */
const badConfigurationCode = 78;
const refusedCode = 70;
let test: ClusterUnderTest;
let broker: LocalNode;
let folder: string;

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 1 });
  broker = test.cluster.node('b1');
});
afterAll(async () => {
  await test.close();
});
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A run that said one line, `message`, and nothing else. */
function refused(exitCode: number, message: string | RegExp): unknown {
  const stderr = typeof message === 'string' ? `drave: ${message}\n` : expect.stringMatching(message);
  return { exitCode, stdout: '', stderr, lines: 1 };
}

/** A new broker of the running cluster with a data directory of its own, as it would be right. */
function newBroker(change: Partial<NodeConfig> = {}): NodeConfig {
  const { log: _, ...config } = configOf(broker);
  return {
    ...config,
    log: { level: 'info' },
    node: { id: 44, name: 'b44', roles: ['broker'] },
    dataDirectories: [join(folder, 'data')],
    listeners: { grpc: { host: '127.0.0.1', port: 0 } },
    ...change,
  };
}

describe('a configuration', () => {
  it.each([
    [
      'an unknown key',
      (config: NodeConfig) => ({ ...config, node: { ...config.node, rolse: ['broker'] } }),
      "unknown key 'node.rolse'; known here: id, name, roles",
    ],
    [
      "an unknown key of Kafka's",
      (config: NodeConfig) => ({ ...config, broker: { 'log.retention.hour': 1 } }),
      "'broker': log.retention.hour: no such setting here; did you mean log.retention.hours?",
    ],
  ])('with %s is refused', async (_what, change, message) => {
    const file = writeConfig(folder, change(newBroker()));
    const before = fingerprint(folder);
    expect(await runNode(file)).toEqual(refused(badConfigurationCode, `${file}: ${message}`));
    expect(fingerprint(folder)).toBe(before);
  });

  it('with several mistakes tells all of them at once', async () => {
    const file = writeConfig(folder, { ...newBroker(), profile: 'fast', rack: '', supervised: 'yes' });
    expect(await runNode(file)).toEqual(
      refused(
        badConfigurationCode,
        `${file}: 'profile' is "fast"; allowed: real or local; example: profile: local; ` +
          `'rack' is ""; allowed: 1 to 255 characters; example: rack: r1; ` +
          `'supervised' is "yes"; allowed: true or false; example: supervised: false`,
      ),
    );
  });

  it('that is no YAML is refused', async () => {
    const file = writeConfig(folder, '{ a: [');
    expect(await runNode(file)).toEqual(refused(badConfigurationCode, /node\.json is neither YAML nor JSON: .+/));
  });
});

describe('a port in use', () => {
  it.each(['grpc', 'http'] as const)('%s: the node says which, and joins nothing', async (listener) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const config = newBroker();
    const listeners = { ...config.listeners, [listener]: { host: '127.0.0.1', port } };
    const file = writeConfig(folder, await formatted({ ...config, listeners }));
    const run = await runNode(file);
    expect(run).toEqual(refused(refusedCode, /choose another ('listeners\.http\.port'|port)$/m));
    expect(run.stderr).toContain(`127.0.0.1:${port} is in use`);
    server.close();
    expect((await test.cluster.view.brokers()).map(({ id }) => id)).toEqual([broker.id]);
  });
});

describe('a data directory', () => {
  it('that another process uses is refused, and that process goes on', async () => {
    const config = { ...configOf(broker), listeners: { grpc: { host: '127.0.0.1', port: 0 } }, log: { level: 'info' } };
    const run = await runNode(writeConfig(folder, config));
    expect(run).toEqual(refused(refusedCode, /is open in another process; stop it first$/m));
    expect(run.stderr).toContain(broker.dataDirectory);
    expect(await test.proof()).toBe('sound');
  });

  it('of another cluster is refused', async () => {
    const config = await formatted(newBroker());
    const foreign = { ...config, cluster: { ...config.cluster, id: 'AAAAAAAAAAAAAAAAAAAAbQ' } };
    const before = fingerprint(join(folder, 'data'));
    expect(await runNode(writeConfig(folder, foreign))).toEqual(
      refused(
        refusedCode,
        `'${folder}/data/metadata' belongs to cluster ${test.cluster.clusterId}, this node is configured as cluster ` +
          'AAAAAAAAAAAAAAAAAAAAbQ. Point it at its own directory, or format an empty one.',
      ),
    );
    expect(fingerprint(join(folder, 'data'))).toBe(before);
  });

  it('of another node is refused', async () => {
    const config = await formatted(newBroker());
    const run = await runNode(writeConfig(folder, { ...config, node: { id: 45, roles: ['broker'] } }));
    expect(run).toEqual(
      refused(
        refusedCode,
        `'${folder}/data/metadata' belongs to node 44, this node is configured as node 45. ` +
          'Point it at its own directory, or format an empty one.',
      ),
    );
  });

  it("with another node's logs beside its own quorum files is refused", async () => {
    const config = await formatted(newBroker());
    cpSync(join(broker.dataDirectory, 'meta.properties'), join(folder, 'data', 'meta.properties'));
    expect(await runNode(writeConfig(folder, config))).toEqual(
      refused(
        refusedCode,
        `${folder}/data belongs to node ${broker.id}, this is node 44; point log.dirs at another directory`,
      ),
    );
  });

  it('that was never formatted is refused with the command to give', async () => {
    mkdirSync(join(folder, 'data'));
    const run = await runNode(writeConfig(folder, newBroker()));
    const metadata = `${folder}/data/metadata`;
    expect(run).toEqual(
      refused(
        badConfigurationCode,
        `'${metadata}' is not formatted: '${metadata}/quorum-state' does not exist. Run 'drave storage format' first.`,
      ),
    );
    expect(fingerprint(join(folder, 'data'))).toBe('');
  });

  it('whose identity is damaged is refused', async () => {
    const config = await formatted(newBroker());
    writeFileSync(join(folder, 'data', 'meta.properties'), 'version=1\nnode.id=44\n');
    const run = await runNode(writeConfig(folder, config));
    expect(run).toEqual(
      refused(refusedCode, /meta\.properties is damaged: version 1, cluster\.id, node\.id and directory\.id/),
    );
  });
});

describe('the cluster', () => {
  it('is sound after all that', async () => {
    expect(await test.proof()).toBe('sound');
  });
});

async function formatted(config: NodeConfig): Promise<NodeConfig> {
  await test.format(config);
  return config;
}
