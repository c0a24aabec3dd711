import type { BrokerEpoch, NodeId } from '@drave/base';
import { MetadataImage } from '@drave/metadata';
import type { BrokerView } from './core/events.js';

/** The node's latest metadata image, for those who look something up at the moment they decide. */
export class CurrentImage implements BrokerView {
  private current: MetadataImage = MetadataImage.empty;

  get image(): MetadataImage {
    return this.current;
  }

  replace(image: MetadataImage): void {
    this.current = image;
  }

  isIsrEligible(brokerId: NodeId, brokerEpoch: BrokerEpoch): boolean {
    const broker = this.current.broker(brokerId);
    return broker !== undefined && broker.epoch === brokerEpoch && !broker.fenced && !broker.inControlledShutdown;
  }
}
