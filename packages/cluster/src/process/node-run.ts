import type { DraveError, Millis } from '@drave/base';
import type { NodeState } from '../options.js';
import type { ReadyLine } from './ready-line.js';

/** How a run of a node ended; neither is known of one that could not begin. */
export interface NodeExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/**
 * One run of one node, from its start to its end, in whatever way it is run. A run that has ended is not used again:
 * the next start of the same node is another run.
 */
export interface NodeRun {
  /** `starting` until `ready` resolves; `down` for good once it has ended. */
  readonly state: NodeState;
  /** Undefined where the node has no process of its own. */
  readonly processId: number | undefined;
  /** Resolves when nothing of the run is left, for whatever reason; never rejects. */
  readonly exited: Promise<NodeExit>;
  /** The last lines the node printed or logged. */
  readonly lastLines: readonly string[];
  /** How the verbs are carried out, as the timeline tells it. */
  readonly words: RunWords;
  /**
   * Resolves when every listener is bound; without `timeoutMs` there is no limit. @throws DraveError when the run ends
   * or the time passes first; the message ends with the last lines.
   */
  ready(timeoutMs: Millis | undefined): Promise<ReadyLine>;
  /**
   * From now on the node does nothing. Resolves when nothing of it is left, and its ports and files are free.
   * @throws DraveError INVALID_REQUEST, with the node untouched, when its disk does not tell what is not synced.
   */
  kill(options?: CrashOptions): Promise<NodeExit>;
  /** A controlled shutdown. @throws DraveError REQUEST_TIMED_OUT when it takes longer; the node still runs then. */
  stop(timeoutMs: Millis): Promise<NodeExit>;
  /** The node does nothing until `resume`, and its connections stay open. */
  pause(): void;
  resume(): void;
  /**
   * Resolves when exactly the faults that the node was ordered are in force, or it has ended.
   * @throws DraveError INVALID_REQUEST for faults that the node cannot have.
   */
  applyFaults(): Promise<void>;
  /** The error for a caller that counted on this run, which has ended. */
  endedError(): DraveError;
}

export interface CrashOptions {
  /** What the node has not synced may be gone, as after a power loss. */
  readonly loseUnsynced?: boolean;
}

/** What the timeline says of each verb: a signal, for example. */
export interface RunWords {
  readonly ready: string;
  readonly kill: string;
  readonly stop: string;
  readonly pause: string;
  readonly resume: string;
}
