import type { ClusterSeedResult } from '@drave/simulator';

/** What the page asks of the worker: one run of the cluster seed, as `drave-simulate cluster --from` makes it. */
export interface SeedRequest {
  readonly kind: 'seed';
  /** A whole number from 0. */
  readonly seed: number;
}

export type WorkerMessage =
  | { readonly kind: 'ended'; readonly result: ClusterSeedResult }
  /** The seed has failed: what the simulator has to say of it. */
  | { readonly kind: 'failed'; readonly report: string };
