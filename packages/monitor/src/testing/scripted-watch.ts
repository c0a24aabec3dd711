import type { TopicPartition } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { parseMonitorConfig } from '../config/monitor-config.js';
import type { ClusterHistory } from '../history/cluster-history.js';
import type { HttpMessage } from '../notify/notifier.js';
import type { GroupSource, SampleReport } from '../source/group-source.js';
import { makeMonitor } from '../watch/make-monitor.js';
import type { Monitor } from '../watch/monitor.js';

/** A source that writes into the history what a test says. */
class ScriptedSource implements GroupSource {
  onSample: (history: ClusterHistory) => SampleReport = () => ({
    facts: { brokers: [], topics: new Map() },
    failures: [],
  });

  async sample(history: ClusterHistory): Promise<SampleReport> {
    return this.onSample(history);
  }

  close(): void {}
}

/** A monitor in a simulated world, of one cluster that a test makes up. */
export class MonitorBench {
  readonly world = new SimWorld({ seed: 1 });
  readonly host = this.world.createHost('monitor');
  readonly source = new ScriptedSource();
  readonly monitor: Monitor;
  /** What notifiers have sent. */
  readonly sent: HttpMessage[] = [];
  /** What the receiver of notifications answers. */
  answer: () => Promise<number> = async () => 200;

  constructor(config: object = {}) {
    const clusters = [{ name: 'shop', servers: ['127.0.0.1:9092'], intervalMs: 1_000 }];
    const parsed = parseMonitorConfig({ clusters, window: { intervals: 4, minDistanceMs: 0 }, ...config }, 'test');
    this.monitor = makeMonitor(
      this.host.env,
      parsed,
      () => ({}),
      (message) => {
        this.sent.push(message);
        return this.answer();
      },
      () => this.source,
    );
    this.history.setTopics(
      new Map([
        ['orders', 2],
        ['odd<&>', 1],
      ]),
    );
  }

  get history(): ClusterHistory {
    const watch = this.monitor.watches.get('shop');
    if (watch === undefined) throw new Error('the cluster of the test is watched');
    return watch.history;
  }

  get wallMs(): number {
    return this.host.env.clock.wallMs();
  }

  async pass(ms: number): Promise<void> {
    await this.world.finish(this.host.env.timers.sleep(ms));
  }

  end(end: number, place: TopicPartition = { topic: 'orders', partition: 0 }): void {
    this.history.addEnd(place, this.wallMs, end);
  }

  commit(
    group: string,
    offset: number,
    order: number,
    place: TopicPartition = { topic: 'orders', partition: 0 },
  ): void {
    const timestampMs = this.wallMs;
    this.history.addCommit({ group, ...place, offset, order, timestampMs, observedAtMs: timestampMs });
  }
}
