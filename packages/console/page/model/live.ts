import type {
  BrokerRow,
  ConsoleEvent,
  FaultsView,
  Overview,
  PartitionRow,
  Quorum,
  TimelineEntry,
} from '../../src/contract.js';

/** What the stream of events has told so far. */
export interface LiveState {
  readonly overview: Overview | null;
  readonly quorum: Quorum | null;
  /** Those that changed since the page was opened, by their ids; null for one that is gone. */
  readonly changedBrokers: ReadonlyMap<number, BrokerRow | null>;
  /** Those that changed since the page was opened, by `topic/partition`. */
  readonly changedPartitions: ReadonlyMap<string, PartitionRow>;
  /** The newest last. */
  readonly timeline: readonly TimelineEntry[];
  readonly faults: FaultsView | null;
  /** Another number means that lists which were asked for before are better asked for anew. */
  readonly revision: number;
}

export const NOTHING_YET: LiveState = {
  overview: null,
  quorum: null,
  changedBrokers: new Map(),
  changedPartitions: new Map(),
  timeline: [],
  faults: null,
  revision: 0,
};

export const TIMELINE_MAX = 1_000;
/** More changes than this, and asking anew is cheaper than keeping them. */
const CHANGED_MAX = 20_000;

function partitionKey({ topic, partition }: Pick<PartitionRow, 'topic' | 'partition'>): string {
  return `${topic}/${partition}`;
}

export function applyEvent(state: LiveState, event: ConsoleEvent): LiveState {
  switch (event.kind) {
    case 'hello': {
      const { overview, quorum } = event;
      if (!event.isReset) return { ...state, overview, quorum };
      const { timeline, faults } = state;
      return { ...NOTHING_YET, overview, quorum, timeline, faults, revision: state.revision + 1 };
    }
    case 'overview':
      return { ...state, overview: event.overview };
    case 'quorum':
      return { ...state, quorum: event.quorum };
    case 'brokers': {
      const changed = event.brokers.map((row) => [row.id, row] as const);
      const removed = event.removedIds.map((id) => [id, null] as const);
      return { ...state, changedBrokers: new Map([...state.changedBrokers, ...changed, ...removed]) };
    }
    case 'partitions':
      return withPartitions(state, event.partitions, event.isCut);
    case 'topics':
      return { ...state, revision: state.revision + 1 };
    case 'timeline':
      return { ...state, timeline: joined(state.timeline, event.entries) };
    case 'faults':
      return { ...state, faults: event.faults };
  }
}

/** The rows of a list with what has changed since it was asked for. A row is older by its partition epoch. */
export function currentRows(
  rows: readonly PartitionRow[],
  changed: ReadonlyMap<string, PartitionRow>,
): readonly PartitionRow[] {
  return rows.map((row) => {
    const newer = changed.get(partitionKey(row));
    return newer !== undefined && newer.partitionEpoch >= row.partitionEpoch ? newer : row;
  });
}

export function currentBrokers(
  rows: readonly BrokerRow[],
  changed: ReadonlyMap<number, BrokerRow | null>,
): readonly BrokerRow[] {
  const byId = new Map<number, BrokerRow | null>(rows.map((row) => [row.id, row]));
  for (const [id, row] of changed) byId.set(id, row);
  return [...byId.values()].filter((row) => row !== null).toSorted((one, other) => one.id - other.id);
}

/** Entries may come twice, by the list and by the stream. */
export function joined(before: readonly TimelineEntry[], more: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const byId = new Map([...before, ...more].map((entry) => [entry.id, entry]));
  return [...byId.values()].toSorted((one, other) => one.id - other.id).slice(-TIMELINE_MAX);
}

function withPartitions(state: LiveState, rows: readonly PartitionRow[], isCut: boolean): LiveState {
  const changedPartitions = new Map([
    ...state.changedPartitions,
    ...rows.map((row) => [partitionKey(row), row] as const),
  ]);
  if (!isCut && changedPartitions.size <= CHANGED_MAX) return { ...state, changedPartitions };
  return { ...state, changedPartitions: new Map(), revision: state.revision + 1 };
}
