import type { Endpoint, Epoch, IncarnationId, Millis, NodeId, Offset } from '@drave/base';
import type { BrokerRegistration } from '@drave/metadata';
import type { QuorumStatus } from '@drave/raft';

/** What the controller needs of the quorum; `RaftNode` is one. */
export interface RaftPort {
  /**
   * Appends each payload as one entry, if this node leads `epoch`; offsets are assigned at once, `committed` settles
   * later.
   * @throws DraveError NOT_CONTROLLER, MESSAGE_TOO_LARGE, THROTTLING_QUOTA_EXCEEDED: nothing was appended.
   */
  propose(
    epoch: Epoch,
    payloads: readonly Uint8Array[],
  ): { readonly firstOffset: Offset; readonly lastOffset: Offset; readonly committed: Promise<void> };
  /**
   * Resolves with an exclusive offset: a state machine that has applied everything below it reflects every write
   * acknowledged before.
   */
  readBarrier(deadlineMs: Millis): Promise<Offset>;
  resign(epoch: Epoch): void;
  status(): QuorumStatus;
  /** What this member adds to its timeouts now, because it or others are slow; 0 when all is well. */
  patienceExtraMs(): Millis;
}

/** What a broker said when the active controller called it back after its connection broke. */
export type DialBackOutcome =
  /** Nobody listens on its port: the process is gone. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'answered'; readonly incarnationId: IncarnationId }
  /** A timeout or anything else that proves nothing. */
  | { readonly kind: 'unknown' };

/** Calls a broker back; it never rejects. */
export interface DialBackPort {
  dial(broker: BrokerRegistration, timeoutMs: Millis): Promise<DialBackOutcome>;
}

/** Where the active controller is, as far as this node knows. */
export interface ControllerAddress {
  readonly nodeId: NodeId;
  readonly endpoint: Endpoint;
}

/** How a node that is not the active controller hands it an admin command. Implemented in `services`. */
export interface ControllerClientPort {
  /**
   * Resolves with what `Gateway.serveForwarded` gave. Rejects with the DraveError that the controller gave, or with the
   * reason of `signal`.
   */
  forward(
    controller: ControllerAddress,
    request: ForwardedCommand,
    timeoutMs: Millis,
    signal: AbortSignal,
  ): Promise<Uint8Array>;
}

export interface ForwardedCommand {
  readonly principal: string;
  readonly clientId: string;
  /** The command, as `encodeCommand` made it. */
  readonly command: Uint8Array;
}
