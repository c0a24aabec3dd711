import { assert, type Millis } from '@drave/base';

/** What happens to what one party sends to another. */
export interface FlowFaults {
  /** Nothing arrives until this is over; what was sent meanwhile arrives then. */
  readonly cut: boolean;
  /** Connections that the sender has opened to the receiver are reset, and new ones as well. */
  readonly reset: boolean;
  readonly latencyMs: Millis;
  /** What is sent takes up to so much longer, by chance. */
  readonly jitterMs: Millis;
  /** Shared by all connections; undefined for as much as the machine can. */
  readonly bytesPerSecond: number | undefined;
  /** The share of pieces, from 0 to below 1, that are lost and must be sent again. */
  readonly lossShare: number;
}

export const noFaults: FlowFaults = {
  cut: false,
  reset: false,
  latencyMs: 0,
  jitterMs: 0,
  bytesPerSecond: undefined,
  lossShare: 0,
};

/** TCP waits at least so long before it sends a piece again, and twice as long each further time. */
const RETRANSMISSION_MS: Millis = 200;
/** TCP waits so long before it asks for a connection again. */
const HANDSHAKE_RETRANSMISSION_MS: Millis = 1_000;
/** A piece that was lost so often arrives. */
const LOSSES_MAX = 6;

/**
 * One direction between two parties of a network: everything that one sends to the other, over all connections between
 * them, whoever opened them. It says when what is sent now arrives; its faults may change at any time.
 */
export class Flow {
  private current: FlowFaults = noFaults;
  private readonly chance: () => number;
  private readonly listeners = new Set<() => void>();
  /** When the last byte that was sent has left, at the rate of the flow. */
  private idleFromMs: Millis = 0;

  /** `chance` gives numbers from 0 to below 1. */
  constructor(chance: () => number) {
    this.chance = chance;
  }

  get faults(): FlowFaults {
    return this.current;
  }

  set faults(faults: FlowFaults) {
    assert(faults.lossShare >= 0 && faults.lossShare < 1, 'a share of pieces is lost, not all of them');
    this.current = faults;
    this.idleFromMs = 0;
    for (const listener of this.listeners) listener();
  }

  /** Calls `listener` after every change of the faults. Returns what ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** When a piece that is sent now arrives, if the flow is not cut. */
  arrivalMs(bytes: number, nowMs: Millis): Millis {
    const { latencyMs, jitterMs, bytesPerSecond } = this.current;
    let leftMs = nowMs;
    if (bytesPerSecond !== undefined) {
      leftMs = Math.max(nowMs, this.idleFromMs) + (bytes / bytesPerSecond) * 1_000;
      this.idleFromMs = leftMs;
    }
    return leftMs + latencyMs + (jitterMs > 0 ? jitterMs * this.chance() : 0) + this.lossMs(RETRANSMISSION_MS);
  }

  /** How long one half of opening a connection takes. */
  handshakeMs(): Millis {
    return this.current.latencyMs + this.lossMs(HANDSHAKE_RETRANSMISSION_MS);
  }

  private lossMs(firstMs: Millis): Millis {
    const { lossShare } = this.current;
    if (lossShare === 0) return 0;
    let lostMs = 0;
    for (let losses = 0; losses < LOSSES_MAX && this.chance() < lossShare; losses += 1) lostMs += firstMs * 2 ** losses;
    return lostMs;
  }
}
