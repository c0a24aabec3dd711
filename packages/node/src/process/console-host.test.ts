import { DraveError, assert } from '@drave/base';
import type { HttpAnswer, HttpRequest } from '@drave/console/exchange';
import { SimWorld } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import type { NodeConfig } from '../node-config.js';
import { validateNodeConfig } from '../validate-node-config.js';
import { consoleHostOf, type ConsoleHost, type HostingNode } from './console-host.js';

const config: NodeConfig = validateNodeConfig(
  {
    cluster: { id: 'aaaaaaaaaaaaaaaaaaaaaa', name: 'alone' },
    node: { id: 1, name: 'n1', roles: ['controller'] },
    dataDirectories: ['data'],
    listeners: { grpc: { host: 'n1', port: 9000 }, http: { host: '127.0.0.1', port: 9644 } },
    quorum: { voters: [{ id: 1, host: 'n1', port: 9000, directoryId: 'bbbbbbbbbbbbbbbbbbbbbb' }] },
  },
  'n1',
);

const request: HttpRequest = {
  method: 'GET',
  path: '/console/api/v1/session',
  query: '',
  header: (name) => (name === 'host' ? 'localhost:9644' : undefined),
  body: new Uint8Array(),
  signal: new AbortController().signal,
};

/** A host of a node whose console cannot be opened while there is a failure. */
function bench() {
  const host = new SimWorld({ seed: 1 }).createHost('n1');
  const seen = { opened: 0, failure: undefined as DraveError | undefined };
  const node: Pick<HostingNode, 'endpoint' | 'guestTransport'> = {
    endpoint: { host: 'n1', port: 9000 },
    guestTransport() {
      seen.opened++;
      if (seen.failure !== undefined) throw seen.failure;
      return new SimTransport(host);
    },
  };
  const console = consoleHostOf(config, host.env, () => node as HostingNode);
  assert(console !== undefined, 'an HTTP port of this machine alone has a console');
  return { console, seen };
}

async function ask(console: ConsoleHost): Promise<HttpAnswer> {
  const answer = console.answer(request);
  assert(answer !== undefined, 'the path is the console');
  return answer;
}

describe('the console of a node', () => {
  it('says why it cannot be opened, and is opened by the next who asks', async () => {
    const { console, seen } = bench();
    seen.failure = new DraveError('BROKER_NOT_AVAILABLE', 'no connection can be had');
    expect(await ask(console)).toMatchObject({ status: 503, body: 'no connection can be had\n' });
    seen.failure = undefined;
    expect(await ask(console)).toMatchObject({ status: 200 });
    expect(await ask(console)).toMatchObject({ status: 200 });
    expect(seen.opened).toBe(2);
    await console.close();
  });

  it('does not keep its node from stopping where it could not be opened', async () => {
    const { console, seen } = bench();
    seen.failure = new DraveError('BROKER_NOT_AVAILABLE', 'no connection can be had');
    await Promise.allSettled([ask(console)]);
    await console.close();
    expect(seen.opened).toBe(1);
  });
});
