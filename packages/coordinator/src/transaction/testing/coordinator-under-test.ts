import { DraveError, type ErrorCode, type Millis, type NodeId, type PartitionIndex } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { openRecords } from '@drave/records';
import { DeadlineQueue } from '@drave/replica';
import type { Decide, EncodedRecord } from '../../runtime/model.js';
import { CoordinatorLatencies } from '../../runtime/coordinator-latencies.js';
import { Shard } from '../../runtime/shard.js';
import { ScriptedLog } from '../../runtime/testing/scripted-log.js';
import type { MarkerDestination, MarkerResult, SentMarker } from '../markers/marker-queues.js';
import { MarkerSender } from '../markers/marker-sender.js';
import { type TransactionSettings, TransactionsModel } from '../transactions-model.js';
import type { TransactionalId, TransactionRecord, TransactionsState } from '../transaction.js';
import type { DataPartition } from './data-partition.js';

const testSettings: TransactionSettings = {
  timeoutMsMax: 900_000,
  abortIntervalMs: 10_000,
  expirationMs: 604_800_000,
  expirationIntervalMs: 3_600_000,
};

/** Settles everything that needs no time. */
const INSTANT_MS: Millis = 1;

/** A request on its way: also one of a broker that leads no more may still arrive. */
interface SentRequest {
  readonly to: NodeId;
  readonly markers: readonly SentMarker[];
  readonly answer: (results: readonly MarkerResult[] | undefined) => void;
}

/** An answer that has come, or has not. */
export interface Asked<Response> {
  response?: Response;
  failure?: ErrorCode;
}

/**
 * One partition of `__transaction_state` and the brokers that lead it one after another, in front of a log that does
 * what the test says. The requests with markers wait in `sent` until the test answers them.
 */
export class CoordinatorUnderTest {
  readonly log = new ScriptedLog();
  readonly world = new SimWorld({ seed: 1 });
  readonly sent: SentRequest[] = [];
  /** Where the markers of a partition go: to broker 1, but for what the test says. */
  readonly destinations = new Map<PartitionIndex, MarkerDestination>();
  /** Ids whose transactions have come to their end. */
  readonly completed: TransactionalId[] = [];
  clusterVersion = 2;
  coordinatorEpoch = 0;
  nextProducerId = 100;
  model!: TransactionsModel;
  shard!: Shard<TransactionsState, TransactionRecord>;
  markers!: MarkerSender;
  private readonly settings: TransactionSettings;
  private readonly host = this.world.createHost('host');

  constructor(settings: Partial<TransactionSettings> = {}) {
    this.settings = { ...testSettings, ...settings };
    this.lead();
  }

  get replicated(): TransactionsState {
    return this.shard.readAll();
  }

  /** Everything that needs no time happens. */
  settle(): Promise<boolean> {
    return this.pass(INSTANT_MS);
  }

  pass(ms: Millis): Promise<boolean> {
    return this.world.runUntil(() => false, ms);
  }

  ask<Response>(decide: Decide<TransactionsState, TransactionRecord, Response>): Asked<Response> {
    const asked: Asked<Response> = {};
    this.shard.write(decide).then(
      (response) => {
        asked.response = response;
      },
      (reason: unknown) => {
        asked.failure = DraveError.from(reason).code;
      },
    );
    return asked;
  }

  /** Asks, and lets the log replicate it. */
  async told<Response>(decide: Decide<TransactionsState, TransactionRecord, Response>): Promise<Asked<Response>> {
    const asked = this.ask(decide);
    await this.settle();
    this.log.replicate();
    await this.settle();
    return asked;
  }

  /** Another broker, or the same one again, leads from now on. */
  resign({ isSameBroker = false } = {}): void {
    this.log.loseLeadership();
    this.shard.end('NOT_COORDINATOR');
    this.lead(isSameBroker);
  }

  /** All records of the log. */
  async records(): Promise<readonly EncodedRecord[]> {
    const records: EncodedRecord[] = [];
    const { parts } = await this.log.read(0, Number.MAX_SAFE_INTEGER);
    for (const part of parts) {
      const cursor = await openRecords(part, 0, this.host.env.compute);
      for (let next = cursor.next(); next !== undefined; next = cursor.next())
        if (next.key !== null) records.push({ key: next.key, value: next.value });
    }
    return records;
  }

  /** The leaders write the markers and answer, or what the test makes of it. */
  write(request: SentRequest, partitions: ReadonlyMap<PartitionIndex, DataPartition>): readonly MarkerResult[] {
    return request.markers.flatMap((marker) =>
      [...marker.partitions].flatMap(([topic, indexes]) =>
        indexes.map((partition) => {
          const failure = partitions.get(partition)?.mark({ ...marker, partitions: new Map([[topic, [partition]]]) });
          return { producerId: marker.producerId, topic, partition, failure };
        }),
      ),
    );
  }

  /** Every request that waits is answered: all is written. */
  answerAll(partitions: ReadonlyMap<PartitionIndex, DataPartition> = new Map()): void {
    for (const request of this.sent.splice(0)) request.answer(this.write(request, partitions));
  }

  private lead(isSameBroker = false): void {
    this.coordinatorEpoch++;
    this.log.led = true;
    if (!isSameBroker) this.startBroker();
    const { env } = this.host;
    const { markers, coordinatorEpoch } = this;
    this.model = new TransactionsModel({
      statePartition: 0,
      coordinatorEpoch,
      settings: this.settings,
      clusterVersion: () => this.clusterVersion,
      takeProducerId: () => this.nextProducerId++,
      firstProducerEpoch: 0,
      markers,
      completed: (transactionalId) => void this.completed.push(transactionalId),
    });
    this.shard = new Shard({
      model: this.model,
      log: this.log,
      leaderEpoch: coordinatorEpoch,
      env,
      deadlines: new DeadlineQueue(env.clock, env.timers),
      latencies: new CoordinatorLatencies(env.metrics, 'transaction'),
      readBytesMax: 1_024,
      compression: 'none',
      onLoadEnded: () => {},
      onBroken: () => {
        // Its own broker reads the partition anew, in the same epoch.
        this.coordinatorEpoch--;
        this.lead(true);
      },
      onFatal: (reason) => {
        throw reason;
      },
    });
  }

  private startBroker(): void {
    const broker: NodeId = 1;
    const markers: MarkerSender = new MarkerSender({
      timers: this.host.env.timers,
      directory: {
        looks: 0,
        of: (_, partition) => this.destinations.get(partition) ?? { kind: 'leader', nodeId: broker },
      },
      isInService: () => true,
      send: (to, sent) =>
        new Promise((answer) => {
          this.sent.push({ to, markers: sent, answer });
        }),
      coordinatorOf: ({ coordinatorEpoch }) =>
        markers === this.markers && coordinatorEpoch === this.coordinatorEpoch ? this : undefined,
      onFatal: (reason) => {
        throw reason;
      },
    });
    this.markers = markers;
  }
}
