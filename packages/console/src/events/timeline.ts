import type { adminV1 } from '@drave/rpc';
import type { TimelineEntry, TimelineKind } from '../contract.js';
import type { MirrorStep } from '../cluster/cluster-mirror.js';

/** An entry that has no place in the timeline yet. */
type Happening = Omit<TimelineEntry, 'id' | 'wallMs'>;

/** So many subjects are told by name. */
const SUBJECTS_MAX = 20;
/** So many partitions are named in a sentence. */
const NAMED_MAX = 3;
const NO_LEADER = -1;

/**
 * What a step of the metadata means, with the reason as far as the metadata has it. Changes that belong together are
 * one entry: a broker that dies with a thousand leaders is one line for each broker that takes over.
 */
export function happeningsOf(step: MirrorStep, brokers: ReadonlyMap<number, adminV1.Broker>): readonly Happening[] {
  if (step.isReset) return [];
  return [
    ...controllerHappenings(step),
    ...brokerHappenings(step),
    ...partitionHappenings(step, brokers),
    ...topicHappenings(step),
    ...configHappenings(step),
  ];
}

function controllerHappenings({ controller, epoch }: MirrorStep): Happening[] {
  if (controller === undefined || controller.before === controller.after) return [];
  const { before, after } = controller;
  if (after === NO_LEADER)
    return [happening('election', 'The quorum has no leader', `node ${before} no longer leads it`, [`node ${before}`])];
  const text = `Node ${after} became the active controller in epoch ${epoch}`;
  const reason = before === NO_LEADER ? 'the quorum had no leader' : `it was elected in place of node ${before}`;
  return [happening('election', text, reason, [`node ${after}`])];
}

function brokerHappenings({ brokers }: MirrorStep): Happening[] {
  return brokers.flatMap(({ id, before, after }) => {
    const subjects = [`broker ${id}`];
    if (after === undefined) return [happening('broker', `Broker ${id} was unregistered`, null, subjects)];
    if (before?.state === after.state) return [];
    switch (after.state) {
      case 'RUNNING':
        return [happening('broker', `Broker ${id} is in service`, 'it has caught up with the metadata', subjects)];
      case 'FENCED':
        return [happening('broker', `Broker ${id} is fenced and may lead nothing`, fencedReason(id, before), subjects)];
      case 'SHUTTING_DOWN':
        return [happening('broker', `Broker ${id} is shutting down`, 'it was told to stop', subjects)];
      case 'UNSPECIFIED':
        return [];
    }
  });
}

function fencedReason(id: number, before: adminV1.Broker | undefined): string {
  if (before === undefined) return `broker ${id} has registered and is still catching up`;
  return before.state === 'SHUTTING_DOWN'
    ? `broker ${id} has shut down`
    : `the active controller no longer hears from broker ${id}`;
}

/** Gathers partitions to which the same has happened. */
class Grouped {
  private readonly groups = new Map<string, { readonly of: (names: string) => Happening; readonly names: string[] }>();

  add(partition: string, key: string, of: (names: string) => Happening): void {
    const group = this.groups.get(key) ?? { of, names: [] };
    group.names.push(partition);
    this.groups.set(key, group);
  }

  happenings(): Happening[] {
    return [...this.groups.values()].map(({ of, names }) => {
      const named = names.slice(0, NAMED_MAX).join(', ');
      const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : '';
      return { ...of(`${named}${more}`), subjects: names.slice(0, SUBJECTS_MAX), subjectCount: names.length };
    });
  }
}

function partitionHappenings(
  { partitions }: MirrorStep,
  brokers: ReadonlyMap<number, adminV1.Broker>,
): readonly Happening[] {
  const grouped = new Grouped();
  for (const { before, after } of partitions) {
    if (before === undefined) continue;
    const name = `${after.topic}/${after.index}`;
    if (before.leaderId !== after.leaderId) addLeader(grouped, name, before, after, brokers);
    for (const id of before.isr)
      if (!after.isr.includes(id)) {
        const reason = stateReason(id, brokers) ?? `broker ${id} did not keep up with the leader`;
        grouped.add(name, `left ${id}`, (names) => happening('isr', `Broker ${id} left the ISR of ${names}`, reason));
      }
    for (const id of after.isr)
      if (!before.isr.includes(id))
        grouped.add(name, `joined ${id}`, (names) =>
          happening('isr', `Broker ${id} joined the ISR of ${names}`, 'it has caught up with the leader'),
        );
  }
  return grouped.happenings();
}

function addLeader(
  grouped: Grouped,
  name: string,
  before: adminV1.Partition,
  after: adminV1.Partition,
  brokers: ReadonlyMap<number, adminV1.Broker>,
): void {
  const { leaderId: old } = before;
  const { leaderId: now } = after;
  const gone = old === NO_LEADER ? undefined : stateReason(old, brokers);
  if (now === NO_LEADER) {
    const reason = `${gone === undefined ? '' : `${gone}, and `}no replica that may lead is in service`;
    grouped.add(name, `none ${reason}`, (names) => happening('leader', `Nobody leads ${names}`, reason));
    return;
  }
  const isClean = before.isr.includes(now) || before.elr.includes(now);
  const wanted = after.replicas[0] === now ? 'it is the preferred leader' : 'a change of leadership was asked for';
  const reason = isClean
    ? (gone ?? (old === NO_LEADER ? 'a replica that may lead is in service again' : wanted))
    : `nobody in sync was left: the election was unclean, and records may be lost`;
  const instead = old === NO_LEADER ? '' : ` in place of broker ${old}`;
  grouped.add(name, `leads ${now} ${old} ${reason}`, (names) =>
    happening('leader', `Broker ${now} leads ${names}${instead}`, reason),
  );
}

/** Why a broker may not lead; undefined for one that is in service. */
function stateReason(id: number, brokers: ReadonlyMap<number, adminV1.Broker>): string | undefined {
  const broker = brokers.get(id);
  if (broker === undefined) return `broker ${id} is not registered`;
  if (broker.state === 'FENCED') return `broker ${id} is out of service`;
  return broker.state === 'SHUTTING_DOWN' ? `broker ${id} is shutting down` : undefined;
}

function topicHappenings({ createdTopics, deletedTopics }: MirrorStep): Happening[] {
  return [
    ...deletedTopics.map((name) => happening('topic', `Topic ${name} was deleted`, null, [name])),
    ...createdTopics.map((name) => happening('topic', `Topic ${name} was created`, null, [name])),
  ];
}

function configHappenings({ configs }: MirrorStep): Happening[] {
  return configs.map(({ type, name }) => {
    const what = name === '' ? 'all brokers' : `${type.toLowerCase()} ${name}`;
    return happening('config', `The configuration of ${what} was changed`, null, [what]);
  });
}

function happening(
  kind: TimelineKind,
  text: string,
  reason: string | null,
  subjects: readonly string[] = [],
): Happening {
  return { kind, text, reason, subjects, subjectCount: subjects.length };
}
