import type { Bytes, ErrorCode, Millis } from '@drave/base';

/** When a rule applies: it skips the first `after` matches (default 0) and ends after `count` (default: never). */
interface RuleWindow {
  readonly after?: number;
  readonly count?: number;
}

/** Which paths: those that contain a text, those of a directory and below it; by default every path. */
export interface RulePlace {
  readonly pathContains?: string;
  readonly directory?: string;
}

/** A rule is plain data, so that a control service can carry it. */
export type FaultRule = RuleWindow &
  (
    | (RulePlace & {
        readonly target: 'disk';
        readonly operation: 'open' | 'read' | 'write' | 'sync' | 'name' | 'any';
        readonly fault: DiskFault;
      })
    | (RulePlace & {
        readonly target: 'store';
        readonly operation: 'open' | 'read' | 'batch' | 'any';
        readonly fault: StoreFault;
      })
    /**
     * The disk of this directory holds so much more than it does when the rule is added, and no more. What is removed
     * makes room again.
     */
    | { readonly target: 'space'; readonly directory: string; readonly afterBytes: Bytes }
    | {
        readonly target: 'network';
        /** The direction as this node sees it; 'both' is the default. */
        readonly direction?: 'in' | 'out' | 'both';
        /** Only this peer; by default every peer. */
        readonly remoteHost?: string;
        readonly remotePort?: number;
        readonly fault: NetworkFault;
      }
    | {
        readonly target: 'clock';
        /** How far the wall clock is ahead, or behind when below 0. */
        readonly wallOffsetMs: Millis;
        /** How much it gains from then on, in millionths. */
        readonly driftPpm?: number;
      }
    | {
        readonly target: 'api';
        /** Its name in Kafka's protocol: Produce. */
        readonly api: string;
        /** Only requests about this topic, or this partition of it. */
        readonly topic?: string;
        readonly partition?: number;
        readonly fault: ApiFault;
      }
    | {
        readonly target: 'method';
        /** Of gRPC, as service and method: DataService/Produce, with or without the package in front. */
        readonly method: string;
        readonly fault: ApiFault;
      }
  );

export type DiskFault =
  | { readonly kind: 'error'; readonly errno: 'EIO' | 'ENOSPC' }
  | { readonly kind: 'slow'; readonly delayMs: Millis }
  /** A write that does only this fraction of its bytes, then fails with EIO. */
  | { readonly kind: 'shortWrite'; readonly fraction: number }
  /** A read in which this share of the reads has one bit wrong. */
  | { readonly kind: 'flipBits'; readonly share: number }
  | { readonly kind: 'hang' };

type StoreFault = Exclude<DiskFault, { readonly kind: 'shortWrite' | 'flipBits' }>;

type NetworkFault =
  | { readonly kind: 'delay'; readonly delayMs: Millis }
  /** Connections are dropped, new ones refused. */
  | { readonly kind: 'cut' }
  /** Nothing passes in this direction until the rule is removed; then what waited does. */
  | { readonly kind: 'silent' };

/** What happens to a request of a client, be it of Kafka's protocol or a message to a gRPC method. */
export type ApiFault =
  /** It is not carried out, and answered with this error. */
  | { readonly kind: 'error'; readonly code: ErrorCode }
  /** It is carried out so much later. */
  | { readonly kind: 'delay'; readonly delayMs: Millis }
  /** It is not carried out, and never answered; its connection, or its call in gRPC, ends when the fault does. */
  | { readonly kind: 'drop' }
  /** It is not carried out, and its connection ends. */
  | { readonly kind: 'disconnect' };

export type RuleOf<Target extends FaultRule['target']> = Extract<FaultRule, { readonly target: Target }>;
