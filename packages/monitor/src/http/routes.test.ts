import { describe, expect, test } from 'vitest';
import { MonitorBench } from '../testing/scripted-watch.js';
import { float32 } from './go-json.js';
import { answerMonitor } from './routes.js';

/** What a request gets: its code, and its body as bytes. */
async function get(
  bench: MonitorBench,
  path: string,
  method = 'GET',
  message = '',
): Promise<readonly [number, string]> {
  const { status, body } = await answerMonitor(bench.monitor, { method, path, body: message }, 'watcher');
  return [status, body];
}

/** The end of every body. */
function request(path: string): string {
  return `"request":{"url":"${path}","host":"watcher"}}`;
}

async function withGroup(): Promise<MonitorBench> {
  const bench = new MonitorBench();
  bench.end(100);
  bench.commit('billing', 90, 1);
  await bench.pass(1_000);
  bench.end(120);
  bench.commit('billing', 95, 2);
  bench.history.setMembers('billing', 1, [{ topic: 'orders', partition: 0, host: '10.0.0.7', clientId: 'b-1' }]);
  return bench;
}

describe("Burrow's API", () => {
  test('says that it lives, and when it is ready', async () => {
    const bench = new MonitorBench();
    expect(await get(bench, '/burrow/admin')).toEqual([200, 'GOOD']);
    expect(await get(bench, '/burrow/admin/ready')).toEqual([503, 'STARTING']);
    await bench.world.finish(bench.monitor.watches.get('shop')?.sample() ?? Promise.resolve());
    expect(await get(bench, '/burrow/admin/ready')).toEqual([200, 'READY']);
  });

  test('lists clusters, topics, groups, and the groups of a topic', async () => {
    const bench = await withGroup();
    const answers: readonly (readonly [path: string, inside: string])[] = [
      ['/v3/kafka', '"message":"cluster list returned","clusters":["shop"]'],
      ['/v3/kafka/shop/topic', '"message":"topic list returned","topics":["odd\\u003c\\u0026\\u003e","orders"]'],
      ['/v3/kafka/shop/topic/orders', '"message":"topic offsets returned","offsets":[120]'],
      ['/v3/kafka/shop/topic/orders/consumers', '"message":"consumers of topic returned","consumers":["billing"]'],
      ['/v3/kafka/shop/topic/nothing/consumers', '"message":"consumers of topic returned","consumers":[]'],
      ['/v3/kafka/shop/consumer', '"message":"consumer list returned","consumers":["billing"]'],
    ];
    for (const [path, inside] of answers)
      expect(await get(bench, path)).toEqual([200, `{"error":false,${inside},${request(path)}`]);
  });

  test('gives what it holds of a group, with null for places that are free', async () => {
    const bench = await withGroup();
    const [status, body] = await get(bench, '/v3/kafka/shop/consumer/billing');
    const start = bench.wallMs - 1_000;
    const commits = `{"offset":90,"timestamp":${start},"observedAt":${start},"lag":10},{"offset":95,"timestamp":${start + 1_000},"observedAt":${start + 1_000},"lag":25}`;
    const first = `{"offsets":[null,null,${commits}],"owner":"10.0.0.7","client_id":"b-1","current-lag":25}`;
    const second = '{"offsets":[],"owner":"","client_id":"","current-lag":0}';
    expect([status, body]).toEqual([
      200,
      `{"error":false,"message":"consumer detail returned","topics":{"orders":[${first},${second}]},${request('/v3/kafka/shop/consumer/billing')}`,
    ]);
  });

  test('gives the status of a group, with all partitions or those that are not well', async () => {
    const bench = await withGroup();
    const start = bench.wallMs - 1_000;
    const first = `{"topic":"orders","partition":0,"owner":"10.0.0.7","client_id":"b-1","status":"WARN","start":{"offset":90,"timestamp":${start},"observedAt":${start},"lag":10},"end":{"offset":95,"timestamp":${start + 1_000},"observedAt":${start + 1_000},"lag":25},"current_lag":25,"complete":0.5}`;
    const second =
      '{"topic":"orders","partition":1,"owner":"","client_id":"","status":"OK","start":null,"end":null,"current_lag":0,"complete":0}';
    const around = (path: string, partitions: string): string =>
      `{"error":false,"message":"consumer status returned","status":{"cluster":"shop","group":"billing","status":"WARN","complete":0,"partitions":[${partitions}],"partition_count":2,"maxlag":${first},"totallag":25},${request(path)}`;
    const base = '/v3/kafka/shop/consumer/billing';
    expect(await get(bench, `${base}/status`)).toEqual([200, around(`${base}/status`, first)]);
    expect(await get(bench, `${base}/lag`)).toEqual([200, around(`${base}/lag`, `${first},${second}`)]);
  });

  test.each(['shop', 'other'])(
    'answers for a group that it does not know in %s by NOTFOUND, and not as an error',
    async (cluster) => {
      const path = `/v3/kafka/${cluster}/consumer/nobody/lag`;
      const status = `{"cluster":"${cluster}","group":"nobody","status":"NOTFOUND","complete":1,"partitions":[],"partition_count":0,"maxlag":null,"totallag":0}`;
      expect(await get(new MonitorBench(), path)).toEqual([
        404,
        `{"error":false,"message":"consumer status returned","status":${status},${request(path)}`,
      ]);
    },
  );

  test.each([
    ['/v3/kafka/other', 'cluster module not found'],
    ['/v3/kafka/other/topic', 'cluster not found'],
    ['/v3/kafka/other/consumer', 'cluster not found'],
    ['/v3/kafka/shop/topic/nothing', 'cluster or topic not found'],
    ['/v3/kafka/other/topic/nothing/consumers', 'cluster not found'],
    ['/v3/kafka/shop/consumer/nobody', 'cluster or consumer not found'],
    ['/v4/kafka/shop/consumer/nobody/lag', 'cluster or consumer not found'],
    ['/v3/config/storage/other', 'storage module not found'],
    ['/v3/config/cluster/other', 'cluster module not found'],
  ])('refuses %s: %s', async (path, message) => {
    expect(await get(new MonitorBench(), path)).toEqual([404, `{"error":true,"message":"${message}",${request(path)}`]);
  });

  test.each([
    ['GET', '/'],
    ['GET', '/v3'],
    ['GET', '/v3/kafka/'],
    ['GET', '/v3/kafka/shop/other'],
    ['GET', '/v3/kafka/shop/consumer/a/b'],
    ['GET', '/v3/kafka/shop/consumer/a/lag/more'],
    ['GET', '/v3/kafka/shop/consumer/%zz'],
    ['GET', '/v3/kafka//consumer'],
    ['GET', '/v3/config/other'],
  ])('knows nothing of %s %s', async (method, path) => {
    expect(await get(new MonitorBench(), path, method)).toEqual([
      404,
      '{"error":true,"message":"invalid request type","result":{}}\n',
    ]);
  });

  test.each([
    ['POST', '/v3/kafka'],
    ['DELETE', '/v3/kafka/shop'],
    ['DELETE', '/v3/kafka/shop/topic/orders'],
  ])('has no %s of %s', async (method, path) => {
    expect(await get(new MonitorBench(), path, method)).toEqual([405, 'Method Not Allowed\n']);
  });

  test('takes names with any character in them, when they are encoded', async () => {
    const bench = new MonitorBench();
    bench.end(10, { topic: 'odd<&>', partition: 0 });
    bench.commit('a/b "c" <d>', 5, 1, { topic: 'odd<&>', partition: 0 });
    const path = `/v3/kafka/shop/consumer/${encodeURIComponent('a/b "c" <d>')}/lag`;
    const [status, body] = await get(bench, path);
    expect([status, JSON.parse(body).status.totallag]).toEqual([200, 5]);
    expect(body).toContain('"group":"a/b \\"c\\" \\u003cd\\u003e"');
  });

  const logLevel = '/v3/admin/loglevel';
  const logLevelNow = async (bench: MonitorBench): Promise<string> => {
    const [, body] = await get(bench, logLevel);
    return /^{"error":false,"message":"log level returned","level":"(\w+)"/.exec(body)?.[1] ?? body;
  };

  test.each([
    ['{"level":"debug"}', 'debug'],
    ['{"level":"Trace"}', 'debug'],
    ['{"level":"INFO"}', 'info'],
    ['{"level":"warning"}', 'warn'],
    ['{"level":"error","more":1}', 'error'],
    ['{"level":"fatal"}', 'fatal'],
  ])('changes what is logged by %s to %s', async (message, level) => {
    const bench = new MonitorBench();
    expect(await logLevelNow(bench)).toBe('info');
    expect(await get(bench, logLevel, 'POST', message)).toEqual([
      200,
      `{"error":false,"message":"set log level",${request(logLevel)}`,
    ]);
    expect(await logLevelNow(bench)).toBe(level);
  });

  test.each([
    ['{"level":"loud"}', 404, 'unknown log level'],
    ['{"level":"constructor"}', 404, 'unknown log level'],
    ['{}', 404, 'unknown log level'],
    ['{"level":1}', 400, 'could not decode message body'],
    ['[]', 400, 'could not decode message body'],
    ['debug', 400, 'could not decode message body'],
    ['', 400, 'could not decode message body'],
  ])('refuses %s as a level', async (message, status, why) => {
    const bench = new MonitorBench();
    expect(await get(bench, logLevel, 'POST', message)).toEqual([
      status,
      `{"error":true,"message":"${why}",${request(logLevel)}`,
    ]);
    expect(await logLevelNow(bench)).toBe('info');
  });

  test('forgets a group, or a topic of it, when it is told to', async () => {
    const bench = await withGroup();
    const path = '/v3/kafka/shop/consumer/billing/topic/orders';
    const done = (of: string): string => `{"error":false,"message":"consumer group removed",${request(of)}`;
    expect(await get(bench, path, 'DELETE')).toEqual([200, done(path)]);
    expect(bench.history.groupNames(bench.wallMs)).toEqual([]);
    bench.commit('billing', 99, 3);
    expect(await get(bench, '/v3/kafka/shop/consumer/billing', 'DELETE')).toEqual([
      200,
      done('/v3/kafka/shop/consumer/billing'),
    ]);
    expect(bench.history.groupNames(bench.wallMs)).toEqual([]);
  });

  test('says how it is configured, in seconds', async () => {
    const bench = new MonitorBench({ notifiers: [{ name: 'pager', url: 'http://127.0.0.1:1/' }] });
    const module = async (path: string) => JSON.parse((await get(bench, path))[1]).module;
    expect(await module('/v3/kafka/shop')).toEqual({
      'class-name': 'kafka',
      servers: ['127.0.0.1:9092'],
      'client-profile': { name: '', 'client-id': 'drave-monitor', 'kafka-version': '', tls: null, sasl: null },
      'topic-refresh': 60,
      'offset-refresh': 1,
    });
    expect(await module('/v3/config/cluster/shop')).toEqual(await module('/v3/kafka/shop'));
    expect(await module('/v3/config/storage/default')).toMatchObject({ intervals: 4, 'expire-group': 604_800 });
    expect(await module('/v3/config/notifier/pager')).toMatchObject({
      'class-name': 'http',
      threshold: 2,
      interval: 60,
    });
    expect(await module('/v3/config/consumer/shop')).toMatchObject({ cluster: 'shop' });
    expect(JSON.parse((await get(bench, '/v3/config/notifier'))[1])).toMatchObject({
      message: 'module list returned',
      coordinator: 'notifier',
      modules: ['pager'],
    });
    expect(JSON.parse((await get(bench, '/v3/config'))[1]).httpserver.default.address).toBe('127.0.0.1:8000');
  });
});

describe('beyond it', () => {
  test('lag in time and its end are under a version of their own', async () => {
    const bench = await withGroup();
    const [status, body] = await get(bench, '/v4/kafka/shop/consumer/billing/lag');
    expect([status, JSON.parse(body).lag.partitions[0]]).toEqual([
      200,
      {
        topic: 'orders',
        partition: 0,
        status: 'WARN',
        committed: 95,
        log_end: 120,
        current_lag: 25,
        age_ms: 1_250,
        age_basis: 'extrapolated',
        catch_up_ms: null,
      },
    ]);
  });

  test('a share is written as Go writes a 32-bit float', () => {
    expect([1, 0, 0.7, 1 / 3, 2 / 3, 0.1, 0.999].map(float32)).toEqual([1, 0, 0.7, 0.33333334, 0.6666667, 0.1, 0.999]);
  });
});
