import { DraveError, type TopicName } from '@drave/base';
import { CLUSTER, type Authorizer, type Caller } from '@drave/base/access';
import { inSlices, type Env } from '@drave/env';
import {
  listCommits,
  listGroups,
  type CommitsShard,
  type GroupCommit,
  type ListCommitsRequest,
  type ListGroupsRequest,
  type ListGroupsResponse,
} from './group-lists.js';
import type { GroupId } from './state/group-record.js';

interface ListsOptions {
  readonly env: Pick<Env, 'compute'>;
  readonly authorizer: Authorizer;
  /** The partitions that are led here; undefined stands for one that cannot be read yet. */
  readonly shards: () => readonly (CommitsShard | undefined)[];
}

/** What this broker coordinates, as far as whoever asks may see it. */
export class CoordinatedLists {
  private readonly options: ListsOptions;

  constructor(options: ListsOptions) {
    this.options = options;
  }

  async groups(caller: Caller, request: ListGroupsRequest): Promise<ListGroupsResponse> {
    const { authorizer, env } = this.options;
    const seesAll = authorizer.allows(caller, 'describe', CLUSTER, 'passedOver');
    const all = this.options.shards();
    const readable = all.filter((shard) => shard !== undefined);
    const isVisible = (name: GroupId): boolean =>
      seesAll || authorizer.allows(caller, 'describe', { kind: 'group', name }, 'passedOver');
    const groups = await inSlices(env.compute, listGroups(readable, request, isVisible));
    return { failure: readable.length < all.length ? 'COORDINATOR_LOAD_IN_PROGRESS' : undefined, groups };
  }

  /** @throws DraveError COORDINATOR_LOAD_IN_PROGRESS when some groups of this broker cannot be told yet. */
  async commits(caller: Caller, request: ListCommitsRequest): Promise<readonly GroupCommit[]> {
    const { authorizer, env } = this.options;
    const all = this.options.shards();
    const readable = all.filter((shard) => shard !== undefined);
    if (readable.length < all.length) throw new DraveError('COORDINATOR_LOAD_IN_PROGRESS');
    const visible = {
      group: (name: GroupId) => authorizer.allows(caller, 'describe', { kind: 'group', name }, 'passedOver'),
      topic: (name: TopicName) => authorizer.allows(caller, 'describe', { kind: 'topic', name }, 'passedOver'),
    };
    return inSlices(env.compute, listCommits(readable, request, visible));
  }
}
