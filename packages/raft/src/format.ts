import { assert, DraveError, type ClusterId, type DirectoryId, type NodeId } from '@drave/base';
import { parentOf, TEMPORARY_SUFFIX, type Disk, type Env } from '@drave/env';
import { sortedVoters } from './core/control-entries.js';
import { snapshotKey } from './store/keys.js';
import { QuorumStateFile } from './store/quorum-state-file.js';
import { putStart } from './store/raft-log.js';
import { quorumStatePath, storePath } from './store/raft-store.js';
import { encodeSnapshot } from './store/snapshots.js';
import type { Voter } from './types.js';

export interface FormatOptions {
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  /** The directory's id, new for every format: an emptied disk is another member. */
  readonly directoryId: DirectoryId;
  /**
   * The voters of a new cluster, the same list on every voter. Empty for observers and for a controller that is to join
   * an existing quorum through AddVoter.
   */
  readonly initialVoters: readonly Voter[];
  /** Accepts an even quorum, to study it. */
  readonly allowEven?: boolean;
  /**
   * The caller knows that this voter has never run, so it votes from the start. Without it an initial voter helps to
   * elect only where no voter has anything, and counts once it has joined: its disk may have been wiped
   * (`core/joining.ts`).
   */
  readonly neverRan?: boolean;
}

/**
 * Makes the quorum's store: identity, and the bootstrap snapshot that holds the initial voters.
 * @throws DraveError EVEN_QUORUM, INVALID_REQUEST (duplicate ids), DATA_DIRECTORY_MISMATCH (already formatted).
 */
export async function formatStorage(env: Env, directory: string, options: FormatOptions): Promise<void> {
  const { clusterId, nodeId, directoryId } = options;
  checkVoters(options);
  const statePath = quorumStatePath(directory);
  if ((await env.disk.stat(statePath)) !== undefined)
    throw new DraveError(
      'DATA_DIRECTORY_MISMATCH',
      `'${directory}' is formatted already. Nothing was changed; remove it first if its contents are not needed.`,
    );
  const parents = await missingParents(env.disk, directory);
  await env.disk.makeDirectory(directory);
  // Without a quorum state this is the rest of a format that did not finish.
  await env.disk.remove(storePath(directory));
  const voters = sortedVoters(options.initialVoters);
  const store = await env.store.open(storePath(directory));
  try {
    const id = { offset: 0, epoch: 0 };
    const snapshot = { id, totalBytes: 0, totalCrc: 0, voters };
    const put = { kind: 'put', key: snapshotKey(id), value: encodeSnapshot(snapshot) } as const;
    await store.batch([put, putStart({ ...id, previousCrc: 0 })], { sync: true });
  } finally {
    await store.close();
  }
  // The quorum state comes last: its presence says that the rest is complete.
  const joining = voters.some((voter) => voter.nodeId === nodeId) && options.neverRan !== true;
  const state = { clusterId, nodeId, directoryId, epoch: 0, votedFor: undefined, joining, endOffsetFloor: 0 };
  const temporary = statePath + TEMPORARY_SUFFIX;
  await env.disk.remove(temporary);
  await QuorumStateFile.create(env.disk, temporary, state);
  await env.disk.rename(temporary, statePath);
  await env.disk.syncDirectory(directory);
  for (const parent of parents) await env.disk.syncDirectory(parent);
}

/**
 * The directories whose entries `makeDirectory` adds to, innermost first: each must be synced, or the whole tree may go
 * (docs/faults.md C26).
 */
async function missingParents(disk: Disk, directory: string): Promise<readonly string[]> {
  const parents = [parentOf(directory)];
  for (;;) {
    const parent = parents.at(-1) as string;
    const above = parentOf(parent);
    if (above === parent || (await disk.stat(parent)) !== undefined) return parents;
    parents.push(above);
  }
}

/** @throws DraveError EVEN_QUORUM. Also used where a cluster is put together. */
export function checkQuorumSize(voters: number, allowEven: boolean): void {
  assert(Number.isSafeInteger(voters) && voters >= 0, 'a number of voters');
  if (voters === 0 || voters % 2 === 1 || allowEven) return;
  const tolerated = Math.floor((voters - 1) / 2);
  const failures = tolerated === 1 ? '1 failure' : `${tolerated} failures`;
  throw new DraveError(
    'EVEN_QUORUM',
    `${voters} controllers tolerate ${failures}, the same as ${voters - 1}. Use ${voters - 1} or ${voters + 1} (or --allow-even to study it).`,
  );
}

function checkVoters(options: FormatOptions): void {
  const { initialVoters, nodeId, directoryId } = options;
  const ids = initialVoters.map((voter) => voter.nodeId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new DraveError(
      'INVALID_REQUEST',
      `node ${twice} stands twice among the initial voters; each voter needs its own id`,
    );
  checkQuorumSize(initialVoters.length, options.allowEven === true);
  const self = initialVoters.find((voter) => voter.nodeId === nodeId);
  if (self !== undefined && self.directoryId !== directoryId)
    throw new DraveError(
      'INVALID_REQUEST',
      `the initial voters name directory ${self.directoryId} for node ${nodeId}, but it is being formatted as ${directoryId}`,
    );
}
