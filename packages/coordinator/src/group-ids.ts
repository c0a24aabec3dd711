import type { SortedTexts } from '@drave/metadata';
import type { GroupId } from './state/group-record.js';
import type { GroupsState } from './state/groups-state.js';

/**
 * What one partition of `__consumer_offsets` says, and the classic groups of which its log does not say anything yet.
 */
interface KnownGroups {
  readonly state: Pick<GroupsState, 'ids'>;
  readonly classic: { readonly ids: SortedTexts };
}

/** Every group from an id on: with members, with a record, or only with offsets. In order, each once. */
export function* groupIdsFrom({ state, classic }: KnownGroups, from: GroupId): Iterable<GroupId> {
  let last: GroupId | undefined;
  for (const [groupId] of inOrder([state.ids.from(from), classic.ids.from(from)])) {
    if (groupId !== last) yield groupId;
    last = groupId;
  }
}

/** All that sources in order give, in order, with the index of the source. It asks none for more than is taken. */
export function* inOrder(sources: readonly Iterable<GroupId>[]): Iterable<readonly [groupId: GroupId, source: number]> {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  const heads = iterators.map((iterator) => nextOf(iterator));
  for (;;) {
    let first = -1;
    for (const [index, head] of heads.entries()) {
      const before = first === -1 ? undefined : heads[first];
      if (head !== undefined && (before === undefined || head < before)) first = index;
    }
    const [groupId, iterator] = [heads[first], iterators[first]];
    if (groupId === undefined || iterator === undefined) return;
    yield [groupId, first];
    heads[first] = nextOf(iterator);
  }
}

function nextOf(iterator: Iterator<GroupId>): GroupId | undefined {
  const { done, value } = iterator.next();
  return done === true ? undefined : value;
}
