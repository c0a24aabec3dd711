import { crc32c } from '@drave/records';
import { SeededRandom } from '@drave/env/sim';
import { RaftCore } from '../../core/core.js';
import type { Instant, OutwardEffect, RaftEffect, RaftEvent } from '../../core/events.js';
import type { RaftRequest, RaftResponse } from '../../messages.js';
import { raftTimerProfiles } from '../../timers.js';
import type { ReplicaKey, Voter } from '../../types.js';
import { describeEntry } from './describe.js';
import { GoldenDisk } from './golden-disk.js';

/** What the node hands to the script's network. */
interface GoldenOutbox {
  request(from: number, to: number, callId: number, request: RaftRequest): void;
  response(from: number, requestId: number, response: RaftResponse): void;
  say(line: string): void;
}

/** One core with a disk, both moved by hand. */
export class GoldenNode {
  readonly nodeId: number;
  disk: GoldenDisk;
  core: RaftCore;
  alive = true;
  nowMs = 1_000;
  wallMs = 0;
  /** The script says when what has arrived was handed over; else there is nothing whenever the core asks. */
  listensByHand = false;
  private readonly mayVote: boolean;
  private readonly outbox: GoldenOutbox;
  private nextRequestId = 1;

  constructor(key: ReplicaKey, mayVote: boolean, voters: readonly Voter[], isForming: boolean, outbox: GoldenOutbox) {
    this.nodeId = key.nodeId;
    this.mayVote = mayVote;
    this.outbox = outbox;
    this.disk = new GoldenDisk(key, voters);
    this.core = this.boot();
    // Most scripts are about a quorum that has been there for a while, with the timeouts as they are configured.
    if (!isForming) this.core.state.detection.settle();
  }

  newRequestId(): number {
    return this.nextRequestId++;
  }

  step(event: RaftEvent): void {
    if (!this.alive) return;
    const before = this.core.state.role.kind;
    const effects = this.core.step(this.now(), event);
    this.report(before);
    this.carryOut(effects);
  }

  propose(epoch: number, payloads: readonly string[]): void {
    const bytes = payloads.map((payload) => Buffer.from(payload));
    const { outcome, effects } = this.core.propose(this.now(), epoch, bytes);
    if (outcome.kind === 'refused') this.say(`refused: ${outcome.refusal.code}`);
    else this.say(`appends [${outcome.firstOffset}, ${outcome.lastOffset}]`);
    this.carryOut(effects);
  }

  /** Writes what waits, at most `count` things. True when something was written. */
  flush(count = Number.POSITIVE_INFINITY): boolean {
    let written = 0;
    while (written < count) {
      const effect = this.disk.lane.shift();
      if (effect === undefined) break;
      written++;
      const event = this.disk.apply(effect);
      if (effect.kind === 'save')
        this.say(`saved epoch ${effect.state.epoch} vote ${effect.state.votedFor?.nodeId ?? '-'}`);
      if (effect.kind === 'installSnapshot')
        this.say(`installed snapshot ${effect.snapshotId.offset}-${effect.snapshotId.epoch}`);
      if (effect.kind === 'save' || effect.kind === 'barrier') {
        if (event !== undefined) this.step(event);
        this.carryOut(effect.afterDurable);
      } else if (event !== undefined) {
        this.step(event);
      }
    }
    return written > 0;
  }

  cutSnapshot(offset: number): void {
    const { state } = this.core;
    const id = { offset, epoch: state.log.epochBefore(offset) };
    const bytes = Buffer.from(`state below ${offset}`);
    const voters = state.voters.asOf(offset);
    const snapshot = { id, voters, totalBytes: bytes.length, totalCrc: crc32c(bytes), bytes };
    this.step(this.disk.addSnapshot(snapshot));
    this.say(`snapshot ${offset}-${id.epoch}, log starts at ${this.disk.start.offset}`);
  }

  crash(): void {
    this.alive = false;
    this.disk.crash();
  }

  restart(): void {
    this.alive = true;
    this.core = this.boot();
  }

  /** Forgets log and votes but keeps its directory id: what a lying disk would do. */
  wipe(): void {
    const voters = this.disk.snapshots[0]?.voters ?? [];
    this.disk = new GoldenDisk(this.disk.self, voters);
    this.restart();
  }

  /** Wipes the disk and formats it again as one of the first voters: what an unchanged configuration would do. */
  reformat(): void {
    this.wipe();
    this.disk.quorumState = { ...this.disk.quorumState, joining: true };
    this.restart();
  }

  replaceDisk(directoryId: string): void {
    this.disk = new GoldenDisk({ nodeId: this.nodeId, directoryId }, []);
    this.restart();
  }

  private boot(): RaftCore {
    const endpoint = { host: `n${this.nodeId}`, port: 9093 };
    return new RaftCore(
      {
        self: this.disk.self,
        clusterId: 'golden',
        mayVote: this.mayVote,
        endpoint,
        bootstrapServers: [1, 2, 3].map((nodeId) => ({ nodeId, endpoint: { host: `n${nodeId}`, port: 9093 } })),
        timers: raftTimerProfiles.local,
        random: new NoChance(0),
        features: [],
        fetchBytesMax: 1_000,
        snapshotChunkBytes: 10,
        uncommittedBytesMax: 1_000,
        mark: () => {},
      },
      this.disk.recovered(),
      this.now(),
    );
  }

  private carryOut(effects: readonly RaftEffect[]): void {
    for (const effect of effects) this.carryOutOne(effect);
    if (!this.disk.held) this.flush();
  }

  private carryOutOne(effect: RaftEffect): void {
    switch (effect.kind) {
      case 'send':
        return this.outbox.request(this.nodeId, effect.to.nodeId ?? -1, effect.callId, effect.request);
      case 'respond':
        return this.outbox.response(this.nodeId, effect.requestId, effect.response);
      case 'respondEntries':
        return this.respondEntries(effect);
      case 'respondSnapshotChunk':
        return this.respondChunk(effect);
      case 'commit':
        return this.say(`committed ${effect.highWatermark}`);
      case 'leadership':
        return;
      case 'readable':
        return this.say(`may read at ${effect.offset}`);
      case 'unreadable':
        return this.say(`may not read: ${effect.refusal.code}`);
      case 'log':
        return effect.level === 'debug' ? undefined : this.say(`${effect.level}: ${effect.message}`);
      case 'listen':
        if (!this.listensByHand) return this.step({ kind: 'listened' });
        return this.say('reads what has arrived');
      case 'fatal':
        this.alive = false;
        return this.say(`STOPS ${effect.code}: ${effect.message}`);
      case 'truncate':
        this.say(`truncates to ${effect.offset}`);
        this.disk.lane.push(effect);
        return;
      default:
        this.disk.lane.push(effect);
    }
  }

  private respondEntries(effect: Extract<OutwardEffect, { kind: 'respondEntries' }>): void {
    const { requestId, header, highWatermark, logStartOffset, from, upTo } = effect;
    const result = { kind: 'entries', entries: this.disk.read(from, upTo) } as const;
    this.outbox.response(this.nodeId, requestId, { kind: 'fetch', ...header, highWatermark, logStartOffset, result });
  }

  private respondChunk(effect: Extract<OutwardEffect, { kind: 'respondSnapshotChunk' }>): void {
    const { requestId, header, snapshotId, position, bytesMax } = effect;
    const snapshot = this.disk.snapshots.find((known) => known.id.offset === snapshotId.offset);
    if (snapshot === undefined) return this.say('has no such snapshot any more');
    const { totalBytes, totalCrc, voters } = snapshot;
    const bytes = snapshot.bytes.subarray(position, position + bytesMax);
    const body = { snapshotId, position, totalBytes, totalCrc, voters, bytes };
    this.outbox.response(this.nodeId, requestId, { kind: 'fetchSnapshot', ...header, ...body });
  }

  private report(before: string): void {
    const { role, epoch } = this.core.state;
    if (role.kind !== before) this.say(`${before} -> ${role.kind} in epoch ${epoch}`);
  }

  log(): readonly string[] {
    return this.disk.entries.map((entry) => `n${this.nodeId} ${describeEntry(entry)}`);
  }

  private say(text: string): void {
    this.outbox.say(`n${this.nodeId} ${text}`);
  }

  private now(): Instant {
    return { monotonicMs: this.nowMs, wallMs: this.wallMs };
  }
}

/** Random numbers that are always the smallest: scripts say who goes first by moving single clocks. */
class NoChance extends SeededRandom {
  override next(): number {
    return 0;
  }

  override integer(): number {
    return 0;
  }

  override fork(): SeededRandom {
    return this;
  }
}
