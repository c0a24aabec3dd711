import { DraveError, type Offset, type PartitionIndex } from '@drave/base';
import type { Transaction, TransactionalProducer } from '@drave/client';
import type { LoadRecord, ProducerSession } from '../../checkers/load-ledger.js';
import { Pace, pause, recordOf, type LoadProducerPorts } from './load-producer.js';

const TICK_MS = 10;
/** After a failure a transaction is begun again, or an undecided end sent again, after this pause. */
const RETRY_MS = 200;
/** How often an end is sent again once the load is stopping; each of them waits for the coordinator for a minute. */
const LAST_ENDS_MAX = 3;

/** Where a record was written, once it is known. */
interface Written {
  readonly record: LoadRecord;
  place?: { readonly partition: PartitionIndex; readonly offset: Offset };
}

/** Sends one transaction after another, and aborts every so many of them. */
export class TransactionalLoadProducer {
  private readonly ports: LoadProducerPorts;
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;
  private producer: TransactionalProducer | undefined;
  private count = 0;

  constructor(ports: LoadProducerPorts) {
    this.ports = ports;
    this.running = this.run();
  }

  /** Begins no more transactions. Resolves when the last one has an outcome. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** As `stop`, and gives up what has no outcome yet. */
  async abandon(): Promise<void> {
    this.stopping.abort();
    await this.producer?.close();
    await this.running;
  }

  private async run(): Promise<void> {
    const { client, recorder, name } = this.ports;
    const transactionalId = `${recorder.ledger.run}-${name}`;
    for (let generation = 0; !this.stopping.signal.aborted; generation++) {
      const producer = client.producer({ transactionalId });
      const session = recorder.session(`${name}.${generation}`, { idempotent: true, confirms: true });
      this.producer = producer;
      await this.sendAll(producer, session);
      await producer.close();
    }
  }

  /** Until the producer has failed for good, or the load stops. */
  private async sendAll(producer: TransactionalProducer, session: ProducerSession): Promise<void> {
    const pace = new Pace(this.ports.settings);
    while (!this.stopping.signal.aborted) {
      try {
        await this.sendOne(await producer.begin(), session, pace);
      } catch (reason) {
        this.ports.recorder.note(reason);
        await pause(RETRY_MS, this.stopping.signal);
        if (!DraveError.from(reason).retriable) return;
      }
    }
  }

  private async sendOne(transaction: Transaction, session: ProducerSession, pace: Pace): Promise<void> {
    const { topic, settings, random, recorder } = this.ports;
    const commits = settings.abortEvery === 0 || ++this.count % settings.abortEvery !== 0;
    const written: Written[] = [];
    const sends: Promise<void>[] = [];
    while (written.length < settings.transactionRecords && !this.stopping.signal.aborted) {
      for (let left = pace.due(settings.transactionRecords - written.length); left > 0; left--) {
        const one: Written = { record: session.sent() };
        written.push(one);
        const sent = transaction.send(recordOf(topic, one.record.id, settings, random));
        // A record that failed is told by the commit.
        sends.push(
          sent.then(
            ({ partition, offset }) => {
              one.place = { partition, offset };
            },
            () => {},
          ),
        );
      }
      await pause(TICK_MS, this.stopping.signal);
    }
    session.together(written.map(({ record }) => record));
    const outcome = await this.end(transaction, commits);
    await Promise.all(sends);
    for (const { record, place } of written) {
      if (outcome === 'aborted') recorder.aborted(session, record, place?.partition);
      else if (outcome === 'committed') recorder.acknowledged(session, record, place?.partition, place?.offset ?? -1);
      else recorder.failed(session, record, new DraveError('REQUEST_TIMED_OUT'));
    }
  }

  /** Sends the end again until it is decided: as long as that takes, but not for ever when the load stops. */
  private async end(transaction: Transaction, commits: boolean): Promise<'committed' | 'aborted' | 'unknown'> {
    for (let last = 0; last < LAST_ENDS_MAX; ) {
      try {
        await (commits ? transaction.commit() : transaction.abort());
        return commits ? 'committed' : 'aborted';
      } catch (reason) {
        this.ports.recorder.note(reason);
        if (DraveError.from(reason).code !== 'REQUEST_TIMED_OUT') return this.afterRefusal(transaction, commits);
        if (this.stopping.signal.aborted) last += 1;
        await pause(RETRY_MS, this.stopping.signal);
      }
    }
    return 'unknown';
  }

  /** A commit that was refused may be followed by an abort; whether that succeeds, nobody may see the records. */
  private async afterRefusal(transaction: Transaction, commits: boolean): Promise<'aborted' | 'unknown'> {
    if (!commits) return 'unknown';
    try {
      await transaction.abort();
      return 'aborted';
    } catch (reason) {
      this.ports.recorder.note(reason);
      return 'unknown';
    }
  }
}
