import { randomBytes } from 'node:crypto';
import { DraveError, type Endpoint, type TopicName } from '@drave/base';
import type { TlsClientOptions } from '@drave/env';
import type { WaitOptions } from '../../options.js';
import { waitUntil } from '../effects.js';
import type { StoryTeller } from '../../story.js';
import { loadSettings, type LoadOptions, type LoadSettings } from './load-options.js';
import { LoadRecorder, wallMs } from './load-recorder.js';
import { loadFailure, type LoadStats, type LoadVerdict } from './load-report.js';
import type { LoadWork } from './load-work.js';
import {
  wrapKafkajsConsumer,
  wrapKafkajsProducer,
  type KafkajsConsumer,
  type KafkajsProducer,
} from './wrap/kafkajs.js';
import {
  wrapNodeRdkafkaConsumer,
  wrapNodeRdkafkaProducer,
  type RdkafkaConsumer,
  type RdkafkaProducer,
} from './wrap/node-rdkafka.js';
import {
  wrapPlatformaticConsumer,
  wrapPlatformaticProducer,
  type PlatformaticConsumer,
  type PlatformaticProducer,
  type WrapPlatformaticProducerOptions,
} from './wrap/platformatic.js';
import type { WrapConsumerOptions } from './wrap/wrapped-consumer.js';
import type { WrapProducerOptions } from './wrap/wrapped-producer.js';

/** What a load needs to know of its cluster. */
interface LoadHost extends StoryTeller {
  readonly grpcBootstrap: readonly Endpoint[];
}

/**
 * Producers and consumer groups on one topic, whose every record is counted: what was acknowledged must be there in
 * the end, as often and in the order that was promised. Other clients can be wrapped (`wrapKafkajsProducer` and so on)
 * to be judged with it.
 *
 * It begins at once, in the background. Whatever goes wrong meanwhile is told by `verify`.
 */
export class Load {
  readonly topic: TopicName;
  /** Draws the keys. Tell it with a failure; the report does. */
  readonly seed: number;
  private readonly host: LoadHost;
  private readonly settings: LoadSettings;
  private readonly recorder: LoadRecorder;
  private readonly starting: Promise<LoadWork>;
  private readonly closing = new AbortController();
  private stopped: Promise<void> | undefined;
  private ended: Promise<LoadVerdict> | undefined;
  private closed: Promise<void> | undefined;
  private trouble: string | undefined;

  /** @throws DraveError INVALID_CONFIG for an option out of range. */
  constructor(host: LoadHost, topic: TopicName, options: LoadOptions = {}, tls?: TlsClientOptions) {
    this.host = host;
    this.topic = topic;
    this.settings = loadSettings(options);
    this.seed = this.settings.seed;
    this.recorder = new LoadRecorder(randomBytes(6).toString('hex'), topic);
    const { settings, recorder } = this;
    this.starting = import('./load-work.js').then(({ LoadWork }) =>
      LoadWork.start({ bootstrap: host.grpcBootstrap, tls, topic, settings, recorder }),
    );
    // `verify`, and whatever else waits for the start, tells why it failed.
    this.starting.then(
      () => recorder.mark(`load: began on ${topic}`),
      (reason: unknown) => recorder.note(reason),
    );
  }

  get stats(): LoadStats {
    const { ledger, gaps } = this.recorder;
    const { deliveries } = ledger;
    return {
      ...ledger.totals,
      read: deliveries.length === 0 ? 0 : Math.min(...deliveries.map(({ read }) => read)),
      readAgain: deliveries.reduce((sum, { again }) => sum + again, 0),
      longestGapMs: gaps.longest?.lengthMs ?? 0,
      longestGap: gaps.longest,
    };
  }

  /** Resolves when the topic is there and the load's own clients run. @throws DraveError why that cannot be. */
  async ready(): Promise<void> {
    await this.starting;
  }

  /**
   * Resolves when every partition that has acknowledged records before, and at least one, has acknowledged a record
   * that was sent after this call: the cluster takes records again. @throws DraveError REQUEST_TIMED_OUT.
   */
  async waitForAcknowledgements(options: WaitOptions = {}): Promise<void> {
    const { gaps } = this.recorder;
    const sinceMs = wallMs();
    await this.starting;
    const missing = (): string | undefined => {
      if (!gaps.hasAny) return 'nothing was acknowledged yet';
      const silent = gaps.silentSince(sinceMs);
      return silent === undefined ? undefined : `${silent} has acknowledged nothing that was sent since`;
    };
    await waitUntil(`${this.topic} takes records`, missing, { ...options, signal: this.closing.signal });
  }

  /**
   * Sends nothing more. Resolves when everything that was sent has an outcome, which takes as long as the producer's
   * `deliveryTimeoutMs` where a partition has no leader. The groups read on.
   */
  async stop(): Promise<void> {
    this.stopped ??= this.stopOnce();
    await this.stopped;
  }

  /**
   * Stops, reads the topic from its start to its end, waits until every group was given what is there, and judges: see
   * `LoadViolation`. Ends the load; wrapped producers should have ended before. Further calls give the same verdict.
   *
   * @throws DraveError, one report: what was lost, doubled or out of order and where, the timeline with the faults
   * around it, the seed, and what each node said last.
   */
  async verify(options: WaitOptions = {}): Promise<LoadVerdict> {
    const { topic, seed, recorder } = this;
    const { marks, failures } = recorder;
    let verdict: LoadVerdict;
    try {
      verdict = await this.verdict(options);
    } catch (reason) {
      const unjudged = { stats: this.stats, violations: [], failures };
      const trouble = DraveError.from(reason).message;
      throw loadFailure(this.host, { topic, seed, verdict: unjudged, marks, trouble, cause: reason });
    }
    if (verdict.violations.length === 0) return verdict;
    throw loadFailure(this.host, { topic, seed, verdict, marks, trouble: this.trouble, cause: undefined });
  }

  /** As `verify`, and tells what it found instead of throwing it. @throws DraveError when the topic cannot be read. */
  async verdict(options: WaitOptions = {}): Promise<LoadVerdict> {
    this.ended ??= this.end(options);
    return this.ended;
  }

  /**
   * Wraps a producer of kafkajs, or of the part of confluent-kafka-javascript that is like it: what it sends to this
   * topic through what is returned gets a header, and is judged with the load.
   */
  wrapKafkajsProducer<P extends KafkajsProducer>(producer: P, options: WrapProducerOptions = {}): P {
    return wrapKafkajsProducer(this.recorder, producer, options);
  }

  /** Wraps a consumer of either: its group must be given everything. */
  wrapKafkajsConsumer<C extends KafkajsConsumer>(consumer: C, options: WrapConsumerOptions = {}): C {
    return wrapKafkajsConsumer(this.recorder, consumer, options);
  }

  /**
   * As `wrapKafkajsProducer`, for a Producer with `dr_cb: true`, or a HighLevelProducer, of node-rdkafka, and of the
   * part of confluent-kafka-javascript that is like it.
   */
  wrapNodeRdkafkaProducer<P extends RdkafkaProducer>(producer: P, options: WrapProducerOptions = {}): P {
    return wrapNodeRdkafkaProducer(this.recorder, producer, options);
  }

  /** Listens to a KafkaConsumer of either, and returns it. */
  wrapNodeRdkafkaConsumer<C extends RdkafkaConsumer>(consumer: C, options: WrapConsumerOptions = {}): C {
    return wrapNodeRdkafkaConsumer(this.recorder, consumer, options);
  }

  /** As `wrapKafkajsProducer`, for a producer of @platformatic/kafka whose calls are awaited. */
  wrapPlatformaticProducer<P extends PlatformaticProducer>(
    producer: P,
    options: WrapPlatformaticProducerOptions = {},
  ): P {
    return wrapPlatformaticProducer(this.recorder, producer, options);
  }

  /** Wraps a consumer of @platformatic/kafka; its streams are read with `for await`, 'data' listeners, or `read`. */
  wrapPlatformaticConsumer<C extends PlatformaticConsumer>(consumer: C, options: WrapConsumerOptions = {}): C {
    return wrapPlatformaticConsumer(this.recorder, consumer, options);
  }

  /** Ends everything without a verdict; harmless when called twice, or after one. */
  close(): Promise<void> {
    this.closed ??= this.closeOnce();
    return this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async stopOnce(): Promise<void> {
    const work = await this.starting;
    await work.stopProducing();
    this.recorder.mark('load: sends nothing more');
  }

  private async end(options: WaitOptions): Promise<LoadVerdict> {
    const { ledger, failures } = this.recorder;
    const wait = { ...options, signal: this.closing.signal };
    try {
      const work = await this.starting;
      await this.stop();
      const outcomes = (): string | undefined => {
        const { waiting } = ledger.totals;
        if (waiting === 0) return undefined;
        return `${waiting} records of wrapped producers have no outcome (node-rdkafka tells it with dr_cb, when it is polled)`;
      };
      await waitUntil('every record has an outcome', outcomes, wait);
      await work.audit(wait);
      await this.untilGiven(wait);
    } finally {
      await this.close();
    }
    return { stats: this.stats, violations: ledger.check(), failures };
  }

  /** A group that does not go on is a violation, told with all others. */
  private async untilGiven(wait: WaitOptions & { readonly signal: AbortSignal }): Promise<void> {
    const { ledger } = this.recorder;
    const missing = (): string | undefined => {
      const awaited = ledger.awaited();
      return awaited && `${awaited.group} was not given ${awaited.partition}@${awaited.offset}`;
    };
    try {
      await waitUntil('every group was given what the log has', missing, wait);
    } catch (reason) {
      const failure = DraveError.from(reason);
      if (failure.code !== 'REQUEST_TIMED_OUT') throw reason;
      this.trouble = failure.message;
    }
  }

  private async closeOnce(): Promise<void> {
    this.closing.abort(new DraveError('SHUTTING_DOWN', `the load on ${this.topic} is closed`));
    // A start that has failed has left nothing to close.
    const work = await this.starting.catch(() => undefined);
    await work?.close();
  }
}
