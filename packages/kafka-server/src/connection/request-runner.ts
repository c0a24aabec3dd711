import type { Bytes, Endpoint, Millis } from '@drave/base';
import type { Principal } from '@drave/base/access';
import type { MemoryLease } from '@drave/broker';
import type { SaslSession } from '../sasl/sasl-session.js';
import type { Prologue } from './frame-cutter.js';
import type { RequestTimes } from './request-times.js';

/** What a connection asks of the protocol above it; it knows no request by itself. */
export interface RequestRunner {
  /** What a request of this kind and size holds in all while it is worked on. */
  memoryEstimate(prologue: Prologue): Bytes;
  /**
   * Starts the request at once; whatever fixes its order has happened when this returns. Never rejects but with a
   * broken promise of our own code.
   */
  run(request: ReceivedRequest): Promise<Answer>;
}

export interface ReceivedRequest {
  /** Key, version, correlation id, client id, body. Owned by the request from here on. */
  readonly frame: Buffer;
  readonly connection: ConnectionFacts;
  readonly memory: MemoryLease;
  /** The runner says when it began and when it had the answer, and for whom. */
  readonly times: RequestTimes;
}

/** Who is at the other end. */
export interface ConnectionFacts {
  readonly id: number;
  /** Kafka's listener name. */
  readonly listener: string;
  readonly remote: Endpoint;
  /** Of the certificate; on a listener with SASL whom the client has proved to be, and nobody before. */
  principal: Principal;
  /** Undefined on a listener without SASL. */
  readonly sasl: SaslSession | undefined;
  /** Aborted when the connection is gone: no client waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The client's software as it told it with ApiVersions (KIP-511); '' before. */
  software: { readonly name: string; readonly version: string };
}

export type Answer =
  | {
      readonly kind: 'send';
      /** A whole frame with its length, to be written back to back. */
      readonly parts: readonly Buffer[];
      readonly bytes: Bytes;
      /** The client was told to hold back for so long; nothing is read from it meanwhile (KIP-219). */
      readonly throttleMs: Millis;
      /** Why the connection ends after this; undefined when it goes on. */
      readonly endReason?: string;
      /** What the parts say, for those who watch requests. */
      readonly response?: unknown;
    }
  /** A request that is not answered: produce with acks=0. */
  | { readonly kind: 'nothing'; readonly throttleMs: Millis }
  /** The client has broken the protocol, or can be told of a failure in no other way. */
  | { readonly kind: 'close'; readonly reason: string };
