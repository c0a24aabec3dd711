/** What is seen of a run at one instant: plain values, which cross from the worker to the page. */
export interface Frame {
  /** Virtual time since the start. */
  readonly nowMs: number;
  /** How many events have run; with the seed and what was clicked, it names an instant of a run. */
  readonly events: number;
  readonly nodes: readonly NodeFrame[];
  /** The partition that is shown; undefined until it exists. */
  readonly partition: PartitionFrame | undefined;
  readonly clients: readonly ClientFrame[];
  /** Links that carry nothing, each by its two ends. */
  readonly cuts: readonly (readonly [string, string])[];
  /** On their way at this instant. */
  readonly messages: readonly MessageFrame[];
}

/** `starting` reads what is stored; `paused` is alive and does nothing. */
export type ProcessState = 'up' | 'starting' | 'paused' | 'down';

export interface NodeFrame {
  readonly name: string;
  readonly kind: 'controller' | 'broker';
  readonly process: ProcessState;
  /** Of the metadata log; of a process that is down, what was seen last. */
  readonly quorum: QuorumFrame | undefined;
  /** Of the partition that is shown, on brokers that hold it; as above. */
  readonly replica: ReplicaFrame | undefined;
}

export interface QuorumFrame {
  /** As Raft names it: `follower`, `prospective`, `candidate`, `leader`, `observer` and others. */
  readonly role: string;
  readonly epoch: number;
  readonly votedFor: string | undefined;
  readonly log: LogFrame;
}

export interface ReplicaFrame {
  /** `leader`, `follower`, `idle` or `offline`. */
  readonly role: string;
  readonly leaderEpoch: number;
  readonly log: LogFrame;
}

/** Ends are exclusive. */
export interface LogFrame {
  readonly startOffset: number;
  readonly endOffset: number;
  /** The high watermark, as far as this node knows it. */
  readonly highWatermark: number;
  /** Which epoch has written what, oldest first, without gaps. */
  readonly epochs: readonly EpochSpan[];
}

export interface EpochSpan {
  readonly epoch: number;
  readonly startOffset: number;
  readonly endOffset: number;
}

export interface PartitionFrame {
  readonly name: string;
  readonly leader: string | undefined;
  readonly leaderEpoch: number;
  readonly replicas: readonly string[];
  readonly isr: readonly string[];
  /** Eligible leader replicas (KIP-966). */
  readonly elr: readonly string[];
  readonly minInsyncReplicas: number;
}

export interface ClientFrame {
  readonly name: string;
  readonly kind: 'producer' | 'consumer' | 'transactional producer';
  readonly process: ProcessState;
  /** Of a producer: sent and not answered yet. */
  readonly pending: number;
  /** Of a producer: acknowledged records, or committed transactions. Of a consumer: records that it was given. */
  readonly done: number;
  /** Acknowledged records that the leader of now does not have. */
  readonly lost: number;
  /** A newer producer has its transactional id. */
  readonly fenced: boolean;
  /** The last error that it was told. */
  readonly error: string | undefined;
}

export interface MessageFrame {
  readonly from: string;
  readonly to: string;
  readonly sentMs: number;
  readonly arrivalMs: number;
}

export function nodeOf(frame: Frame, name: string | undefined): NodeFrame | undefined {
  return frame.nodes.find((node) => node.name === name);
}

/** The controller that leads in the newest epoch, among those that are up. */
export function quorumLeader({ nodes }: Frame): NodeFrame | undefined {
  let newest: NodeFrame | undefined;
  for (const node of nodes) {
    if (node.process !== 'up' || node.kind !== 'controller' || node.quorum?.role !== 'leader') continue;
    if (newest === undefined || node.quorum.epoch > (newest.quorum?.epoch ?? -1)) newest = node;
  }
  return newest;
}

export function epochAt({ epochs }: LogFrame, offset: number): number {
  return epochs.find(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset)?.epoch ?? -1;
}

/**
 * Whether the two logs hold the same up to the end of the shorter one: one epoch wrote each offset (Raft, log
 * matching).
 */
export function agrees(one: LogFrame, other: LogFrame): boolean {
  const endOffset = Math.min(one.endOffset, other.endOffset);
  if (endOffset === 0) return true;
  const startOffset = Math.max(one.startOffset, other.startOffset);
  return endOffset <= startOffset || epochAt(one, endOffset - 1) === epochAt(other, endOffset - 1);
}
