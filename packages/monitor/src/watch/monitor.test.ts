import { DraveError } from '@drave/base';
import { describe, expect, test } from 'vitest';
import { MonitorBench } from '../testing/scripted-watch.js';

async function metrics(bench: MonitorBench): Promise<readonly string[]> {
  const text = await bench.world.finish(bench.monitor.renderMetrics());
  return text.split('\n').filter((line) => /^(kafka|burrow)_/.test(line));
}

describe('a monitor', () => {
  test('samples each cluster at its interval, until it is closed', async () => {
    const bench = new MonitorBench();
    const times: number[] = [];
    const { onSample } = bench.source;
    bench.source.onSample = (history) => {
      times.push(bench.host.env.clock.monotonicMs());
      return onSample(history);
    };
    bench.monitor.start();
    await bench.pass(3_500);
    await bench.world.finish(bench.monitor.close());
    await bench.pass(5_000);
    expect(times.map((time) => Math.round((time - (times[0] ?? 0)) / 100) * 100)).toEqual([0, 1_000, 2_000, 3_000]);
  });

  test('is ready when its first sample has failed, and when it is closed before', async () => {
    const bench = new MonitorBench();
    bench.source.onSample = () => {
      throw new DraveError('NETWORK_EXCEPTION', 'nobody answers');
    };
    bench.monitor.start();
    await bench.world.finish(bench.monitor.whenReady());
    expect(bench.monitor.isReady).toBe(true);
    await bench.world.finish(bench.monitor.close());
    const closed = new MonitorBench();
    await closed.world.finish(closed.monitor.close());
    await closed.world.finish(closed.monitor.whenReady());
    expect(closed.monitor.isReady).toBe(false);
  });

  test('goes on after a sample that failed, and says what has failed', async () => {
    const bench = new MonitorBench();
    const watch = bench.monitor.watches.get('shop');
    bench.source.onSample = () => {
      throw new DraveError('NETWORK_EXCEPTION', 'nobody answers');
    };
    await bench.world.finish(watch?.sample() ?? Promise.resolve());
    expect(watch?.lastSample?.failures).toMatchObject([{ code: 'NETWORK_EXCEPTION' }]);
    bench.source.onSample = () => ({
      facts: { brokers: [{ id: 1, address: 'b1:9092' }], topics: new Map() },
      failures: [],
    });
    await bench.world.finish(watch?.sample() ?? Promise.resolve());
    expect([watch?.lastSample?.failures, watch?.facts.brokers.length]).toEqual([[], 1]);
  });

  test("has the metrics of kafka_exporter's and of Burrow's dashboards, under their names", async () => {
    const bench = new MonitorBench();
    const partition = { leader: 2, replicas: [1, 2], inSync: [2], logStart: 3 };
    bench.source.onSample = () => ({
      facts: { brokers: [{ id: 2, address: 'b2:9092' }], topics: new Map([['orders', [partition]]]) },
      failures: [],
    });
    await bench.world.finish(bench.monitor.watches.get('shop')?.sample() ?? Promise.resolve());
    bench.end(100);
    for (let order = 0; order < 4; order++) bench.commit('billing', 90, order);
    bench.history.setMembers('billing', 2, []);
    const lines = await metrics(bench);
    expect(lines).toEqual(
      expect.arrayContaining([
        'kafka_brokers{cluster="shop"} 1',
        'kafka_broker_info{cluster="shop",id="2",address="b2:9092"} 1',
        'kafka_topic_partitions{cluster="shop",topic="orders"} 1',
        'kafka_topic_partition_current_offset{cluster="shop",topic="orders",partition="0"} 100',
        'kafka_topic_partition_oldest_offset{cluster="shop",topic="orders",partition="0"} 3',
        'kafka_topic_partition_leader{cluster="shop",topic="orders",partition="0"} 2',
        'kafka_topic_partition_replicas{cluster="shop",topic="orders",partition="0"} 2',
        'kafka_topic_partition_in_sync_replica{cluster="shop",topic="orders",partition="0"} 1',
        'kafka_topic_partition_leader_is_preferred{cluster="shop",topic="orders",partition="0"} 0',
        'kafka_topic_partition_under_replicated_partition{cluster="shop",topic="orders",partition="0"} 1',
        'kafka_consumergroup_current_offset{cluster="shop",consumergroup="billing",topic="orders",partition="0"} 90',
        'kafka_consumergroup_lag{cluster="shop",consumergroup="billing",topic="orders",partition="0"} 10',
        'kafka_consumergroup_current_offset_sum{cluster="shop",consumergroup="billing",topic="orders"} 90',
        'kafka_consumergroup_lag_sum{cluster="shop",consumergroup="billing",topic="orders"} 10',
        'kafka_consumergroup_members{cluster="shop",consumergroup="billing"} 2',
        'burrow_kafka_consumer_lag_total{cluster="shop",consumer_group="billing"} 10',
        'burrow_kafka_consumer_status{cluster="shop",consumer_group="billing"} 3',
        'burrow_kafka_consumer_partition_lag{cluster="shop",consumer_group="billing",topic="orders",partition="0"} 10',
        'burrow_kafka_consumer_current_offset{cluster="shop",consumer_group="billing",topic="orders",partition="0"} 90',
        'burrow_kafka_topic_partition_status{cluster="shop",consumer_group="billing",topic="orders",partition="0"} 5',
        'burrow_kafka_topic_partition_offset{cluster="shop",topic="orders",partition="0"} 100',
      ]),
    );
    // What is gone leaves no series behind.
    bench.history.deleteGroup('billing');
    await bench.pass(1_000);
    expect((await metrics(bench)).filter((line) => line.includes('billing'))).toEqual([]);
  });

  test('bounds the series that there are for each partition, and keeps the sums', async () => {
    const bench = new MonitorBench({ http: { partitionSeriesMax: 3 } });
    bench.end(100);
    for (let index = 0; index < 10; index++) bench.commit(`g${index}`, 90, 1);
    const lines = await metrics(bench);
    const count = (name: string): number => lines.filter((line) => line.startsWith(`${name}{`)).length;
    expect([count('kafka_consumergroup_lag'), count('kafka_consumergroup_lag_sum')]).toEqual([3, 10]);
  });
});
