import { SortedTexts } from '@drave/metadata';
import type { GroupId } from '../state/group-record.js';
import type { ClassicGroup } from './classic-group.js';

/** Classic groups by their ids, which are also kept in order, so that nobody sorts them for one page of a list. */
export class GroupTable {
  private readonly groups = new Map<GroupId, ClassicGroup>();
  private sorted = SortedTexts.empty;

  get size(): number {
    return this.groups.size;
  }

  /** As they are now: what changes later changes nothing about these. */
  get ids(): SortedTexts {
    return this.sorted;
  }

  get(groupId: GroupId): ClassicGroup | undefined {
    return this.groups.get(groupId);
  }

  has(groupId: GroupId): boolean {
    return this.groups.has(groupId);
  }

  values(): IterableIterator<ClassicGroup> {
    return this.groups.values();
  }

  set(group: ClassicGroup): void {
    if (!this.groups.has(group.groupId)) this.sorted = this.sorted.with(group.groupId);
    this.groups.set(group.groupId, group);
  }

  delete(groupId: GroupId): void {
    this.sorted = this.sorted.without(groupId);
    this.groups.delete(groupId);
  }

  clear(): void {
    this.sorted = SortedTexts.empty;
    this.groups.clear();
  }
}
