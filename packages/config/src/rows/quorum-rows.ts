import type { ConfigOf } from '../row.js';
import { int, long, rows } from '../notation.js';
import { HOUR_MS, MIB } from './units.js';

/** The controller quorum and its metadata log. */
// biome-ignore format: what a row says in words has a line of its own.
export const quorumRows = rows({
  'controller.quorum.election.backoff.max.ms': int({ scope: 'file', default: 1000, min: 1,
    doc: 'Accepted and without effect: a losing candidate waits for its election timeout, which has a random part.' }),
  'controller.quorum.election.timeout.ms': int({ scope: 'file', default: 1000, min: 1,
    doc: 'A candidate without a majority after this time (plus up to as much again, at random) starts a new election.' }),
  'controller.quorum.fetch.timeout.ms': int({ scope: 'file', default: 2000, min: 1,
    doc: 'A voter that hears nothing from the leader for so long becomes a candidate; a leader that no majority fetches from for so long resigns.' }),
  'controller.quorum.request.timeout.ms': int({ scope: 'file', default: 2000, min: 1,
    doc: 'How long a quorum member waits for an answer.' }),
  'controller.quorum.retry.backoff.ms': int({ scope: 'file', default: 20, min: 0,
    doc: 'How long a quorum member waits after a failed request before it sends it again.' }),
  'metadata.log.max.record.bytes.between.snapshots': long({ scope: 'file', default: 20 * MIB, min: 1,
    doc: 'A metadata snapshot is cut after this many bytes of new records.' }),
  'metadata.log.max.snapshot.interval.ms': long({ scope: 'file', default: HOUR_MS, min: 0,
    doc: 'A metadata snapshot is cut at least this often while there is something new; 0 turns that off.' }),
  'metadata.max.idle.interval.ms': int({ scope: 'file', default: 500, min: 0,
    doc: 'Accepted and without effect: an idle controller writes nothing, and every fetch of a voter tells how far the log goes.' }),
});

export type QuorumConfig = ConfigOf<typeof quorumRows>;
