import type { Endpoint } from '@drave/base';
import type { Env } from '@drave/env';
import type { HistorySettings } from '../history/cluster-history.js';
import { Notifier, type NotifierSettings, type SendHttp } from '../notify/notifier.js';
import type { GroupSource } from '../source/group-source.js';
import { ClusterWatch, type ClusterWatchSettings } from './cluster-watch.js';
import { LogGate } from './log-gate.js';
import { registerMetrics } from './monitor-metrics.js';

interface MonitorSettings {
  readonly http: Endpoint;
  readonly history: HistorySettings;
  readonly notifiers: readonly NotifierSettings[];
  /** Series of one metric that has a row for each partition of each group or topic; beyond it only sums are told. */
  readonly partitionSeriesMax: number;
}

type MonitorEnv = Pick<Env, 'clock' | 'timers' | 'random' | 'logger' | 'metrics'>;

/** Watches several clusters, and tells of them. */
export class Monitor {
  readonly settings: MonitorSettings;
  readonly watches: ReadonlyMap<string, ClusterWatch>;
  /** What of its own log is written. */
  readonly logGate = new LogGate();
  private readonly env: MonitorEnv;
  private readonly notifiers: readonly Notifier[];
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    given: MonitorEnv,
    settings: MonitorSettings,
    clusters: readonly { readonly settings: ClusterWatchSettings; readonly source: GroupSource }[],
    sendHttp: SendHttp,
  ) {
    const { clock, timers, random, metrics } = given;
    const env = { clock, timers, random, metrics, logger: this.logGate.around(given.logger) };
    this.env = env;
    this.settings = settings;
    this.watches = new Map(clusters.map((one) => [one.settings.name, new ClusterWatch(env, one.source, one.settings)]));
    this.notifiers = settings.notifiers.map((one) => new Notifier(env, one, [...this.watches.values()], sendHttp));
    registerMetrics(env.metrics, [...this.watches.values()], settings.partitionSeriesMax);
  }

  /** Whether every cluster has been sampled, or has been tried. */
  get isReady(): boolean {
    return [...this.watches.values()].every(({ lastSample }) => lastSample !== undefined);
  }

  /** Resolves when that is so, and no later than `close`. */
  async whenReady(): Promise<void> {
    await Promise.all([...this.watches.values()].map((watch) => watch.whenSampled()));
  }

  /** Begins to sample, and to notify. */
  start(): void {
    this.running = Promise.all([...this.watches.values(), ...this.notifiers].map((one) => one.run()));
  }

  /** In Prometheus' text format. */
  renderMetrics(): Promise<string> {
    return this.env.metrics.render();
  }

  async close(): Promise<void> {
    for (const one of [...this.watches.values(), ...this.notifiers]) one.close();
    await this.running;
  }
}
