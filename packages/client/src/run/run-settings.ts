import { DraveError, type Millis, type TopicName } from '@drave/base';
import type { HandlerOrder } from './handler-schedule.js';

/** What a handler is told besides its record. */
export interface HandlerContext {
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /**
   * Aborted when nobody waits for the outcome any more: the partition was lost or sought in, or `close` has waited for
   * long enough.
   */
  readonly signal: AbortSignal;
}

/** Handles one record. What it throws, or rejects with, makes the attempt fail. */
export type RecordHandler<Handled> = (record: Handled, context: HandlerContext) => Promise<void> | void;

/** How often and when a record is tried again whose handler has failed. */
export interface RetryOptions {
  /** How often it is tried again, 0 for never. Default 5. */
  readonly retries?: number;
  /** The pause before the first retry, in ms; each further one is twice as long, with jitter. Default 100. */
  readonly backoffMs?: Millis;
  /** The longest pause before a retry, in ms. Default 10,000. */
  readonly backoffMaxMs?: Millis;
  /** Whether another attempt may help after this error. Default: always. */
  readonly when?: (error: unknown) => boolean;
}

export interface RunOptions {
  /** How many handlers run at a time, from 1 to 10,000. Default 1. */
  readonly concurrency?: number;
  /**
   * Which records wait for each other: those of one partition, or only those of one key in a partition. Records without
   * a key have no order among themselves by key. Default 'partition'.
   */
  readonly by?: HandlerOrder;
  readonly retry?: RetryOptions;
  /**
   * Where records go that cannot be handled: those whose last attempt has failed, and those that the deserializers
   * refuse. Default: nowhere, so that `run` rejects.
   */
  readonly deadLetterTopic?: TopicName;
  /** Ends the run when it is aborted: handlers that run are awaited, and `run` resolves. */
  readonly signal?: AbortSignal;
}

/** Run options, validated and with their defaults filled in. */
export interface RunSettings {
  readonly concurrency: number;
  readonly by: HandlerOrder;
  readonly retries: number;
  readonly backoffMs: Millis;
  readonly backoffMsMax: Millis;
  readonly when: (error: unknown) => boolean;
  readonly deadLetterTopic: TopicName | undefined;
  readonly signal: AbortSignal | undefined;
}

/** @throws DraveError INVALID_CONFIG, whose message has the key, the value, and what is allowed. */
export function runSettings({ retry = {}, ...options }: RunOptions): RunSettings {
  const by = options.by ?? 'partition';
  if (by !== 'partition' && by !== 'key') {
    throw new DraveError('INVALID_CONFIG', `by: '${String(by)}' is not valid; expected 'partition' or 'key'`);
  }
  if (options.deadLetterTopic === '') {
    throw new DraveError('INVALID_CONFIG', 'deadLetterTopic: must not be empty; leave it out for none');
  }
  return {
    concurrency: whole('concurrency', options.concurrency ?? 1, 1, 10_000),
    by,
    retries: whole('retry.retries', retry.retries ?? 5, 0, Number.MAX_SAFE_INTEGER),
    backoffMs: whole('retry.backoffMs', retry.backoffMs ?? 100, 0, INT_MAX),
    backoffMsMax: whole('retry.backoffMaxMs', retry.backoffMaxMs ?? 10_000, 0, INT_MAX),
    when: retry.when ?? (() => true),
    deadLetterTopic: options.deadLetterTopic,
    signal: options.signal,
  };
}

function whole(key: string, value: number, min: number, max: number): number {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  const message = `${key}: ${value} is not valid; expected a whole number from ${min} to ${max}`;
  throw new DraveError('INVALID_CONFIG', message);
}

const INT_MAX = 0x7fff_ffff;
