import type { ProducerId } from '@drave/base';

/**
 * Stands for one question to a coordinator, whether a producer's transaction may begin in this partition. Its identity
 * counts, nothing else.
 */
export class VerificationGuard {
  readonly producerId: ProducerId;

  constructor(producerId: ProducerId) {
    this.producerId = producerId;
  }
}
