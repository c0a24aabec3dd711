import { resolve } from 'node:path';
import { deferred, present, type Millis } from '@drave/base';
import type { Asker } from '../control.js';
import type { LocalCluster } from '../local-cluster.js';
import type { ClientRequest } from './client-request.js';
import type { RequestLog } from './request-log.js';
import type { RequestVerb, RequestsRequest } from './requests-request.js';

/** What `requests` answers. */
export interface LoggedRequests {
  /** When the log was opened. */
  readonly sinceWallMs: Millis;
  /** True when this question has opened it. */
  readonly hasBegun: boolean;
  /** In all, whatever was asked for. */
  readonly kept: number;
  readonly dropped: number;
  /** The last of those that were asked for, the oldest first. */
  readonly requests: readonly ClientRequest[];
}

/** The log of requests that commands share: opened when one asks for it first, and kept until one ends it. */
export class SharedRequestLog {
  private readonly cluster: LocalCluster;
  private opened: { readonly sinceWallMs: Millis; readonly log: Promise<RequestLog> } | undefined;

  constructor(cluster: LocalCluster) {
    this.cluster = cluster;
  }

  async carryOut(verb: RequestVerb, nodes: string, asked: RequestsRequest, asker: Asker): Promise<unknown> {
    switch (verb) {
      case 'requests':
        return this.show(nodes, asked);
      case 'watchRequests':
        return this.watch(nodes, asked, asker);
      case 'record':
        return this.record(nodes, asked, asker);
      case 'replay':
        return this.cluster.replay(resolve(asked.directory, asked.file), { pace: asked.pace });
    }
  }

  /** Until the asker has had enough, or for a time; tells when it has begun. */
  private async record(
    nodes: string,
    { apis, client, file, directory, forMs }: RequestsRequest,
    { tell, signal }: Asker,
  ) {
    const broker = nodes === '' ? undefined : nodes;
    const recording = await this.cluster.record(resolve(directory, file), {
      api: apis,
      ...present({ client, broker }),
    });
    tell({ file });
    const ended = deferred();
    const timer = forMs === undefined ? undefined : setTimeout(() => ended.resolve(), forMs);
    signal.addEventListener('abort', () => ended.resolve(), { once: true });
    if (!signal.aborted) await ended.promise;
    clearTimeout(timer);
    return recording.stop();
  }

  /** A log of its own, which ends with the asker. */
  private async watch(nodes: string, { apis, client }: RequestsRequest, { tell, signal }: Asker): Promise<null> {
    const broker = nodes === '' ? undefined : nodes;
    const log = await this.cluster.requests({ api: apis, keepMax: WATCHED_MAX, ...present({ client, broker }) });
    try {
      for await (const request of log.follow('oldest', signal)) if (!tell(request)) break;
    } finally {
      await log.close();
    }
    return null;
  }

  private async show(nodes: string, { apis, client, count, off }: RequestsRequest): Promise<LoggedRequests | null> {
    const { opened } = this;
    if (off) {
      this.opened = undefined;
      await (await opened?.log)?.close();
      return null;
    }
    const { sinceWallMs, log: opening } = opened ?? this.open();
    const log = await opening;
    const brokers = nodes === '' ? undefined : await this.cluster.resolve(nodes);
    const meant = [...log].filter(
      (request) =>
        (apis.length === 0 || apis.includes(request.api)) &&
        (client === undefined || request.clientId === client) &&
        (brokers?.includes(request.broker) ?? true),
    );
    const requests = count === 0 ? [] : meant.slice(-count);
    return { sinceWallMs, hasBegun: opened === undefined, kept: log.kept, dropped: log.dropped, requests };
  }

  private open() {
    const log = this.cluster.requests();
    const opened = { sinceWallMs: Date.now(), log };
    this.opened = opened;
    log.catch(() => {
      if (this.opened === opened) this.opened = undefined;
    });
    return opened;
  }
}

/** Of those that a watching command has not been told yet. */
const WATCHED_MAX = 10_000;
