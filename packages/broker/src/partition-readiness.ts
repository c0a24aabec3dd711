import { limits, type LeaderEpoch, type Millis, type NodeId } from '@drave/base';
import type { Clock } from '@drave/env';
import type { MetadataImage } from '@drave/metadata';
import type { ReplicaManager } from '@drave/replica';
import type { MetadataCatchUp } from './metadata-catch-up.js';
import type { PartitionRef } from './requests.js';
import { resolvePartition } from './resolve.js';

interface AskedPartition extends PartitionRef {
  /** The leader epoch that the client knows. */
  readonly currentLeaderEpoch?: LeaderEpoch | undefined;
}

type Readiness =
  /** There is nothing to wait for; whether the request is in order is another matter. */
  | { readonly kind: 'ready' }
  /** The partition is not in this broker's image, or newer than what the image says of it. */
  | { readonly kind: 'unknown' }
  /** This broker is about to lead it. */
  | { readonly kind: 'takingLead'; readonly wait: (deadlineMs: Millis) => Promise<void> };

interface PartitionReadinessOptions {
  readonly nodeId: NodeId;
  readonly clock: Clock;
  readonly replicas: Pick<ReplicaManager, 'isTakingLead' | 'whenLeadTaken'>;
  readonly image: () => MetadataImage;
  readonly catchUp: Pick<MetadataCatchUp, 'run'>;
}

/**
 * A client may know of a partition before the broker that leads it: the topic was acknowledged elsewhere and the image
 * here is behind, or the log is still being opened. Its request waits for that instead of being refused.
 */
export class PartitionReadiness {
  private readonly options: PartitionReadinessOptions;

  constructor(options: PartitionReadinessOptions) {
    this.options = options;
  }

  isReady(asked: AskedPartition): boolean {
    return this.look(asked).kind === 'ready';
  }

  /** Undefined when nothing is to be waited for. Resolves when everything is ready, or the time is up. */
  whenReady(asked: readonly AskedPartition[], deadlineMs: Millis): Promise<void> | undefined {
    const unready = asked.filter((one) => !this.isReady(one));
    return unready.length === 0 ? undefined : this.await(unready, deadlineMs);
  }

  /** For requests that say nothing of how long they may take. */
  whenReadySoon(asked: readonly AskedPartition[], deadlineMs: Millis): Promise<void> | undefined {
    return this.whenReady(asked, Math.min(deadlineMs, this.options.clock.monotonicMs() + limits.leadWaitMsMax));
  }

  private async await(asked: readonly AskedPartition[], deadlineMs: Millis): Promise<void> {
    if (asked.some((one) => this.look(one).kind === 'unknown')) await this.options.catchUp.run();
    // What is still unknown does not exist.
    for (const one of asked) {
      for (let found = this.look(one); found.kind === 'takingLead'; found = this.look(one)) {
        if (this.options.clock.monotonicMs() >= deadlineMs) return;
        await found.wait(deadlineMs);
      }
    }
  }

  private look({ currentLeaderEpoch = -1, ...ref }: AskedPartition): Readiness {
    const { image, replicas } = this.options;
    const resolved = resolvePartition(image(), ref);
    if (resolved.kind === 'failed') return MAY_BE_NEWER.has(resolved.failure.code) ? UNKNOWN : READY;
    const { topic, registration } = resolved;
    if (currentLeaderEpoch > registration.leaderEpoch) return UNKNOWN;
    if (!replicas.isTakingLead(topic.id, registration.index)) return READY;
    return {
      kind: 'takingLead',
      wait: (deadlineMs) => replicas.whenLeadTaken(topic.id, registration.index, deadlineMs),
    };
  }
}

const MAY_BE_NEWER: ReadonlySet<string> = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID']);
const READY: Readiness = { kind: 'ready' };
const UNKNOWN: Readiness = { kind: 'unknown' };
