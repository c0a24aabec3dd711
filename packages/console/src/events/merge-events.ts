import type { BrokerRow, ConsoleEvent, PartitionRow, TimelineEntry } from '../contract.js';

/** So many partitions are told in one event. */
const PARTITIONS_MAX = 1_000;
/** So many entries of the timeline, and names of topics. */
const ENTRIES_MAX = 1_000;

/**
 * The same news in as few events as there are kinds: of what changed several times only the last state is told.
 * Undefined when it is too much to tell, so that the page had better ask anew.
 */
export function mergedEvents(events: readonly ConsoleEvent[]): readonly ConsoleEvent[] | undefined {
  const latest = new Map<ConsoleEvent['kind'], ConsoleEvent>();
  const brokers = new Map<number, BrokerRow | undefined>();
  const partitions = new Map<string, PartitionRow>();
  const topics = new Map<string, 'created' | 'deleted'>();
  const entries: TimelineEntry[] = [];
  let isCut = false;
  for (const event of events) {
    switch (event.kind) {
      case 'hello':
      case 'overview':
      case 'quorum':
      case 'faults':
        latest.set(event.kind, event);
        break;
      case 'brokers':
        for (const broker of event.brokers) brokers.set(broker.id, broker);
        for (const id of event.removedIds) brokers.set(id, undefined);
        break;
      case 'partitions':
        for (const one of event.partitions) partitions.set(`${one.topic}/${one.partition}`, one);
        isCut ||= event.isCut;
        break;
      case 'topics':
        for (const name of event.deleted) topics.set(name, 'deleted');
        for (const name of event.created) topics.set(name, 'created');
        break;
      case 'timeline':
        entries.push(...event.entries);
        break;
    }
  }
  if (topics.size > ENTRIES_MAX) return undefined;
  return [
    ...latest.values(),
    ...brokersEvent(brokers),
    ...topicsEvent(topics),
    ...partitionsEvent(partitions, isCut),
    ...(entries.length === 0 ? [] : [{ kind: 'timeline', entries: entries.slice(-ENTRIES_MAX) } as const]),
  ];
}

function brokersEvent(brokers: ReadonlyMap<number, BrokerRow | undefined>): ConsoleEvent[] {
  if (brokers.size === 0) return [];
  const present = [...brokers.values()].filter((broker) => broker !== undefined);
  const removedIds = [...brokers].flatMap(([id, broker]) => (broker === undefined ? [id] : []));
  return [{ kind: 'brokers', brokers: present, removedIds }];
}

function topicsEvent(topics: ReadonlyMap<string, 'created' | 'deleted'>): ConsoleEvent[] {
  if (topics.size === 0) return [];
  const named = (fate: string): string[] => [...topics].flatMap(([name, one]) => (one === fate ? [name] : []));
  return [{ kind: 'topics', created: named('created'), deleted: named('deleted') }];
}

function partitionsEvent(partitions: ReadonlyMap<string, PartitionRow>, isCut: boolean): ConsoleEvent[] {
  if (partitions.size === 0) return [];
  const told = [...partitions.values()].slice(0, PARTITIONS_MAX);
  return [{ kind: 'partitions', partitions: told, isCut: isCut || partitions.size > PARTITIONS_MAX }];
}
