import type { ClusterSeedResult } from '@drave/simulator';
import type { Action } from '../run/action.js';
import type { Frame } from '../run/frame.js';
import type { TourPlace } from '../run/tours/guide.js';

/** What is to run. */
export type RunRequest =
  | {
      readonly kind: 'playground';
      readonly seed: number;
      /** The name of a tour. */
      readonly tour: string | undefined;
      /** As `readActions` takes them. */
      readonly clicks: string;
    }
  /** A run of the simulator, as `drave-simulate cluster --from` makes it. */
  | { readonly kind: 'cluster'; readonly seed: number; readonly focus: string | undefined };

/** What the page asks of the worker; `begin` comes first, and once. */
export type PageMessage =
  | { readonly kind: 'begin'; readonly run: RunRequest; readonly speed: number; readonly playing: boolean }
  | { readonly kind: 'play' | 'pause' | 'step' | 'proceed' }
  /** Virtual ms for each ms of the viewer's. */
  | { readonly kind: 'speed'; readonly speed: number }
  | { readonly kind: 'click'; readonly action: Action };

export type WorkerMessage =
  | { readonly kind: 'view'; readonly view: View }
  /** A cluster seed has passed. */
  | { readonly kind: 'ended'; readonly result: ClusterSeedResult }
  /** What the simulator has to say of a seed that has failed, or why nothing can run. */
  | { readonly kind: 'failed'; readonly report: string };

/** What is seen now. */
export interface View {
  readonly frame: Frame;
  /** Between two events, time passes too. */
  readonly shownMs: number;
  readonly isPlaying: boolean;
  /** The clicks so far and those that are still to be replayed, as they stand in an address. */
  readonly clicks: string;
  readonly tour: TourView | undefined;
  /** What has happened since the view before, in words. */
  readonly news: readonly string[];
}

export interface TourView extends TourPlace {
  /** Of the tour. */
  readonly name: string;
  /** Of the step. */
  readonly title: string;
  readonly text: string;
  readonly steps: number;
  /** How fast the step is best watched. */
  readonly speed: number;
}
