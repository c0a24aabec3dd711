import { setTimeout as sleep } from 'node:timers/promises';
import { deferred, type Deferred, type Endpoint, type Millis, type NodeId, type Offset } from '@drave/base';
import type { ClusterView } from '../cluster-view.js';
import { MetadataEvents, type MetadataEvent } from '../metadata-events.js';

/** Before nodes that all failed, for no reason that is known here, are tried again. */
const PAUSE_MS: Millis = 1_000;
const nothing = { reset: false, partitions: [], deletedTopics: [], brokers: [], unregistered: [] };

interface FollowerOptions {
  readonly view: ClusterView;
  /** The nodes that run and can know what the quorum decides; the first is asked. */
  readonly endpoints: () => readonly Endpoint[];
  readonly nameOfNode: (id: NodeId) => string;
  readonly onEvent: (event: MetadataEvent) => void;
  /** Called after every change, also one that is no event, such as a new topic. */
  readonly onChange: () => void;
}

/**
 * Follows the metadata of a cluster through one of its nodes at a time, and tells what happens. When that node goes, or
 * can know nothing new any more, it goes on with another one, from where it was.
 */
export class MetadataFollower {
  private readonly options: FollowerOptions;
  /** What was told last. */
  readonly metadata: MetadataEvents;
  private readonly closing = new AbortController();
  private following: Promise<void> | undefined;
  private attempt: { readonly node: Endpoint; readonly abort: AbortController } | undefined;
  private changed: Deferred<void> = deferred();
  private offset: Offset = 0;

  constructor(options: FollowerOptions) {
    this.options = options;
    this.metadata = new MetadataEvents(options.nameOfNode);
  }

  /** Harmless when it follows already. */
  start(): void {
    this.following ??= this.follow();
  }

  /** To be called when nodes have come or gone, or the network between them has changed. */
  onNodesChanged(): void {
    const { changed, attempt } = this;
    this.changed = deferred();
    changed.resolve();
    if (attempt !== undefined && !this.options.endpoints().some((one) => one.port === attempt.node.port))
      attempt.abort.abort();
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.attempt?.abort.abort();
    this.changed.resolve();
    await this.following;
  }

  private async follow(): Promise<void> {
    const failed = new Set<number>();
    while (!this.closing.signal.aborted) {
      const { changed } = this;
      const node = this.options.endpoints().find(({ port }) => !failed.has(port));
      if (node === undefined) {
        // Every node was tried in vain: one that comes or is healed makes the next attempt worth while, or time does.
        failed.clear();
        const pause = new AbortController();
        await Promise.race([changed.promise, sleep(PAUSE_MS, undefined, { ref: false, signal: pause.signal })]);
        pause.abort();
        continue;
      }
      const hasAnswered = await this.followNode(node);
      if (hasAnswered) failed.clear();
      failed.add(node.port);
    }
  }

  /** Resolves when the node is lost, with whether it has said anything. */
  private async followNode(node: Endpoint): Promise<boolean> {
    const abort = new AbortController();
    this.attempt = { node, abort };
    let hasAnswered = false;
    try {
      for await (const change of this.options.view.watch(node, this.offset, abort.signal)) {
        hasAnswered = true;
        // A node that lags behind the one before tells what was told already; its controller may be news.
        const isOld = change.nextOffset <= this.offset;
        this.offset = Math.max(this.offset, change.nextOffset);
        for (const event of this.metadata.take(isOld ? { ...change, ...nothing } : change)) this.options.onEvent(event);
        this.options.onChange();
      }
    } catch {
      // Whatever ended it, another node is asked from the same offset.
    } finally {
      this.attempt = undefined;
    }
    return hasAnswered;
  }
}
