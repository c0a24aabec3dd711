import { DraveError, isDraveError, unreachable } from '@drave/base';
import type { Env } from '@drave/env';
import type { OutwardEffect, RaftEffect, RaftEvent } from '../core/events.js';
import type { LogEntry, RaftResponse } from '../messages.js';
import type { RaftTransportPort } from '../ports.js';
import type { RaftStore } from '../store/raft-store.js';
import type { LeadershipState } from '../types.js';
import type { Delivery } from './delivery.js';
import { Refusals } from './refusals.js';
import type { PendingProposals, PendingRequests } from './pending.js';
import type { StorageLane } from './storage-lane.js';

interface EffectTargets {
  readonly env: Env;
  readonly transport: RaftTransportPort;
  readonly store: RaftStore;
  readonly lane: StorageLane;
  readonly deliveries: readonly Delivery[];
  readonly responses: PendingRequests<RaftResponse>;
  readonly reads: PendingRequests<number>;
  readonly proposals: PendingProposals;
  readonly onLeadership: (state: LeadershipState) => void;
  enqueue(event: RaftEvent): void;
  /** The log's generation now. */
  generation(): number;
  leaderHint(): { readonly leaderId?: number; readonly leaderEndpoint?: string };
  onFatal(error: DraveError): void;
}

/**
 * Carries out what the core decided. Effects of one step run in order, and those of a later step never overtake them.
 */
export class EffectRunner {
  private readonly targets: EffectTargets;
  private queue: RaftEffect[] = [];
  private running = false;
  private readonly refusals: Refusals;
  /** Requests under way; `close` waits for an EndQuorumEpoch among them. */
  readonly sends = new Set<Promise<void>>();

  constructor(targets: EffectTargets) {
    this.targets = targets;
    this.refusals = new Refusals(targets.env.logger);
  }

  run(effects: readonly RaftEffect[]): void {
    this.queue.push(...effects);
    if (this.running) return;
    this.running = true;
    for (let effect = this.queue.shift(); effect !== undefined; effect = this.queue.shift()) this.carryOut(effect);
    this.running = false;
  }

  private carryOut(effect: RaftEffect): void {
    const { targets } = this;
    switch (effect.kind) {
      case 'send':
        return this.send(effect);
      case 'respond':
        return targets.responses.resolve(effect.requestId, effect.response);
      case 'respondEntries':
        return this.respondEntries(effect);
      case 'respondSnapshotChunk':
        return this.respondSnapshotChunk(effect);
      case 'save':
      case 'barrier':
      case 'append':
      case 'truncate':
      case 'flush':
      case 'storeChunk':
      case 'discardSnapshot':
      case 'installSnapshot':
        return targets.lane.push(effect);
      case 'listen':
        // Timers run before the sockets are read in a turn of the event loop, and what waits for the next turn after.
        void targets.env.timers.yieldTurn().then(() => targets.enqueue({ kind: 'listened' }));
        return;
      case 'commit':
        targets.proposals.onCommit(effect.highWatermark);
        for (const delivery of targets.deliveries) delivery.onCommit(effect.highWatermark);
        return;
      case 'leadership':
        return this.onLeadership(effect.state);
      case 'readable':
        return targets.reads.resolve(effect.requestId, effect.offset);
      case 'unreadable': {
        const { code, message } = effect.refusal;
        return targets.reads.reject(effect.requestId, new DraveError(code, message, targets.leaderHint()));
      }
      case 'log':
        return targets.env.logger[effect.level]({}, effect.message);
      case 'fatal':
        // What the step asked for besides must not happen any more.
        this.queue = [];
        return targets.onFatal(new DraveError(effect.code, effect.message));
      default:
        return unreachable(effect);
    }
  }

  private onLeadership(state: LeadershipState): void {
    if (state.kind !== 'leader') this.targets.proposals.onLeadershipLost('leadership ended');
    this.targets.onLeadership(state);
    for (const delivery of this.targets.deliveries) delivery.onLeadership(state);
  }

  private send(effect: Extract<OutwardEffect, { kind: 'send' }>): void {
    const { callId, request } = effect;
    const { enqueue, transport } = this.targets;
    const sent = transport.send(effect.to, request, effect.deadlineMs).then(
      (response) => {
        this.refusals.onAnswer(effect.to);
        if (response.kind === request.kind) enqueue({ kind: 'response', callId, response });
        else enqueue({ kind: 'callFailed', callId, evidence: false });
      },
      (reason: unknown) => {
        this.refusals.onFailure(effect.to, reason);
        enqueue({ kind: 'callFailed', callId, evidence: isDraveError(reason, 'NETWORK_EXCEPTION') });
      },
    );
    this.sends.add(sent);
    void sent.then(() => this.sends.delete(sent));
  }

  private respondEntries(effect: Extract<OutwardEffect, { kind: 'respondEntries' }>): void {
    const { store, onFatal } = this.targets;
    const cached = store.log.readCached(effect.from, effect.upTo, effect.bytesMax);
    if (cached !== undefined) return this.finishEntries(effect, cached);
    store.log.read(effect.from, effect.upTo, effect.bytesMax).then(
      (entries) => this.finishEntries(effect, entries),
      (reason: unknown) => onFatal(DraveError.from(reason)),
    );
  }

  private finishEntries(
    effect: Extract<OutwardEffect, { kind: 'respondEntries' }>,
    entries: readonly LogEntry[] | undefined,
  ): void {
    const { requestId, highWatermark, logStartOffset } = effect;
    const { responses } = this.targets;
    // The log was cut, or leadership ended, while it was read: these may be other entries than the header promises.
    const stale = effect.generation !== this.targets.generation();
    const header = stale
      ? { ...effect.header, error: 'NOT_LEADER_OR_FOLLOWER' as const, message: 'leadership ended', leaderId: undefined }
      : entries === undefined
        ? {
            ...effect.header,
            error: 'OFFSET_OUT_OF_RANGE' as const,
            message: 'a snapshot has just replaced these entries',
          }
        : effect.header;
    const result = { kind: 'entries', entries: stale ? [] : (entries ?? []) } as const;
    responses.resolve(requestId, { kind: 'fetch', ...header, highWatermark, logStartOffset, result });
  }

  private respondSnapshotChunk(effect: Extract<OutwardEffect, { kind: 'respondSnapshotChunk' }>): void {
    const { requestId, snapshotId, position, header } = effect;
    const { store, responses } = this.targets;
    const stored = store.snapshots.find(snapshotId);
    const refuse = (error: DraveError): void =>
      responses.resolve(requestId, {
        kind: 'fetchSnapshot',
        ...header,
        error: error.code,
        message: error.message,
        snapshotId,
        position,
        totalBytes: 0,
        totalCrc: 0,
        voters: [],
        bytes: new Uint8Array(0),
      });
    if (stored === undefined) return refuse(new DraveError('SNAPSHOT_NOT_FOUND'));
    if (position > stored.totalBytes) return refuse(new DraveError('POSITION_OUT_OF_RANGE'));
    const { totalBytes, totalCrc, voters } = stored;
    store.snapshots.read(snapshotId, position, effect.bytesMax).then(
      (bytes) =>
        responses.resolve(requestId, {
          kind: 'fetchSnapshot',
          ...header,
          snapshotId,
          position,
          totalBytes,
          totalCrc,
          voters,
          bytes,
        }),
      (reason: unknown) => {
        const error = DraveError.from(reason);
        refuse(error);
        if (error.code !== 'SNAPSHOT_NOT_FOUND') this.targets.onFatal(error);
      },
    );
  }
}
