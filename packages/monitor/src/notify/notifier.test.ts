import { describe, expect, test } from 'vitest';
import { MonitorBench } from '../testing/scripted-watch.js';

const pager = { name: 'pager', url: 'http://127.0.0.1:1/{cluster}/{group}', intervalMs: 1_000 };

/** A group that stalls from now on, judged for so many intervals. */
async function stall(bench: MonitorBench, intervals: number): Promise<void> {
  bench.end(100);
  for (let order = 0; order < 4; order++) bench.commit('billing', 90, order);
  bench.monitor.start();
  await bench.pass(intervals * 1_000 + 500);
}

function events(bench: MonitorBench): readonly string[] {
  return bench.sent.map(({ body }) => JSON.parse(body).event);
}

describe('a notifier', () => {
  test('tells of a group that is not well, at each interval, under one id', async () => {
    const bench = new MonitorBench({ notifiers: [pager] });
    await stall(bench, 2);
    expect(events(bench)).toEqual(['open', 'open', 'open']);
    const bodies = bench.sent.map(({ body }) => JSON.parse(body));
    expect(new Set(bodies.map(({ id, start }) => `${id} ${start}`)).size).toBe(1);
    expect(bodies[0]).toMatchObject({ cluster: 'shop', group: 'billing', status: { status: 'ERR', totallag: 10 } });
    expect(bench.sent[0]).toMatchObject({
      url: 'http://127.0.0.1:1/shop/billing',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      timeoutMs: 5_000,
    });
  });

  test('tells once, and of the end, when it is to', async () => {
    const bench = new MonitorBench({ notifiers: [{ ...pager, sendOnce: true, sendClose: true }] });
    await stall(bench, 2);
    bench.commit('billing', 100, 9);
    await bench.pass(2_000);
    expect(events(bench)).toEqual(['open', 'close']);
    const ids = bench.sent.map(({ body }) => JSON.parse(body).id);
    expect(ids[0]).toBe(ids[1]);
  });

  test('waits between two notifications of one incident', async () => {
    const bench = new MonitorBench({ notifiers: [{ ...pager, sendIntervalMs: 3_000 }] });
    await stall(bench, 4);
    expect(events(bench)).toEqual(['open', 'open']);
  });

  test('says nothing below its threshold, of groups that it is not for, and of a group that is well', async () => {
    const bench = new MonitorBench({
      notifiers: [
        { ...pager, threshold: 'ERR' },
        { ...pager, name: 'other', groups: { deny: '^billing$' } },
      ],
    });
    bench.end(100);
    bench.commit('well', 100, 1);
    for (let order = 0; order < 4; order++) {
      await bench.pass(10);
      bench.end(100 + order);
      bench.commit('billing', 50 + order, order);
    }
    bench.monitor.start();
    await bench.pass(0);
    expect([bench.monitor.watches.get('shop')?.evaluate('billing').status, bench.sent]).toEqual(['WARN', []]);
  });

  test('tries three times, each time later, while the receiver fails', async () => {
    const bench = new MonitorBench({ notifiers: [{ ...pager, sendOnce: true }] });
    let attempts = 0;
    bench.answer = async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('the receiver is down');
      return attempts === 2 ? 503 : 204;
    };
    await stall(bench, 1);
    expect(attempts).toBe(2);
    await bench.pass(2_000);
    expect(attempts).toBe(3);
    await bench.pass(5_000);
    expect(attempts).toBe(3);
  });

  test('does not repeat what the receiver refuses', async () => {
    const bench = new MonitorBench({ notifiers: [{ ...pager, sendOnce: true }] });
    bench.answer = async () => 404;
    await stall(bench, 5);
    expect(bench.sent).toHaveLength(1);
  });

  test('fills in a body of one’s own, with values that stay inside their quotes', async () => {
    const body = '{"text":"{group} of {cluster} is {status}: {totalLag} behind ({unknown})"}';
    const bench = new MonitorBench({ notifiers: [{ ...pager, sendOnce: true, body }] });
    bench.end(100);
    for (let order = 0; order < 4; order++) bench.commit('a"}b', 90, order);
    bench.monitor.start();
    await bench.pass(500);
    expect(JSON.parse(bench.sent[0]?.body ?? '')).toEqual({ text: 'a"}b of shop is ERR: 10 behind ({unknown})' });
    expect(bench.sent[0]?.url).toBe('http://127.0.0.1:1/shop/a%22%7Db');
  });

  test('begins a new incident after the group was well', async () => {
    const bench = new MonitorBench({ notifiers: [{ ...pager, sendOnce: true }] });
    await stall(bench, 1);
    bench.commit('billing', 100, 9);
    await bench.pass(1_000);
    bench.end(150);
    for (let order = 10; order < 14; order++) bench.commit('billing', 100, order);
    await bench.pass(2_000);
    const ids = bench.sent.map(({ body }) => JSON.parse(body).id);
    expect([ids.length, new Set(ids).size]).toEqual([2, 2]);
  });
});
