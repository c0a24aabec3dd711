import type { NodeId } from '@drave/base';
import { FollowerFetcher, type FetcherOptions } from './follower-fetcher.js';
import type { Partition } from './partition.js';

/** One fetcher per leader broker that this broker follows in anything. */
export class FetcherSet {
  private readonly fetchers = new Map<NodeId, FollowerFetcher>();
  private readonly homes = new Map<Partition, FollowerFetcher>();
  private readonly stopping = new Set<Promise<void>>();
  private closed = false;

  private readonly options: Omit<FetcherOptions, 'leaderId'>;

  constructor(options: Omit<FetcherOptions, 'leaderId'>) {
    this.options = options;
  }

  /** Fetches the partition from the leader it follows now, from its present log end. */
  follow(partition: Partition): void {
    const leaderId = partition.core.followedLeaderId;
    if (leaderId === undefined || this.closed) {
      this.leave(partition);
      return;
    }
    const home = this.homes.get(partition);
    if (home !== undefined && home.leaderId !== leaderId) this.leave(partition);
    let fetcher = this.fetchers.get(leaderId);
    if (fetcher === undefined) {
      fetcher = new FollowerFetcher({ ...this.options, leaderId });
      this.fetchers.set(leaderId, fetcher);
    }
    this.homes.set(partition, fetcher);
    fetcher.add(partition);
  }

  leave(partition: Partition): void {
    const home = this.homes.get(partition);
    if (home === undefined) return;
    this.homes.delete(partition);
    home.remove(partition);
    if (home.partitionCount > 0) return;
    this.fetchers.delete(home.leaderId);
    this.stop(home);
  }

  logStartMoved(partition: Partition): void {
    this.homes.get(partition)?.logStartMoved(partition);
  }

  throttleChanged(): void {
    for (const fetcher of this.fetchers.values()) fetcher.throttleChanged();
  }

  reconnect(): void {
    for (const fetcher of this.fetchers.values()) fetcher.reconnect();
  }

  /** Brokers that are fetched from now, sorted. */
  leaders(): readonly NodeId[] {
    return [...this.fetchers.keys()].sort((a, b) => a - b);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.homes.clear();
    for (const fetcher of this.fetchers.values()) this.stop(fetcher);
    this.fetchers.clear();
    while (this.stopping.size > 0) await Promise.all(this.stopping);
  }

  private stop(fetcher: FollowerFetcher): void {
    const stopped = fetcher.stop().then(
      () => {
        this.stopping.delete(stopped);
      },
      (reason: unknown) => {
        this.stopping.delete(stopped);
        this.options.fatal(reason);
      },
    );
    this.stopping.add(stopped);
  }
}
