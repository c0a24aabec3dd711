import type { Millis } from '@drave/base';

/** When a rule applies: it skips the first `after` matches (default 0) and ends after `count` (default: never). */
interface RuleWindow {
  readonly after?: number;
  readonly count?: number;
}

/** A rule is plain data, so that a control service can carry it. */
export type FaultRule = RuleWindow &
  (
    | {
        readonly target: 'disk';
        readonly operation: 'open' | 'read' | 'write' | 'sync' | 'name' | 'any';
        /** Only paths that contain this; by default every path. */
        readonly pathContains?: string;
        readonly fault: DiskFault;
      }
    | {
        readonly target: 'store';
        readonly operation: 'open' | 'read' | 'batch' | 'any';
        readonly pathContains?: string;
        readonly fault: StoreFault;
      }
    | {
        readonly target: 'network';
        /** The direction as this node sees it; 'both' is the default. */
        readonly direction?: 'in' | 'out' | 'both';
        /** Only this peer; by default every peer. */
        readonly remoteHost?: string;
        readonly remotePort?: number;
        readonly fault: NetworkFault;
      }
    | { readonly target: 'clock'; readonly wallOffsetMs: Millis }
  );

export type DiskFault =
  | { readonly kind: 'error'; readonly errno: 'EIO' | 'ENOSPC' }
  | { readonly kind: 'slow'; readonly delayMs: Millis }
  /** A write that does only this fraction of its bytes, then fails with EIO. */
  | { readonly kind: 'shortWrite'; readonly fraction: number }
  | { readonly kind: 'hang' };

type StoreFault = Exclude<DiskFault, { readonly kind: 'shortWrite' }>;

type NetworkFault =
  | { readonly kind: 'delay'; readonly delayMs: Millis }
  /** Connections are dropped, new ones refused. */
  | { readonly kind: 'cut' }
  /** Nothing passes in this direction until the rule is removed; then what waited does. */
  | { readonly kind: 'silent' };

export type RuleOf<Target extends FaultRule['target']> = Extract<FaultRule, { readonly target: Target }>;
