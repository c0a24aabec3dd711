import type { Client, Consumer, Producer } from '@drave/client';
import type { RecordLedger } from '@drave/cluster/checkers';
import type { Deadline } from '../bounds.js';

type Text = string | Uint8Array | null;

/** Unique values produced and read at a steady rate, everything noted in the ledger. */
export class RecordLoad {
  private readonly producer: Producer<Text, Text>;
  private readonly consumer: Consumer<Buffer | null, Buffer | null>;
  private readonly ledger: RecordLedger;
  private readonly topic: string;
  private readonly partitions: number;
  private readonly acknowledgements: {
    readonly partition: number;
    readonly sentMs: number;
    readonly ackedMs: number;
  }[] = [];
  private readonly pending = new Set<Promise<void>>();
  private readonly sending: NodeJS.Timeout;
  private readonly reading: Promise<void>;
  private count = 0;
  private read = 0;
  private stopped = false;

  constructor(client: Client, ledger: RecordLedger, topic: string, partitions: number, perSecond: number) {
    this.ledger = ledger;
    this.topic = topic;
    this.partitions = partitions;
    this.producer = client.producer({ lingerMs: 0 });
    this.consumer = client.consumer({ autoOffsetReset: 'earliest' });
    this.consumer.assign(
      Array.from({ length: partitions }, (_, partition) => ({ topic, partition, from: 'earliest' as const })),
    );
    this.sending = setInterval(() => this.send(), 1_000 / perSecond);
    this.reading = this.poll(1_000 / perSecond);
  }

  get acknowledged(): number {
    return this.acknowledgements.length;
  }

  /** When every partition had acknowledged a record that was sent after `sinceMs`; undefined while one had not. */
  backAfter(sinceMs: number): number | undefined {
    const first = new Map<number, number>();
    for (const { partition, sentMs, ackedMs } of this.acknowledgements) {
      if (sentMs >= sinceMs) first.set(partition, Math.min(ackedMs, first.get(partition) ?? Number.POSITIVE_INFINITY));
    }
    return first.size < this.partitions ? undefined : Math.max(...first.values());
  }

  /** Ends the sending, waits for every outcome, and reads to the end of every partition. */
  async drain(deadline: Deadline): Promise<void> {
    clearInterval(this.sending);
    await this.producer.flush();
    await Promise.all(this.pending);
    const where = Array.from({ length: this.partitions }, (_, partition) => ({ topic: this.topic, partition }));
    const ends = await this.consumer.raw.endOffsets(where);
    const total = ends.reduce((sum, end) => sum + end, 0);
    while (this.read < total) {
      if (await deadline.isOver())
        throw new Error(`read ${this.read} of ${total} records within ${deadline.withinMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await this.stop();
  }

  /** Ends everything, whatever is still on its way. */
  async stop(): Promise<void> {
    clearInterval(this.sending);
    this.stopped = true;
    await this.reading;
  }

  private send(): void {
    const value = `record-${this.count}`;
    const partition = this.count++ % this.partitions;
    const id = this.ledger.sent('producer', `${this.topic}-${partition}`, value);
    const sentMs = performance.now();
    const sent = this.producer.send({ topic: this.topic, partition, key: null, value }).then(
      ({ offset }) => {
        this.ledger.acknowledged(id, offset);
        this.acknowledgements.push({ partition, sentMs, ackedMs: performance.now() });
      },
      () => {
        // The producer has given it up: its outcome stays unknown, which the ledger assumes already.
      },
    );
    this.pending.add(sent);
    void sent.finally(() => this.pending.delete(sent));
  }

  private async poll(timeoutMs: number): Promise<void> {
    while (!this.stopped) {
      for (const { partition, offset, value } of await this.consumer.poll({ timeoutMs })) {
        this.ledger.polled('consumer', `${this.topic}-${partition}`, offset, value?.toString('utf8') ?? '');
        this.read += 1;
      }
    }
  }
}
