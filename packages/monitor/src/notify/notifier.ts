import { BoundedQueue, DraveError, type Millis, uuidFrom } from '@drave/base';
import type { Env } from '@drave/env';
import { isWatched, type NameFilterSettings } from '../history/name-filter.js';
import type { ClusterWatch } from '../watch/cluster-watch.js';
import { Incidents, type IncidentRules, type Notification } from './incidents.js';
import { bodyOf, filled } from './notification-body.js';

export interface NotifierSettings extends IncidentRules {
  readonly name: string;
  /** May have `{cluster}`, `{group}`, `{id}`, `{event}` and `{status}` in it. */
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  /** A body of one's own, with the same names in it, and `{totalLag}`, `{start}`; the default is a JSON object. */
  readonly body?: string;
  readonly groups: NameFilterSettings;
  /** How often groups are judged, ms. */
  readonly intervalMs: Millis;
  /** For one attempt, ms. */
  readonly timeoutMs: Millis;
}

export interface HttpMessage {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: Millis;
}

/** Sends one request and resolves with the status of the answer. Rejects when there is none in time. */
export type SendHttp = (message: HttpMessage) => Promise<number>;

const ATTEMPTS_MAX = 3;
/** Before the second attempt; twice as long before the third. */
const RETRY_MS = 1_000;
/** Notifications that wait for one receiver. What comes beyond is dropped, and told again when its interval is over. */
const WAITING_MAX = 1_000;

/** Judges all groups again and again, and tells one receiver over HTTP. */
export class Notifier {
  private readonly env: Pick<Env, 'clock' | 'timers' | 'random' | 'logger'>;
  private readonly settings: NotifierSettings;
  private readonly watches: readonly ClusterWatch[];
  private readonly sendHttp: SendHttp;
  private readonly incidents: Incidents;
  private readonly waiting = new BoundedQueue<Notification>(WAITING_MAX);
  private readonly ended = new AbortController();

  constructor(
    env: Pick<Env, 'clock' | 'timers' | 'random' | 'logger'>,
    settings: NotifierSettings,
    watches: readonly ClusterWatch[],
    sendHttp: SendHttp,
  ) {
    this.env = env;
    this.settings = settings;
    this.watches = watches;
    this.sendHttp = sendHttp;
    this.incidents = new Incidents(settings);
  }

  async run(): Promise<void> {
    const { signal } = this.ended;
    while (!signal.aborted) {
      await this.judgeAll();
      await this.pause(this.settings.intervalMs);
    }
  }

  close(): void {
    this.ended.abort();
  }

  /** Judges every group once, and sends what is to be told, one after the other. */
  async judgeAll(): Promise<void> {
    for (const watch of this.watches) {
      const groups = watch.groupNames().filter((group) => isWatched(group, this.settings.groups));
      this.incidents.retain(watch.settings.name, new Set(groups));
      for (const group of groups) this.judge(watch, group);
    }
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) await this.deliver(next);
  }

  private judge(watch: ClusterWatch, group: string): void {
    const newId = (): string => uuidFrom((length) => this.env.random.bytes(length));
    const notification = this.incidents.judge(watch.evaluate(group), watch.wallMs(), newId);
    if (notification === undefined || this.waiting.push(notification)) return;
    this.env.logger.warn({ notifier: this.settings.name, group }, 'too many notifications wait: one is dropped');
  }

  private async deliver(notification: Notification): Promise<void> {
    const { name, url, method, headers, timeoutMs, body } = this.settings;
    const message: HttpMessage = {
      url: filled(url, notification, encodeURIComponent),
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: bodyOf(notification, body),
      timeoutMs,
    };
    let failure = '';
    for (let attempt = 1; attempt <= ATTEMPTS_MAX && !this.ended.signal.aborted; attempt++) {
      if (attempt > 1) await this.pause(RETRY_MS * 2 ** (attempt - 2));
      try {
        const status = await this.sendHttp(message);
        if (status >= 200 && status < 300) return;
        failure = `it answers ${status}`;
        // Another attempt would be refused as well.
        if (status >= 400 && status < 500 && status !== 429) break;
      } catch (reason) {
        failure = DraveError.from(reason).message;
      }
    }
    const { cluster, group } = notification.evaluation;
    this.env.logger.error({ notifier: name, cluster, group, failure }, 'a notification was not taken');
  }

  private async pause(delayMs: Millis): Promise<void> {
    const { signal } = this.ended;
    try {
      await this.env.timers.sleep(delayMs, signal);
    } catch (reason) {
      if (!signal.aborted) throw reason;
    }
  }
}
