import { DraveError } from '@drave/base';
import { type SimHost, SimWorld } from '@drave/env/sim';
import { type adminV1, clusterService, implement, quorumService, topicService } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import { Client } from '../client.js';
import { FAKE_PORT, FakeCluster } from '../testing/index.js';

const HEADER = { clusterId: 'c', nodeId: 1, controllerEpoch: 1, metadataOffset: 1 };

function topicOf(name: string): adminV1.Topic {
  return {
    name,
    topicId: '',
    partitionCount: 2,
    replicationFactor: 1,
    internal: false,
    configs: new Map(),
    partitions: [],
  };
}

/** Two nodes that serve the admin services with the answers that a test gives them. */
class FakeNodes {
  readonly world = new SimWorld({ seed: 1 });
  readonly calls: { readonly node: string; readonly requestId: string }[] = [];
  readonly hosts: SimHost[] = [];
  onCreate: (node: string) => Promise<void> = async () => {};
  onStepDown: (node: string) => Promise<void> = async () => {};
  names: string[] = [];
  watchFrom: number[] = [];

  async start(): Promise<Client> {
    for (const name of ['node1', 'node2']) {
      const host = this.world.createHost(name);
      this.hosts.push(host);
      await new SimTransport(host).serve({ host: name, port: 1 }, this.services(name));
    }
    const host = this.world.createHost('client');
    const bootstrap = this.hosts.map(({ name }) => ({ host: name, port: 1 }));
    const options = { apiTimeoutMs: 20_000, requestTimeoutMs: 2000 };
    return new Client({ env: host.env, transport: new SimTransport(host), bootstrap, ...options });
  }

  private services(node: string) {
    const no = async (): Promise<never> => {
      throw new DraveError('UNIMPLEMENTED');
    };
    const topics = implement(topicService, {
      createTopic: async (request) => {
        this.calls.push({ node, requestId: request.requestId });
        await this.onCreate(node);
        return { header: HEADER, topic: topicOf(request.name), visibleAtOffset: 0 };
      },
      getTopic: no,
      deleteTopic: no,
      addPartitions: no,
      listTopics: async ({ pageToken, namePrefix }) => {
        const from = pageToken === '' ? 0 : Number(pageToken);
        const all = this.names.filter((name) => name.startsWith(namePrefix));
        const next = from + 2 < all.length ? String(from + 2) : '';
        return { header: HEADER, topics: all.slice(from, from + 2).map(topicOf), nextPageToken: next };
      },
    });
    const quorum = implement(quorumService, {
      getQuorum: no,
      addVoter: no,
      removeVoter: no,
      stepDown: async () => {
        this.calls.push({ node, requestId: '' });
        await this.onStepDown(node);
        return { header: HEADER };
      },
    });
    const cluster = implement(clusterService, {
      getCluster: no,
      watchCluster: async (stream) => {
        const request = await stream.receive();
        const from = request?.fromOffset ?? 0;
        this.watchFrom.push(from);
        for (let offset = from + 1; offset <= from + 3; offset++) {
          await stream.send({ header: HEADER, reset: from === 0 && offset === 1, changes: [], nextOffset: offset });
        }
        if (from > 0) throw new DraveError('UNAUTHENTICATED', 'enough');
        throw new DraveError('SHUTTING_DOWN');
      },
    });
    return [topics, quorum, cluster];
  }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'OK';
  } catch (reason) {
    return DraveError.from(reason).code;
  }
}

describe('admin calls', () => {
  const bare = { waitForLeaders: false };

  it('a mutation whose answer is lost is repeated elsewhere under the same request id', async () => {
    const nodes = new FakeNodes();
    const client = await nodes.start();
    let crashed = false;
    nodes.onCreate = async (node) => {
      if (crashed) return;
      crashed = true;
      nodes.hosts.find((host) => host.name === node)?.crash();
      await new Promise<void>(() => {});
    };
    const topic = await nodes.world.finish(client.admin().topics.create('t', bare));
    expect(topic).toMatchObject({ name: 't', partitionCount: 2 });
    expect(nodes.calls).toHaveLength(2);
    expect(new Set(nodes.calls.map((call) => call.node)).size).toBe(2);
    expect(new Set(nodes.calls.map((call) => call.requestId)).size).toBe(1);
    expect(nodes.calls[0]?.requestId).toMatch(/^[\w-]{22}$/);
    await nodes.world.finish(client.admin().topics.create('u', bare));
    expect(new Set(nodes.calls.map((call) => call.requestId)).size).toBe(2);
  });

  it('a node that hangs is left for another one', async () => {
    const nodes = new FakeNodes();
    const client = await nodes.start();
    nodes.hosts[0]?.pause();
    await nodes.world.finish(client.admin().topics.create('t', bare));
    await nodes.world.finish(client.admin().topics.create('u', bare));
    expect(nodes.calls.map((call) => call.node)).toEqual(['node2', 'node2']);
    expect(nodes.world.nowMs()).toBeLessThan(3000);
  });

  it('a definite answer is final, whichever node gave it', async () => {
    const nodes = new FakeNodes();
    const client = await nodes.start();
    nodes.onCreate = async () => {
      throw new DraveError('TOPIC_ALREADY_EXISTS', "a topic 't' exists already");
    };
    const created = nodes.world.finish(client.admin().topics.create('t'));
    await expect(created).rejects.toMatchObject({
      code: 'TOPIC_ALREADY_EXISTS',
      message: "a topic 't' exists already",
    });
    expect(nodes.calls).toHaveLength(1);
  });

  it('no active controller: tried until there is one, or until the time is up', async () => {
    const nodes = new FakeNodes();
    const client = await nodes.start();
    nodes.onCreate = async () => {
      if (nodes.world.nowMs() < 3000) throw new DraveError('NOT_CONTROLLER');
    };
    await nodes.world.finish(client.admin().topics.create('t', bare));
    nodes.onCreate = async () => {
      throw new DraveError('NOT_CONTROLLER');
    };
    const startedMs = nodes.world.nowMs();
    expect(await nodes.world.finish(codeOf(client.admin().topics.create('t')))).toBe('NOT_CONTROLLER');
    expect(nodes.world.nowMs() - startedMs).toBeGreaterThan(18_000);
  });

  it('what has no request id is repeated only when it never reached a node', async () => {
    const nodes = new FakeNodes();
    const client = await nodes.start();
    nodes.hosts[0]?.crash();
    await nodes.world.finish(client.admin().quorum.stepDown());
    await nodes.world.finish(client.admin().quorum.stepDown());
    expect(nodes.calls.map((call) => call.node)).toEqual(['node2', 'node2']);
    nodes.onStepDown = async () => {
      throw new DraveError('NETWORK_EXCEPTION');
    };
    expect(await nodes.world.finish(codeOf(client.admin().quorum.stepDown()))).toBe('NETWORK_EXCEPTION');
    expect(nodes.calls).toHaveLength(3);
  });

  it('a change that has no request id waits for a controller when nothing was done for want of one', async () => {
    const nodes = new FakeNodes();
    const client = await nodes.start();
    for (const code of ['NOT_CONTROLLER', 'CHANGE_IN_PROGRESS'] as const) {
      let refusals = 3;
      nodes.calls.length = 0;
      nodes.onStepDown = async () => {
        if (refusals-- > 0) throw new DraveError(code);
      };
      expect(await nodes.world.finish(codeOf(client.admin().quorum.stepDown()))).toBe('OK');
      expect(nodes.calls).toHaveLength(4);
    }
  });

  it('lists run through all pages', async () => {
    const nodes = new FakeNodes();
    const client = await nodes.start();
    nodes.names = ['a', 'b1', 'b2', 'b3', 'c'];
    const names = async (namePrefix: string) => {
      const listed = await nodes.world.finish(client.admin().topics.list({ namePrefix }));
      return listed.map((topic) => topic.name);
    };
    expect(await names('')).toEqual(nodes.names);
    expect(await names('b')).toEqual(['b1', 'b2', 'b3']);
    expect(await names('x')).toEqual([]);
  });

  it('a watch resumes where its stream was lost', async () => {
    const nodes = new FakeNodes();
    const client = await nodes.start();
    const run = async () => {
      const offsets: number[] = [];
      try {
        for await (const { nextOffset } of client.admin().cluster.watch()) offsets.push(nextOffset);
      } catch (reason) {
        return [...offsets, DraveError.from(reason).code];
      }
      return offsets;
    };
    expect(await nodes.world.finish(run())).toEqual([1, 2, 3, 4, 5, 6, 'UNAUTHENTICATED']);
    expect(nodes.watchFrom).toEqual([0, 3]);
  });

  it('a watch that no node has ever answered ends when the time is up', async () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('client');
    const options = { bootstrap: [{ host: 'nowhere', port: 1 }], apiTimeoutMs: 5_000, requestTimeoutMs: 1_000 };
    const client = new Client({ env: host.env, transport: new SimTransport(host), ...options });
    const first = client.admin().cluster.watch()[Symbol.asyncIterator]().next();
    expect(await world.finish(codeOf(first))).toBe('REQUEST_TIMED_OUT');
    expect(world.nowMs()).toBeLessThanOrEqual(5_000);
  });
});

describe('metadata', () => {
  it('a bootstrap address that is a controller, or dead, is passed over', async () => {
    const world = new SimWorld({ seed: 2 });
    const cluster = new FakeCluster(world);
    await cluster.start(1);
    cluster.createTopic('t', 1);
    const controller = world.createHost('controller');
    await new SimTransport(controller).serve({ host: 'controller', port: 1 }, []);
    const host = world.createHost('client');
    const bootstrap = [
      { host: 'controller', port: 1 },
      { host: 'nowhere', port: 1 },
      { host: 'broker1', port: FAKE_PORT },
    ];
    const client = new Client({ env: host.env, transport: new SimTransport(host), bootstrap });
    expect((await world.finish(client.topic('t')))?.partitions).toHaveLength(1);
    expect(await world.finish(client.brokers())).toMatchObject([{ id: 1 }]);
    expect(await world.finish(client.topic('unknown'))).toBeUndefined();
    await world.finish(client.close());
    await expect(client.brokers()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('needs an address', () => {
    const { env } = new SimWorld({ seed: 3 }).createHost('client');
    const options = { env, transport: new SimTransport(new SimWorld({ seed: 3 }).createHost('c')), bootstrap: [] };
    expect(() => new Client(options)).toThrow(
      "bootstrap: no address; expected at least one, for example ['localhost:20000']",
    );
  });
});
