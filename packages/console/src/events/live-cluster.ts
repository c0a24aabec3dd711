import { deferred, type Deferred, type Millis } from '@drave/base';
import type { TimerHandle } from '@drave/env';
import { clusterService } from '@drave/rpc';
import type { ConsoleEvent, FaultsView, Overview, Quorum, TimelineEntry } from '../contract.js';
import type { ClusterLink } from '../cluster/cluster-link.js';
import { ClusterMirror, type MirrorStep } from '../cluster/cluster-mirror.js';
import { overviewOf, ProblemMemory } from '../views/overview-view.js';
import { readQuorumView } from '../views/quorum-view.js';
import { brokerRow, partitionRow } from '../views/shapes.js';
import { EventRing } from './event-ring.js';
import { happeningsOf } from './timeline.js';

/** After the last one who looked has left: time to come back without asking for everything anew. */
const LINGER_MS: Millis = 30_000;
/** How often the quorum is asked how it stands, which no metadata tells. */
const QUORUM_EVERY_MS: Millis = 1_000;
/** Changes that come in so short a time are told together. */
const GATHER_MS: Millis = 100;
/** So many partitions of one change are told; of more it is told that lists had better be asked for. */
const PARTITIONS_MAX = 1_000;
const TIMELINE_MAX = 2_000;

/** The state that a stream begins with. */
interface Snapshot {
  readonly overview: Overview;
  readonly quorum: Quorum;
}

/**
 * What the cluster does, for all who look at it at the moment: one watch of the metadata and one question to the quorum
 * a second serve every stream. While nobody looks nothing is asked, computed or kept but the timeline.
 */
export class LiveCluster {
  private readonly link: ClusterLink;
  private readonly problems = new ProblemMemory();
  private readonly entries: TimelineEntry[] = [];
  private nextEntryId = 1;
  private sinceWallMs: Millis;
  private lookers = 0;
  private linger: TimerHandle | undefined;
  private session: LiveSession | undefined;
  private closed = false;

  constructor(link: ClusterLink) {
    this.link = link;
    this.sinceWallMs = link.access.env.clock.wallMs();
  }

  get timeline(): { readonly entries: readonly TimelineEntry[]; readonly sinceWallMs: Millis } {
    return { entries: this.entries, sinceWallMs: Math.floor(this.sinceWallMs) };
  }

  /** Looks until the function that it gives is called, which is harmless more than once. */
  look(): { readonly session: LiveSession; readonly leave: () => void } {
    const { timers, clock, random } = this.link.access.env;
    if (this.linger !== undefined) timers.clear(this.linger);
    this.linger = undefined;
    this.lookers++;
    if (this.session === undefined) {
      // What happened while nobody looked is not known.
      this.sinceWallMs = this.entries.length === 0 ? clock.wallMs() : this.sinceWallMs;
      const id = Buffer.from(random.bytes(6)).toString('base64url');
      this.session = new LiveSession(this.link, id, this.problems, (step, mirror) => this.note(step, mirror));
      this.session.start();
    }
    let hasLeft = false;
    const leave = (): void => {
      if (hasLeft) return;
      hasLeft = true;
      this.lookers--;
      if (this.lookers === 0 && !this.closed) this.linger = timers.set(LINGER_MS, () => void this.rest());
    };
    return { session: this.session, leave };
  }

  /** Something that the metadata does not tell, such as a fault. */
  record(entry: Omit<TimelineEntry, 'id'>): void {
    this.session?.ring.push({ kind: 'timeline', entries: [this.keep(entry)] });
  }

  /** To be called when nodes have come or gone, or can be asked no more. */
  nodesChanged(): void {
    this.session?.mirror.recheck();
  }

  tellFaults(faults: FaultsView): void {
    this.session?.ring.push({ kind: 'faults', faults });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.rest();
  }

  private async rest(): Promise<void> {
    const { session, linger } = this;
    if (linger !== undefined) this.link.access.env.timers.clear(linger);
    this.linger = undefined;
    this.session = undefined;
    this.problems.forget();
    await session?.stop();
  }

  private note(step: MirrorStep, mirror: ClusterMirror): readonly TimelineEntry[] {
    const wallMs = Math.floor(this.link.access.env.clock.wallMs());
    return happeningsOf(step, mirror.brokers).map((one) => this.keep({ ...one, wallMs }));
  }

  private keep(entry: Omit<TimelineEntry, 'id'>): TimelineEntry {
    const kept = { ...entry, id: this.nextEntryId++ };
    this.entries.push(kept);
    if (this.entries.length > TIMELINE_MAX) this.entries.shift();
    return kept;
  }
}

/** One time of looking, from when somebody comes until nobody has looked for a while. */
export class LiveSession {
  /** Tells the events of this session from those of another. */
  readonly id: string;
  readonly ring = new EventRing();
  readonly mirror: ClusterMirror;
  private readonly link: ClusterLink;
  private readonly problems: ProblemMemory;
  private readonly ended = new AbortController();
  private readonly first: Deferred<void> = deferred();
  private dirty: Deferred<void> = deferred();
  private running: Promise<unknown> | undefined;
  private overview: Overview | undefined;
  private quorum: Quorum | undefined;

  constructor(
    link: ClusterLink,
    id: string,
    problems: ProblemMemory,
    note: (step: MirrorStep, mirror: ClusterMirror) => readonly TimelineEntry[],
  ) {
    this.link = link;
    this.id = id;
    this.problems = problems;
    this.mirror = new ClusterMirror(link, (step) => {
      if (step.isReset && this.overview !== undefined) this.ring.forget();
      for (const event of eventsOf(step, this.mirror)) this.ring.push(event);
      const entries = note(step, this.mirror);
      if (entries.length > 0) this.ring.push({ kind: 'timeline', entries });
      this.dirty.resolve();
    });
  }

  start(): void {
    const { signal } = this.ended;
    this.running = this.link.used(() => Promise.all([this.mirror.follow(signal), this.refreshUntil(signal)]));
    // Closed while it began: there is nothing to look at.
    this.running.catch(() => this.ended.abort());
  }

  async stop(): Promise<void> {
    this.ended.abort();
    this.dirty.resolve();
    await this.running?.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.ended.signal;
  }

  /** The state now. */
  async snapshot(): Promise<Snapshot> {
    await this.first.promise;
    const { overview, quorum } = this;
    if (overview !== undefined && quorum !== undefined) return { overview, quorum };
    return this.refresh();
  }

  private async refreshUntil(signal: AbortSignal): Promise<void> {
    const { timers, logger } = this.link.access.env;
    while (!signal.aborted) {
      this.dirty = deferred();
      try {
        await this.refresh();
      } catch (reason) {
        logger.debug({ err: reason }, 'the console could not ask how the cluster stands; it asks again');
      }
      this.first.resolve();
      const pause = new AbortController();
      await Promise.race([this.dirty.promise, timers.sleep(QUORUM_EVERY_MS, pause.signal).catch(() => undefined)]);
      pause.abort();
      await timers.sleep(GATHER_MS, signal).catch(() => undefined);
    }
  }

  private async refresh(): Promise<Snapshot> {
    const [quorum, cluster] = await Promise.all([
      readQuorumView(this.link),
      this.link.ask(clusterService.methods.getCluster, { local: true }),
    ]);
    const overview = overviewOf(cluster, quorum, this.problems);
    if (this.quorum !== undefined && textOf(quorum) !== textOf(this.quorum)) this.ring.push({ kind: 'quorum', quorum });
    if (this.overview !== undefined && textOf(overview) !== textOf(this.overview))
      this.ring.push({ kind: 'overview', overview });
    this.quorum = quorum;
    this.overview = overview;
    return { quorum, overview };
  }
}

/** Without what changes by the mere passing of time. */
function textOf(view: Quorum | Overview): string {
  return JSON.stringify(view, (key, value: unknown) => (/AgoMs$|^nowWallMs$/.test(key) ? undefined : value));
}

function eventsOf(step: MirrorStep, mirror: ClusterMirror): readonly ConsoleEvent[] {
  const { partitions, createdTopics, deletedTopics } = step;
  if (step.isReset) return [];
  const events: ConsoleEvent[] = [...brokerEvents(step, mirror)];
  if (createdTopics.length + deletedTopics.length > 0)
    events.push({ kind: 'topics', created: createdTopics, deleted: deletedTopics });
  if (partitions.length > 0) {
    const rows = partitions.slice(0, PARTITIONS_MAX).map(({ after }) => partitionRow(after));
    events.push({ kind: 'partitions', partitions: rows, isCut: partitions.length > PARTITIONS_MAX });
  }
  return events;
}

/** A change of the active controller is one of two brokers, where these have both roles. */
function brokerEvents({ brokers, controller }: MirrorStep, mirror: ClusterMirror): ConsoleEvent[] {
  const removedIds = brokers.flatMap(({ id, after }) => (after === undefined ? [id] : []));
  const ids = new Set(brokers.map(({ id }) => id));
  if (controller !== undefined) for (const id of [controller.before, controller.after]) ids.add(id);
  const rows = [...ids].flatMap((id) => {
    const broker = mirror.brokers.get(id);
    return broker === undefined ? [] : [brokerRow(broker, mirror.activeControllerId)];
  });
  return rows.length + removedIds.length === 0 ? [] : [{ kind: 'brokers', brokers: rows, removedIds }];
}
