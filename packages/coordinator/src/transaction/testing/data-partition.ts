import type { ErrorCode, ProducerId } from '@drave/base';
import type { SentMarker } from '../markers/marker-queues.js';
import { EPOCH_BUMP_VERSION, type TransactionResult } from '../transaction.js';

/** What became of the data of one transaction in one partition; it may have been written in several pieces. */
interface DataPiece {
  readonly transaction: object;
  outcome: TransactionResult | undefined;
}

interface ProducerState {
  epoch: number;
  coordinatorEpoch: number;
  readonly open: DataPiece[];
}

/** The leader of a partition, as far as transactions go: it judges epochs as Kafka's does. */
export class DataPartition {
  readonly pieces: DataPiece[] = [];
  markers = 0;
  private readonly producers = new Map<ProducerId, ProducerState>();
  private readonly refusesResent: boolean;

  /** `refusesResent`: as some releases do, a marker of version 2 whose epoch is known already (KAFKA-19999). */
  constructor(refusesResent = false) {
    this.refusesResent = refusesResent;
  }

  get hasOpen(): boolean {
    return [...this.producers.values()].some(({ open }) => open.length > 0);
  }

  write(producerId: ProducerId, epoch: number, transaction: object): ErrorCode | undefined {
    const producer = this.producerOf(producerId);
    if (epoch < producer.epoch) return 'INVALID_PRODUCER_EPOCH';
    producer.epoch = epoch;
    const piece: DataPiece = { transaction, outcome: undefined };
    producer.open.push(piece);
    this.pieces.push(piece);
    return undefined;
  }

  mark(marker: SentMarker): ErrorCode | undefined {
    const producer = this.producerOf(marker.producerId);
    if (marker.coordinatorEpoch < producer.coordinatorEpoch) return 'TRANSACTION_COORDINATOR_FENCED';
    if (marker.producerEpoch < producer.epoch) return 'INVALID_PRODUCER_EPOCH';
    const raises = marker.transactionVersion >= EPOCH_BUMP_VERSION;
    const isKnown = marker.producerEpoch === producer.epoch;
    if (raises && isKnown && (producer.open.length > 0 || this.refusesResent)) return 'INVALID_PRODUCER_EPOCH';
    producer.epoch = marker.producerEpoch;
    producer.coordinatorEpoch = marker.coordinatorEpoch;
    for (const piece of producer.open.splice(0)) piece.outcome = marker.result;
    this.markers++;
    return undefined;
  }

  private producerOf(producerId: ProducerId): ProducerState {
    const known = this.producers.get(producerId);
    if (known !== undefined) return known;
    const fresh: ProducerState = { epoch: -1, coordinatorEpoch: -1, open: [] };
    this.producers.set(producerId, fresh);
    return fresh;
  }
}
