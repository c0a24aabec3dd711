import type { Logger } from '@drave/env';
import type { ConsumerRecord, ProducerRecord, RecordMetadata } from './client-records.js';
import type { HandlerContext } from './run/run-settings.js';

/** What has become of a record that was sent. */
export type SendOutcome =
  | { readonly kind: 'acked'; readonly metadata: RecordMetadata }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Sees the records of every producer and consumer of a client, in the order in which they are listed in
 * `ClientOptions.interceptors`. The raw producers and consumers have none.
 */
export interface Interceptor {
  /** Called before a record is serialized. Returns it, or another one in its place; what it throws rejects the send. */
  readonly beforeSend?: (record: ProducerRecord<unknown, unknown>) => ProducerRecord<unknown, unknown>;
  /** Called when a record was written or has failed. What it throws is logged and changes nothing. */
  readonly afterAck?: (record: ProducerRecord<unknown, unknown>, outcome: SendOutcome) => void;
  /**
   * Called around each attempt of a handler of `Consumer.run`, which `next` makes. What it rejects with makes the
   * attempt fail.
   */
  readonly aroundHandler?: (
    record: ConsumerRecord<unknown, unknown>,
    context: HandlerContext,
    next: () => Promise<void>,
  ) => Promise<void>;
}

/** The interceptors of a client. */
export class InterceptorChain {
  private readonly interceptors: readonly Interceptor[];
  private readonly logger: Logger;

  constructor(interceptors: readonly Interceptor[], logger: Logger) {
    this.interceptors = interceptors;
    this.logger = logger;
  }

  /** The record to send. */
  outgoing<Key, Value>(record: ProducerRecord<Key, Value>): ProducerRecord<Key, Value> {
    let sent: ProducerRecord<unknown, unknown> = record;
    for (const { beforeSend } of this.interceptors) if (beforeSend !== undefined) sent = beforeSend(sent);
    // An interceptor that puts in another key or value answers for their types.
    return sent as ProducerRecord<Key, Value>;
  }

  sent(record: ProducerRecord<unknown, unknown>, outcome: SendOutcome): void {
    for (const { afterAck } of this.interceptors) {
      try {
        afterAck?.(record, outcome);
      } catch (reason) {
        // The record is written or not, whatever is thrown here: its sender must not hear otherwise.
        this.logger.error({ topic: record.topic, reason: String(reason) }, 'an interceptor has failed after a send');
      }
    }
  }

  handle(
    record: ConsumerRecord<unknown, unknown>,
    context: HandlerContext,
    handler: () => Promise<void>,
  ): Promise<void> {
    let next = handler;
    for (const { aroundHandler } of [...this.interceptors].reverse()) {
      if (aroundHandler === undefined) continue;
      const inner = next;
      next = () => aroundHandler(record, context, inner);
    }
    return next();
  }
}
