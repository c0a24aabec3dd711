import { DraveError, assert, type BrokerEpoch, type NodeId, type ProducerId } from '@drave/base';
import type { ProducerIdSource } from '@drave/coordinator';
import type { Logger } from '@drave/env';
import type { ControllerPort, ProducerIdBlock } from '@drave/metadata/controller';
import type { InitProducerIdRequest, InitProducerIdResponse } from './requests.js';

/** An epoch that may still be raised by the client itself (KIP-360); Kafka's bound. */
const PRODUCER_EPOCH_MAX = 32_766;

/**
 * Hands out producer ids from blocks that the controller allocates. An id is never handed out twice, in any
 * incarnation.
 */
export class ProducerIds implements ProducerIdSource {
  private block: ProducerIdBlock | undefined;
  private used = 0;
  private allocating: Promise<void> | undefined;

  private readonly controller: Pick<ControllerPort, 'allocateProducerIds'>;
  private readonly brokerId: NodeId;
  private readonly brokerEpoch: () => BrokerEpoch;
  private readonly logger: Logger;

  constructor(
    controller: Pick<ControllerPort, 'allocateProducerIds'>,
    brokerId: NodeId,
    brokerEpoch: () => BrokerEpoch,
    logger: Logger,
  ) {
    this.controller = controller;
    this.brokerId = brokerId;
    this.brokerEpoch = brokerEpoch;
    this.logger = logger;
  }

  /**
   * A new identity, or the present one with the next epoch: the log then starts a fresh sequence, and what the old
   * epoch still has on its way is refused.
   * @throws DraveError what the controller answers, and INVALID_PRODUCER_EPOCH for nonsense.
   */
  async init(request: InitProducerIdRequest): Promise<InitProducerIdResponse> {
    const { current } = request;
    if (current !== undefined && current.producerId >= 0) {
      if (!Number.isSafeInteger(current.producerEpoch) || current.producerEpoch < 0)
        throw new DraveError('INVALID_PRODUCER_EPOCH', `producer epoch ${current.producerEpoch} is not valid`);
      if (current.producerEpoch < PRODUCER_EPOCH_MAX)
        return { producerId: current.producerId, producerEpoch: current.producerEpoch + 1 };
    }
    return { producerId: await this.next(), producerEpoch: 0 };
  }

  /** Undefined when an id is at hand, else resolves when it is. @throws DraveError what the controller answers. */
  whenAtHand(): Promise<void> | undefined {
    return this.isAtHand ? undefined : (this.allocating ??= this.allocate());
  }

  /** For whoever cannot wait. @throws DraveError COORDINATOR_LOAD_IN_PROGRESS while no id is at hand. */
  take(): ProducerId {
    const { block } = this;
    if (block !== undefined && this.isAtHand) return block.firstProducerId + this.used++;
    this.whenAtHand()?.catch((reason: unknown) => {
      const { code, message } = DraveError.from(reason);
      this.logger.info({ code }, `no producer ids are allocated for now: ${message}`);
    });
    throw new DraveError('COORDINATOR_LOAD_IN_PROGRESS', 'no producer id is at hand at the moment');
  }

  private get isAtHand(): boolean {
    return this.block !== undefined && this.used < this.block.count;
  }

  private async next(): Promise<number> {
    while (!this.isAtHand) await this.whenAtHand();
    return this.take();
  }

  private async allocate(): Promise<void> {
    try {
      const block = await this.controller.allocateProducerIds({
        brokerId: this.brokerId,
        brokerEpoch: this.brokerEpoch(),
      });
      assert(block.count > 0, 'a block of producer ids is not empty');
      this.block = block;
      this.used = 0;
    } finally {
      this.allocating = undefined;
    }
  }
}
