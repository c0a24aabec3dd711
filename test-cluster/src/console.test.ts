import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from './bad-input/cluster-under-test.js';
import { boundMs } from './bounds.js';

/** One node's console over real sockets, as pages, programs and other sites find it. */
let test: ClusterUnderTest;
let port: number;
let token: string;

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The path is sent as it is, and so is the name. */
async function open(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<IncomingMessage> {
  const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

async function ask(path: string, asked?: Asked): Promise<Answer> {
  const answer = await open(path, asked);
  let body = '';
  for await (const chunk of answer) body += String(chunk);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body };
}

function post(path: string, view: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const own = { 'content-type': 'application/json', 'x-drave-console-token': token };
  return ask(`/console/api/v1/${path}`, {
    method: 'POST',
    headers: { ...own, ...headers },
    body: JSON.stringify(view),
  });
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

beforeAll(async () => {
  test = await ClusterUnderTest.start({
    controllers: 1,
    brokers: 1,
    brokerConfig: { 'drave.console.write.enable': true },
  });
  ({ port } = test.cluster.node('b1').http);
  await test.client.admin().topics.create('orders', { partitions: 2 });
  ({ token } = JSON.parse((await ask('/console/api/v1/session')).body) as { token: string });
});
afterAll(async () => {
  await test.close();
});

describe('the console of a node', () => {
  it('is beside what the port has had before, and the root leads there', async () => {
    expect(await ask('/readyz')).toMatchObject({ status: 200, body: 'ready\n' });
    expect(await ask('/')).toMatchObject({ status: 308, headers: { location: '/console/' } });
    expect((await ask('/metrics', { method: 'POST' })).status).toBe(405);
    const overview = await ask('/console/api/v1/overview');
    expect(JSON.parse(overview.body)).toMatchObject({ health: 'good', runningBrokerCount: 1 });
    expect(overview.headers['content-security-policy']).toContain("default-src 'none'");
    expect(Object.keys(overview.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('is no way to files, however the path is written', async () => {
    const paths = ['../package.json', '..%2f..%2fpackage.json', '%2e%2e/package.json', '....//x.js', '/etc/passwd.txt'];
    for (const path of paths) expect((await ask(`/console/${path}`)).status).toBe(404);
  });

  it('answers to no foreign name, which a rebound one is', async () => {
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example'])
      for (const path of ['/', '/console/', '/console/api/v1/session', '/console/api/v1/events'])
        expect((await ask(path, { headers: { host } })).status).toBe(421);
    expect((await ask('/console/api/v1/session', { headers: { host: `localhost:${port}` } })).status).toBe(200);
  });

  it('takes no change from another site, from a form, or without the token', async () => {
    const record = { key: null, value: base64('never') };
    const place = 'topics/orders/messages';
    expect((await post(place, record, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await post(place, record, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post(place, record, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(place, record, { 'x-drave-console-token': 'guessed' })).status).toBe(403);
    const large = { 'content-length': `${2 * 1024 * 1024}` };
    expect((await post(place, record, large)).status).toBe(413);
    const { body } = await ask('/console/api/v1/topics/orders/messages?from=start');
    expect(JSON.parse(body)).toMatchObject({ messages: [] });
  });

  it('gives a script in a record as JSON and nothing else', async () => {
    const script = '<script>alert(1)</script>';
    const written = await post('topics/orders/messages', { partition: 1, key: null, value: base64(script) });
    expect(JSON.parse(written.body)).toEqual({ partition: 1, offset: 0 });
    const { body, headers } = await ask('/console/api/v1/topics/orders/messages?text=alert');
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(JSON.parse(body)).toMatchObject({ messages: [{ partition: 1, value: { text: script } }] });
  });

  it('knows no faults on a node', async () => {
    expect((await ask('/console/api/v1/faults')).status).toBe(404);
    expect((await post('faults/kill', { nodes: ['b1'] })).status).toBe(404);
  });

  it('tells what changes on one stream', async () => {
    const stream = await open('/console/api/v1/events');
    let told = '';
    stream.on('data', (chunk: Buffer) => (told += chunk.toString()));
    await expect.poll(() => told, { timeout: boundMs(10_000) }).toContain('"kind":"hello"');
    await test.client.admin().topics.create('invoices', { partitions: 1 });
    await expect.poll(() => told, { timeout: boundMs(10_000) }).toContain('Topic invoices was created');
    stream.destroy();
  });

  it('serves 64 of a thousand streams, refuses the others, and serves again when they are gone', async () => {
    const agent = new Agent({ maxSockets: 1_000 });
    const opened = await Promise.allSettled(
      Array.from({ length: 1_000 }, async () => {
        const asked = request({ host: '127.0.0.1', port, path: '/console/api/v1/events', agent });
        asked.end();
        const [answer] = (await once(asked, 'response')) as [IncomingMessage];
        if (answer.statusCode !== 200) answer.resume();
        return answer;
      }),
    );
    const answers = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(64);
    expect(answers.filter(({ statusCode }) => statusCode !== 200).map(({ statusCode }) => statusCode)).toSatisfy(
      (codes: number[]) => codes.every((code) => code === 503),
    );
    agent.destroy();
    await expect
      .poll(async () => (await open('/console/api/v1/events')).destroy().statusCode, { timeout: boundMs(10_000) })
      .toBe(200);
    expect((await ask('/readyz')).status).toBe(200);
  });
});
