import { assert } from '@drave/base';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Bounds of a Kafka listener that no configuration key of Kafka's names. */
export const listenerLimits = {
  /** Requests of one connection under way at a time; beyond that nothing more is read from it. */
  inFlightRequestsMax: 64,
  /** Finished answers that one connection holds unsent before nothing more is read from it. */
  unsentBytesMax: 4 * MIB,
  /** What one write hands to the network; a larger answer goes in several, so that its progress shows. */
  writeBytesMax: 1 * MIB,
  /** Requests up to this size have a pool of their own, so that heartbeats never wait behind produced megabytes. */
  smallRequestBytesMax: 64 * KIB,
  smallPoolBytesMax: 32 * MIB,
  /** Large requests of clients that have not authenticated; for their tokens, which are small, it is plenty. */
  unprovenPoolBytesMax: 16 * MIB,
  /** So many of them wait for that memory; each holds what it has sent so far, and further ones are closed. */
  unprovenWaitingMax: 64,
  /** Bytes of answers that wait to be sent, of all connections; beyond that fetches wait. */
  answerBytesMax: 256 * MIB,
  /** Time in one turn of the event loop for requests of all connections. */
  turnMsMax: 4,
  /** A request that has begun must go on arriving, or its memory is wanted elsewhere. */
  stalledReadMsMax: 30_000,
  /** The same while others wait for that memory. */
  stalledReadWantedMsMax: 2_000,
  /** How fast a request must arrive while others wait for its memory: a drop now and then is no progress. */
  wantedBytesPerMsMin: 64,
  /** A client that takes nothing for so long is gone, whatever TCP thinks. */
  stalledWriteMsMax: 60_000,
  /** The same while others wait for the memory of its answers. */
  stalledWriteWantedMsMax: 5_000,
  /** Nothing is read from a client that has used too much for so long at most. */
  mutedMsMax: 600_000,
  /** Connections beyond the rate of their address that are kept for a while before they are closed. */
  heldConnectionsMax: 1_000,
  /** Connections that wait because they come faster than they may; more would wait longer than a client does. */
  waitingConnectionsMax: 1_000,
  /** A client that has ended its side is given its last answers for so long. */
  halfClosedMsMax: 30_000,
  /** A client of a listener with SASL that has not authenticated in so long holds a place that others may want. */
  authenticationMsMax: 60_000,
  /** Of what a client has said, the log is told so many characters. */
  loggedLengthMax: 500,
  /** The time between two looks for idle, stalled and half-closed connections. */
  sweepIntervalMs: 1_000,
} as const;

assert(listenerLimits.writeBytesMax <= listenerLimits.unsentBytesMax, 'what is written is unsent before');
assert(listenerLimits.smallRequestBytesMax < listenerLimits.smallPoolBytesMax, 'small requests fit their pool');
