import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drave, startDrave, type RunningCommand } from './command-line.js';

/** A cluster with a group that has read 3 of 5 records and is gone, watched from outside. */
describe('drave, where groups fall behind', () => {
  let home: string;
  let receiver: Server;
  const received: string[] = [];
  const run = async (parameters: string, input = ''): Promise<string> => {
    const { exitCode, stdout, stderr } = await drave(home, parameters.split(' '), input);
    if (exitCode !== 0) throw new Error(`drave ${parameters} ended with ${exitCode}: ${stderr}`);
    return stdout;
  };

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'drave-home-'));
    receiver = createServer((incoming, answer) => {
      void (async () => {
        let body = '';
        for await (const chunk of incoming) body += String(chunk);
        received.push(body);
        answer.end();
        receiver.emit('received');
      })();
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    await run('local up -d --single --ports auto');
    await run('topic create orders -p 2');
    await run('produce orders -p 0', 'a\nb\nc\nd\ne\n');
    await run('consume orders --group billing --offset start -n 3');
  });
  afterAll(async () => {
    await drave(home, ['local', 'down', '--all']);
    receiver.close();
    rmSync(home, { recursive: true });
  });

  it('lag lists groups, and the partitions of one', async () => {
    expect(JSON.parse(await run('lag -o json'))).toMatchObject([
      { group: 'billing', members: 0, lag: 2, most: 'orders:0', status: null },
    ]);
    const partitions = JSON.parse(await run('lag billing -o json')) as object[];
    expect(partitions[0]).toMatchObject({ topic: 'orders', partition: 0, committed: 3, end: 5, lag: 2 });
    expect(await drave(home, ['lag', 'nobody'])).toMatchObject({ exitCode: 1 });
  });

  it('every local cluster has a monitor, which watches as soon as somebody asks', async () => {
    const [{ name, monitor }] = JSON.parse(await run('local ps -o json')) as [{ name: string; monitor: string }];
    expect(await run('local env')).toContain(`export DRAVE_MONITOR='${monitor}'\n`);
    const lag = await get(`${monitor}/v3/kafka/${name}/consumer/billing/lag`);
    expect(JSON.parse(lag.body)).toMatchObject({ status: { cluster: name, group: 'billing', totallag: 2 } });
    expect((await get(`${monitor}/metrics`)).body).toContain(
      `kafka_consumergroup_lag{cluster="${name}",consumergroup="billing",topic="orders",partition="0"} 2\n`,
    );
    expect(await get(`${monitor}/v3/kafka`, { host: 'elsewhere.example' })).toMatchObject({ status: 403 });
  });

  it('monitor judges groups, answers as Burrow does, and tells others', async () => {
    const { bootstrap } = JSON.parse(await run('local ps -o json'))[0] as { bootstrap: string };
    const { port } = receiver.address() as AddressInfo;
    const config = join(home, 'monitor.yaml');
    const lines = [
      'clusters:',
      `  - { name: shop, servers: ['${bootstrap}'], intervalMs: 500 }`,
      'http: { port: 0 }',
      'notifiers:',
      `  - { name: pager, url: 'http://127.0.0.1:${port}/', intervalMs: 1000, sendOnce: true }`,
    ];
    writeFileSync(config, lines.join('\n'));
    const monitor = startDrave(home, ['monitor', '--config', config]);
    const http = await addressOf(monitor);
    if (received.length === 0) await once(receiver, 'received');
    expect(JSON.parse(received[0] ?? '')).toMatchObject({
      event: 'open',
      cluster: 'shop',
      group: 'billing',
      status: { status: 'ERR', totallag: 2, partitions: [{ status: 'STOP', current_lag: 2 }] },
    });
    const status = await get(`${http}/v3/kafka/shop/consumer/billing/status`);
    expect(JSON.parse(status.body)).toMatchObject({
      error: false,
      status: { status: 'ERR', maxlag: { partition: 0 } },
    });
    const metrics = await get(`${http}/metrics`);
    expect(metrics.body).toContain(
      'kafka_consumergroup_lag{cluster="shop",consumergroup="billing",topic="orders",partition="0"} 2\n',
    );
    // By a name that leads here, as a page of another site could.
    expect(await get(`${http}/v3/kafka`, { host: 'elsewhere.example' })).toMatchObject({ status: 403 });
    expect(
      await get(`${http}/v3/kafka/shop/consumer/billing`, { origin: 'http://elsewhere.example' }, 'DELETE'),
    ).toMatchObject({
      status: 403,
    });
    const level = (body: string, headers = {}) => get(`${http}/v3/admin/loglevel`, headers, 'POST', body);
    expect(await level('{"level":"debug"}', { origin: 'http://elsewhere.example' })).toMatchObject({ status: 403 });
    expect(await level(`{"level":"${'x'.repeat(100_000)}"}`)).toMatchObject({ status: 413 });
    expect(await level('{"level":"error"}')).toMatchObject({ status: 200 });
    expect((await get(`${http}/v3/admin/loglevel`)).body).toContain('"level":"error"');
    monitor.child.kill('SIGINT');
    expect(await once(monitor.child, 'close')).toEqual([0, null]);
  });

  it('monitor refuses a configuration that is wrong', async () => {
    const config = join(home, 'wrong.yaml');
    writeFileSync(config, "clusters: [{ name: shop, servers: [nowhere] }]\ngroups: { deny: '(a+)+' }\n");
    const { exitCode, stderr } = await drave(home, ['monitor', '--config', config]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("'clusters.0.servers.0' must be host:port");
    expect(stderr).toContain("'groups.deny' is no regular expression to use: it repeats a group");
  });
});

/** Where a monitor says that it listens. */
async function addressOf({ child, stdout, stderr }: RunningCommand): Promise<string> {
  const closed = once(child, 'close').then(() => 'closed' as const);
  for (;;) {
    const address = /on (http:\/\/\S+)\n/.exec(stdout())?.[1];
    if (address !== undefined) return address;
    const what = await Promise.race([once(child.stdout ?? child, 'data'), closed]);
    if (what === 'closed') throw new Error(`the monitor has ended: ${stderr()}`);
  }
}

/** With headers that `fetch` keeps for itself. */
function get(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
  message = '',
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      answer.once('end', () => resolve({ status: answer.statusCode, body }));
    });
    asked.once('error', reject);
    asked.end(message);
  });
}
