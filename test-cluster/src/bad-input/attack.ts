import { setTimeout as sleep } from 'node:timers/promises';
import { UUID_ZERO, type Endpoint } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { arbitraryAttack, type Attack } from '@drave/kafka-protocol/testing';
import fc from 'fast-check';
import { KafkaWire } from './kafka-wire.js';

interface AttackReport {
  readonly attacks: number;
  /** Connections that the broker ended. */
  readonly ended: number;
  /** Answers that came, right or wrong. */
  readonly answers: number;
  /** Rounds of the bystander, each a request and its answer. */
  readonly bystanderRounds: number;
  readonly bystanderMsMax: number;
}

interface AttackOptions {
  readonly endpoint: Endpoint;
  readonly seed: number;
  readonly durationMs: number;
  /** A topic that the honest client asks about; no attack knows it, since one of them would delete it. */
  readonly honestTopic: string;
  /** Names that mean something to the cluster. */
  readonly words: readonly string[];
  /** Connections under attack at a time. */
  readonly concurrency: number;
}

const BATCH_SIZE = 100;
/** How long an attacker waits for answers before it goes on; most come at once, a long poll never has to. */
const PATIENCE_MS = 150;
const BYSTANDER_PAUSE_MS = 20;

/** Attacks a Kafka port for a while, with an honest client beside it that must not notice. */
export async function attackPort(options: AttackOptions): Promise<AttackReport> {
  const until = performance.now() + options.durationMs;
  const bystander = new Bystander(options.endpoint, options.honestTopic);
  const watching = bystander.run(() => performance.now() >= until);
  const attacks = streamOf(options, () => performance.now() >= until);
  const tally = { attacks: 0, ended: 0, answers: 0 };
  const worker = async (): Promise<void> => {
    for (const attack of attacks) {
      const { ended, answers } = await carryOut(options.endpoint, attack);
      tally.attacks += 1;
      tally.ended += ended ? 1 : 0;
      tally.answers += answers;
    }
  };
  await Promise.all([watching, ...Array.from({ length: options.concurrency }, worker)]);
  return { ...tally, bystanderRounds: bystander.rounds, bystanderMsMax: bystander.msMax };
}

/** One stream for all workers, the same for the same seed. */
function* streamOf({ seed, words }: AttackOptions, over: () => boolean): Generator<Attack> {
  const attacks = arbitraryAttack(words);
  for (let batch = 0; ; batch++)
    for (const attack of fc.sample(attacks, { seed: seed + batch, numRuns: BATCH_SIZE })) {
      if (over()) return;
      yield attack;
    }
}

async function carryOut(endpoint: Endpoint, { what, chunks, ending }: Attack) {
  const wire = await KafkaWire.connect(endpoint).catch((reason: unknown) => {
    throw new Error(`the port is gone, before: ${what}`, { cause: reason });
  });
  for (const chunk of chunks) {
    wire.send(chunk);
    await sleep(0);
  }
  if (ending === 'end') wire.end();
  if (ending === 'reset') wire.reset();
  await Promise.race([wire.closed, sleep(PATIENCE_MS)]);
  const { ended, framesReceived: answers } = wire;
  wire.destroy();
  return { ended, answers };
}

/** One connection that asks the same two questions over and over, and expects right answers without delay. */
class Bystander {
  rounds = 0;
  msMax = 0;
  private readonly endpoint: Endpoint;
  private readonly topic: string;

  constructor(endpoint: Endpoint, topic: string) {
    this.endpoint = endpoint;
    this.topic = topic;
  }

  async run(over: () => boolean): Promise<void> {
    const wire = await KafkaWire.connect(this.endpoint);
    while (!over()) {
      const startedMs = performance.now();
      const versions = await wire.request(apis.ApiVersions, 0, {});
      const topics = [{ name: this.topic, topicId: UUID_ZERO }];
      const metadata = await wire.request(apis.Metadata, 4, { topics, allowAutoTopicCreation: false });
      const [topic] = metadata.topics;
      if (versions.errorCode !== 0 || topic?.errorCode !== 0 || topic.name !== this.topic)
        throw new Error(`an honest client was told ${versions.errorCode} and ${JSON.stringify(metadata)}`);
      this.msMax = Math.max(this.msMax, performance.now() - startedMs);
      this.rounds += 1;
      await sleep(BYSTANDER_PAUSE_MS);
    }
    wire.destroy();
  }
}
