import type { Epoch, NodeId } from '@drave/base';
import type { MetadataImage } from '@drave/metadata';
import type { SimCluster } from './sim-cluster.js';

/** Counts what should not happen where nothing fails: changes of the active controller, fencings, shrinking ISRs. */
export class StabilityWatch {
  private readonly cluster: SimCluster;
  private readonly ledEpochs = new Set<Epoch>();
  private image: MetadataImage | undefined;
  private readonly fenced = new Map<NodeId, boolean>();
  private readonly isrSizes = new Map<string, number>();
  fencings = 0;
  /** How often the ISR of each partition has shrunk, by `topic-index`. */
  readonly shrinks = new Map<string, number>();

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
  }

  get elections(): number {
    return this.ledEpochs.size;
  }

  /** Fencings and shrinking ISRs are counted from now on. */
  forget(): void {
    this.fencings = 0;
    this.shrinks.clear();
  }

  look(): void {
    for (const { node } of this.cluster.controllers) {
      const status = node?.quorum.raft.status();
      if (status?.role === 'leader') this.ledEpochs.add(status.epoch);
    }
    const image = this.cluster.newestImage;
    if (image === undefined || image === this.image) return;
    this.image = image;
    this.compare(image);
  }

  private compare(image: MetadataImage): void {
    for (const { id, fenced } of image.brokers()) {
      if (fenced && this.fenced.get(id) === false) this.fencings += 1;
      this.fenced.set(id, fenced);
    }
    for (const topic of image.topics()) {
      for (const { index, isr } of topic.partitions()) {
        const name = `${topic.name}-${index}`;
        if (isr.length < (this.isrSizes.get(name) ?? 0)) this.shrinks.set(name, (this.shrinks.get(name) ?? 0) + 1);
        this.isrSizes.set(name, isr.length);
      }
    }
  }
}
