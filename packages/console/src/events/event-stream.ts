import { deferred, type Millis } from '@drave/base';
import type { Timers } from '@drave/env';
import { HttpRefusal, securityHeaders } from '../http/answers.js';
import type { HttpAnswer, HttpRequest } from '../http/exchange.js';
import type { ConsoleEvent } from '../contract.js';
import type { LiveCluster, LiveSession } from './live-cluster.js';
import { mergedEvents } from './merge-events.js';

/** So many streams one process serves. */
const STREAMS_MAX = 64;
/** A comment in so long a silence shows both sides, and what is between them, that the stream lives. */
const HEARTBEAT_MS: Millis = 15_000;
/** At most ten messages come in a second. */
const PAUSE_MS: Millis = 100;
/** When a browser comes back after a lost connection. */
const RETRY_MS: Millis = 1_000;
const EVENT_ID = /^([\w-]{1,16})\.(\d{1,15})$/;

/** Streams of server-sent events over what `LiveCluster` sees. */
export class EventStreams {
  private readonly live: LiveCluster;
  private readonly timers: Timers;
  private open = 0;

  constructor(live: LiveCluster, timers: Timers) {
    this.live = live;
    this.timers = timers;
  }

  /** @throws HttpRefusal 503 when as many as may be are open. */
  answer({ header, signal }: Pick<HttpRequest, 'header' | 'signal'>): HttpAnswer {
    if (this.open >= STREAMS_MAX)
      throw new HttpRefusal(
        503,
        'THROTTLING_QUOTA_EXCEEDED',
        `${STREAMS_MAX} streams of events are open here already: close a page of the console, or ask another node`,
        { 'retry-after': '10' },
      );
    const { session, leave } = this.live.look();
    this.open++;
    let isOpen = true;
    const close = (): void => {
      if (!isOpen) return;
      isOpen = false;
      this.open--;
      leave();
    };
    if (signal.aborted) close();
    else signal.addEventListener('abort', close, { once: true });
    return {
      status: 200,
      headers: { ...securityHeaders, 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
      body: this.messages(session, header('last-event-id'), signal, close),
    };
  }

  /** Pulled by the socket: what comes while it is full is put together into what it takes next. */
  private async *messages(
    session: LiveSession,
    lastEventId: string | undefined,
    signal: AbortSignal,
    close: () => void,
  ): AsyncGenerator<string, void, undefined> {
    const { ring } = session;
    try {
      yield `retry: ${RETRY_MS}\n\n`;
      let resumed = seenOf(session, lastEventId);
      for (;;) {
        let seen = ring.last;
        const missed = resumed === undefined ? undefined : merged(ring.after(resumed));
        const isReset = missed === undefined && lastEventId !== undefined;
        yield messageOf(session, seen, { kind: 'hello', isReset, ...(await session.snapshot()) });
        for (const event of missed ?? []) yield messageOf(session, seen, event);
        while (!signal.aborted && !session.signal.aborted) {
          const isNews = await this.newsOrSilence(session, seen, signal);
          if (signal.aborted || session.signal.aborted) return;
          if (!isNews) {
            yield ': \n\n';
            continue;
          }
          const last = ring.last;
          const news = merged(ring.after(seen));
          if (news === undefined) break;
          seen = last;
          for (const event of news) yield messageOf(session, seen, event);
          await this.timers.sleep(PAUSE_MS, signal).catch(() => undefined);
        }
        if (signal.aborted || session.signal.aborted) return;
        // Too far behind to be told what has changed.
        resumed = undefined;
        lastEventId = '';
      }
    } finally {
      close();
    }
  }

  /** False when nothing came for a while. */
  private async newsOrSilence(
    { ring, signal: ended }: LiveSession,
    seen: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (ring.last > seen) return true;
    const gone = deferred();
    const pause = new AbortController();
    const end = (): void => gone.resolve();
    for (const one of [signal, ended]) one.addEventListener('abort', end, { once: true });
    const silence = this.timers.sleep(HEARTBEAT_MS, pause.signal).catch(() => undefined);
    await Promise.race([ring.next(), silence, gone.promise]);
    pause.abort();
    for (const one of [signal, ended]) one.removeEventListener('abort', end);
    return ring.last > seen;
  }
}

function merged(events: readonly ConsoleEvent[] | undefined): readonly ConsoleEvent[] | undefined {
  return events === undefined ? undefined : mergedEvents(events);
}

/** The number that the browser has seen last; undefined when it is of another session, or of none. */
function seenOf({ id }: LiveSession, lastEventId: string | undefined): number | undefined {
  const [, session, number] = EVENT_ID.exec(lastEventId ?? '') ?? [];
  return session === id ? Number(number) : undefined;
}

/** JSON has no line breaks, so that one line of data is one message. */
function messageOf({ id }: LiveSession, seen: number, event: ConsoleEvent): string {
  return `id: ${id}.${seen}\ndata: ${JSON.stringify(event)}\n\n`;
}
