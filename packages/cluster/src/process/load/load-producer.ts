import { setTimeout as sleep } from 'node:timers/promises';
import { DraveError, type TopicName } from '@drave/base';
import type { Client, Producer, ProducerRecord } from '@drave/client';
import type { Random } from '@drave/env';
import type { ProducerSession } from '../../checkers/load-ledger.js';
import type { LoadSettings } from './load-options.js';
import { LOAD_HEADER, type LoadRecorder } from './load-recorder.js';

type Text = string | Uint8Array | null;

/** Records are sent this often, as many as are due. */
const TICK_MS = 10;
/** A producer that has ended is replaced after this pause. */
const RENEW_MS = 500;

export interface LoadProducerPorts {
  readonly client: Client;
  readonly topic: TopicName;
  readonly settings: LoadSettings;
  readonly recorder: LoadRecorder;
  readonly random: Random;
  /** Unique in the load. */
  readonly name: string;
}

/** Sends records at its share of the rate; a producer that has failed for good is followed by another one. */
export class LoadProducer {
  private readonly ports: LoadProducerPorts;
  private readonly pending = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;
  private producer: Producer<Text, Text> | undefined;
  private hasEnded = false;

  constructor(ports: LoadProducerPorts) {
    this.ports = ports;
    this.running = this.run();
  }

  /** Sends nothing more. Resolves when everything that was sent has an outcome. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** As `stop`, and gives up what has no outcome yet. */
  async abandon(): Promise<void> {
    this.stopping.abort();
    await this.producer?.close(0);
    await this.running;
  }

  private async run(): Promise<void> {
    const { client, settings, recorder, name } = this.ports;
    const { acks, idempotent } = settings;
    for (let generation = 0; !this.stopping.signal.aborted; generation++) {
      const producer = client.producer({ acks, enableIdempotence: idempotent });
      const session = recorder.session(`${name}.${generation}`, { idempotent, confirms: acks !== 0 });
      this.producer = producer;
      this.hasEnded = false;
      await this.send(producer, session);
      await producer.flush();
      await Promise.all(this.pending);
      await producer.close();
      if (this.hasEnded) await pause(RENEW_MS, this.stopping.signal);
    }
  }

  private async send(producer: Producer<Text, Text>, session: ProducerSession): Promise<void> {
    const { topic, settings, recorder, random } = this.ports;
    const pace = new Pace(settings);
    while (!this.stopping.signal.aborted && !this.hasEnded) {
      for (let left = pace.due(settings.waitingMax - this.pending.size); left > 0; left--) {
        const record = session.sent();
        const sent = producer.send(recordOf(topic, record.id, settings, random)).then(
          ({ partition, offset }) => recorder.acknowledged(session, record, partition, offset),
          (reason: unknown) => {
            recorder.failed(session, record, reason);
            if (!DraveError.from(reason).retriable) this.hasEnded = true;
          },
        );
        this.pending.add(sent);
        void sent.finally(() => this.pending.delete(sent));
      }
      await pause(TICK_MS, this.stopping.signal);
    }
  }
}

/**
 * How many records are due, at the producer's share of the rate. What was missed in more than a second stays unsent.
 */
export class Pace {
  private readonly perMs: number;
  private lastMs = performance.now();
  private owed = 0;

  constructor({ rate, producers }: Pick<LoadSettings, 'rate' | 'producers'>) {
    this.perMs = rate / producers / 1_000;
  }

  /** At most `max`; what is beyond it is forgotten. */
  due(max: number): number {
    const nowMs = performance.now();
    this.owed = Math.min(this.owed + (nowMs - this.lastMs) * this.perMs, Math.max(1, this.perMs * 1_000));
    this.lastMs = nowMs;
    const due = Math.min(Math.floor(this.owed), Math.max(0, max));
    this.owed = max <= due ? 0 : this.owed - due;
    return due;
  }
}

export function recordOf(
  topic: TopicName,
  id: string,
  { keys, valueBytes }: LoadSettings,
  random: Random,
): ProducerRecord<Text, Text> {
  const key = keys === 0 ? null : `key-${random.integer(keys)}`;
  return { topic, key, value: `${id} `.padEnd(valueBytes, '.').slice(0, valueBytes), headers: { [LOAD_HEADER]: id } };
}

/** Ends early, without an error, when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((reason: unknown) => {
    if (!signal.aborted) throw reason;
  });
}
